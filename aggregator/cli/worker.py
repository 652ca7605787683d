"""worker: poll sources as they fall due."""

import asyncio
import signal

import click

from aggregator.cli.logs import configure_logs, log_report
from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options, with_options
from aggregator.cli.supervisor import stop_with_supervisor
from aggregator.schedule import serve


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
        await serve(rt, stop, log_report)
