"""run, web, worker, demo: the commands that stay."""

import asyncio
import signal
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
from aggregator.reload import follow
from aggregator.schedule import serve as serve_schedule
from aggregator.web.server import serve as serve_web


@click.command()
@with_options
@click.option(
    "--workers", default=2, show_default=True, envvar="WEB_CONCURRENCY", show_envvar=True, help="Processes."
)
def web(options: Options, workers: int) -> None:
    """Serve feeds and pages."""
    configure_logs()
    stop_with_supervisor()
    live = options.live()  # before the fork: a process that starts later still has a good configuration
    with open_runtime(options):
        pass
    serve_web(partial(options.runtime, live), options.host, options.port, workers)


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
        loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(follow(rt)))
        await serve_schedule(rt, stop, log_report)


@click.command()
@with_options
def run(options: Options) -> None:
    """Web and poller in one, on one machine; Ctrl-C stops both."""
    configure_logs()
    _run(options)


@click.command()
@with_options
@click.option("--interval", default=4.0, show_default=True, help="Seconds from one new article to the next.")
@click.option("--seed", default=2024, show_default=True, help="Another seed, other news.")
def demo(options: Options, interval: float, seed: int) -> None:
    """A newsroom of our own on loopback, and the wire that polls it: alive with no network."""
    configure_logs()
    folder = Path("var/demo")
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    config = folder / "feeds.yaml"
    with newsroom.serve(seed=seed, now=lambda: datetime.now(UTC), interval=interval) as room:
        config.write_text(newsroom.feeds_yaml(room), encoding="utf-8")
        click.echo(f"The newsroom publishes every {interval:g} s; its sources are in {config}", err=True)
        _run(replace(options, config=config, database_url=f"sqlite:///{folder}/demo.db"))


def _run(options: Options) -> None:
    url = options.live().settings.site.url
    click.echo(f"The wire is at {url} (status: {url}/status). Ctrl-C stops it.", err=True)
    code = Supervisor(("web", "worker"), options.environment()).run()
    if code:
        sys.exit(code)


COMMANDS = (run, web, worker, demo)
