"""run, web, worker, demo: the commands that stay."""

import asyncio
import shutil
import signal
import socket
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from aggregator import demo as newsroom
from aggregator.cli.logs import configure_logs, log_report
from aggregator.cli.options import Options, open_polling_runtime, open_runtime, with_options
from aggregator.cli.supervisor import Supervisor, stop_with_supervisor
from aggregator.config import Live
from aggregator.errors import ConfigError
from aggregator.runtime import Runtime
from aggregator.schedule import serve as serve_schedule
from aggregator.web.server import serve as serve_web


@click.command()
@with_options
@click.option(
    "--workers",
    default=2,
    type=click.IntRange(min=1),
    show_default=True,
    envvar="WEB_CONCURRENCY",
    show_envvar=True,
    help="Processes.",
)
def web(options: Options, workers: int) -> None:
    """Serve feeds and pages."""
    configure_logs()
    stop_with_supervisor()
    live = options.live()  # before the fork: a process that starts later still has a good configuration
    with open_runtime(options):
        pass
    serve_web(partial(_newest, options, live), options.host, options.port, workers)


def _newest(options: Options, last_good: Live) -> Runtime:
    """For a web process that starts now: the file as it stands, or else what was good when the first one started."""
    try:
        return options.runtime()
    except ConfigError:
        return options.runtime(last_good)


@click.command()
@with_options
def worker(options: Options) -> None:
    """Poll sources as they fall due."""
    configure_logs()
    stop_with_supervisor()
    asyncio.run(work(options))


async def work(options: Options) -> None:
    """Polls until SIGTERM or SIGINT; SIGHUP looks at the configuration now."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_polling_runtime(options) as rt:
        await serve_schedule(rt, stop, log_report)


@click.command()
@with_options
def run(options: Options) -> None:
    """Web and poller in one, on one machine; Ctrl-C stops both."""
    configure_logs()
    _run(options)


@click.command()
@with_options
@click.option(
    "--interval",
    default=4.0,
    type=click.FloatRange(min=0.1),
    show_default=True,
    help="Seconds from one new article to the next.",
)
@click.option("--seed", default=2024, show_default=True, help="Another seed, other news.")
def demo(options: Options, interval: float, seed: int) -> None:
    """A newsroom of our own on loopback, and the wire that polls it: alive with no network."""
    configure_logs()
    folder = Path("var/demo") / str(
        options.port
    )  # two demos at once, on two ports, know nothing of each other
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = folder / "feeds.yaml"
    with newsroom.serve(seed=seed, now=lambda: datetime.now(UTC), interval=interval) as room:
        config.write_text(newsroom.feeds_yaml(room), encoding="utf-8")
        click.echo(f"The newsroom publishes every {interval:g} s; its sources are in {config}", err=True)
        _run(replace(options, config=config, database_url=f"sqlite:///{folder}/demo.db"))


def _run(options: Options) -> None:
    _expect_free(options.host, options.port)
    url = options.live().settings.site.url
    click.echo(f"The wire is at {url} (status: {url}/status). Ctrl-C stops it.", err=True)
    code = Supervisor(("web", "worker"), options.environment()).run()
    if code:
        sys.exit(code)


def _expect_free(host: str, port: int) -> None:
    """Says at once what would otherwise end the web process again and again."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another --port"
        ) from error


COMMANDS = (run, web, worker, demo)
