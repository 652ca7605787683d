"""The options that commands share, each with its variable."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from aggregator.config import Live, Settings
from aggregator.errors import AggregatorError
from aggregator.http import AllowList
from aggregator.urls import is_http_url

DEFAULT_DATABASE = "sqlite:///var/aggregator.db"


@dataclass(frozen=True, slots=True)
class Options:
    """Where everything is: what flags and variables said."""

    config: Path
    database_url: str
    allow_addresses: str
    site_url: str
    host: str
    port: int

    def environment(self) -> dict[str, str]:
        """The same, as variables for a process that this one starts."""
        return {
            "AGGREGATOR_CONFIG": str(self.config),
            "AGGREGATOR_DATABASE_URL": self.database_url,
            "AGGREGATOR_ALLOW_ADDRESSES": self.allow_addresses,
            "AGGREGATOR_SITE_URL": self.site_url,
            "HOST": self.host,
            "PORT": str(self.port),
        }

    @property
    def has_database(self) -> bool:
        """False while a SQLite file is not there yet; a server is known only once it is asked."""
        scheme, _, path = self.database_url.partition(":///")
        return scheme != "sqlite" or Path(path.partition("?")[0]).is_file()

    def live(self) -> Live:
        """The configuration, followed; what the environment says wins over the file."""
        return Live(self.config, self._adjust)

    def _adjust(self, settings: Settings) -> Settings:
        reachable = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not listened on
        url = self.site_url or settings.site.url or f"http://{reachable}:{self.port}"
        allow = settings.allow + _listed(self.allow_addresses)
        return replace(settings, site=replace(settings.site, url=url.rstrip("/")), allow=allow)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _addresses(_context: click.Context, _option: click.Parameter, text: str) -> str:
    try:
        AllowList.parse(_listed(text))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    return text


def _web_address(_context: click.Context, _option: click.Parameter, text: str) -> str:
    if text and not is_http_url(text):
        raise click.BadParameter(f"{text} is no address such as https://kabar.example.org")
    return text


_OPTIONS = (
    click.option(
        "--config",
        envvar="AGGREGATOR_CONFIG",
        default=Path("config/feeds.yaml"),
        type=click.Path(path_type=Path, dir_okay=False),
        show_default=True,
        show_envvar=True,
        help="The configuration file.",
    ),
    click.option(
        "--database-url",
        envvar="AGGREGATOR_DATABASE_URL",
        default=DEFAULT_DATABASE,
        show_default=True,
        show_envvar=True,
        help="sqlite:///FILE or postgresql://…",
    ),
    click.option(
        "--allow-addresses",
        envvar="AGGREGATOR_ALLOW_ADDRESSES",
        default="",
        callback=_addresses,
        show_envvar=True,
        help="Private addresses or networks, optionally with a port, that may be polled; comma-separated.",
    ),
    click.option(
        "--site-url",
        envvar="AGGREGATOR_SITE_URL",
        default="",
        callback=_web_address,
        show_envvar=True,
        help="Public address of the site, instead of the configuration's.",
    ),
    click.option(
        "--host", envvar="HOST", default="127.0.0.1", show_default=True, show_envvar=True, help="Listen here."
    ),
    click.option(
        "--port",
        envvar="PORT",
        default=8000,
        type=click.IntRange(0, 65535),
        show_default=True,
        show_envvar=True,
        help="Listen here.",
    ),
)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the shared options, as an `Options` in its first argument, and errors without a traceback."""

    @wraps(command)
    @without_traceback
    def run(**arguments: Any) -> None:
        shared = {field.name: arguments.pop(field.name) for field in fields(Options)}
        command(Options(**shared), **arguments)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def without_traceback(command: Callable[..., None]) -> Callable[..., None]:
    """Ends a command with our own words and exit code 1 when it raises one of our errors."""

    @wraps(command)
    def run(*arguments: Any, **named: Any) -> None:
        try:
            command(*arguments, **named)
        except AggregatorError as error:
            click.echo(str(error), err=True)
            sys.exit(1)

    return run
