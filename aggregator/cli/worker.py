"""worker and scheduler: poll sources as they fall due, on one machine or many."""

import asyncio
import signal
from collections.abc import Callable

import click

from aggregator.cli.logs import configure_logs, log_report
from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options, with_options
from aggregator.cli.supervisor import stop_with_supervisor
from aggregator.poller import Poller
from aggregator.processes import collect_less_often
from aggregator.runtime import PollingRuntime
from aggregator.schedule import Polls, serve


@click.command()
@with_options
@click.option(
    "--queue", is_flag=True, envvar="AGGREGATOR_QUEUE", help="Take polls from `aggregator scheduler`."
)
def worker(options: Options, queue: bool) -> None:
    """Poll sources as they fall due.

    Any number may run on one PostgreSQL database. With --queue they keep no clock: a scheduler, on whichever machine,
    gives out what is due, and no host is asked by two of them at once.
    """
    configure_logs()
    stop_with_supervisor()
    if queue:
        _expect_server(options)
        from aggregator.workers import QueueWorker  # noqa: PLC0415 - one machine starts without the queue's library

        asyncio.run(work(options, lambda rt: QueueWorker(rt, log_report)))
    else:
        asyncio.run(work(options, lambda rt: Poller(rt, log_report)))


@click.command()
@with_options
def scheduler(options: Options) -> None:
    """Give out what is due to workers on any machine (`aggregator worker --queue`); PostgreSQL only.

    Start two or more: one is elected, and when it dies another takes over within seconds.
    """
    configure_logs()
    stop_with_supervisor()
    _expect_server(options)
    from aggregator.workers import Scheduler  # noqa: PLC0415 - as above

    asyncio.run(work(options, Scheduler))


async def work(options: Options, make: Callable[[PollingRuntime], Polls]) -> None:
    """Works until SIGTERM or SIGINT; SIGHUP looks at the configuration now."""
    collect_less_often()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_polling_runtime(options) as rt:
        await serve(rt, stop, make(rt))


def _expect_server(options: Options) -> None:
    if options.database_url.startswith("sqlite"):
        raise click.ClickException(
            "the queue needs PostgreSQL (AGGREGATOR_DATABASE_URL, `aggregator migrate-store`); "
            "on SQLite `aggregator worker` polls by its own clock"
        )
