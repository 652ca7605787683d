"""web: serve feeds and pages."""

from functools import partial

import click

from aggregator.cli.listening import free_address
from aggregator.cli.logs import configure_logs
from aggregator.cli.opening import new_runtime, open_runtime
from aggregator.cli.options import Options, with_options
from aggregator.cli.supervisor import stop_with_supervisor
from aggregator.config import Live
from aggregator.errors import ConfigError
from aggregator.runtime import Runtime
from aggregator.web.server import serve


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
    host, port = free_address(options.host, options.port)
    live = options.live()  # before the fork: a process that starts later still has a good configuration
    with open_runtime(options):
        pass
    serve(partial(_newest, options, live), host, port, workers)


def _newest(options: Options, last_good: Live) -> Runtime:
    """For a web process that starts now: the file as it stands, or else what was good when the first one started."""
    try:
        return new_runtime(options)
    except ConfigError:
        return new_runtime(options, last_good)
