"""run: web and poller in one."""

import sys

import click

from aggregator.cli.listening import free_address
from aggregator.cli.logs import configure_logs
from aggregator.cli.options import Options, with_options
from aggregator.cli.supervisor import Supervisor


@click.command()
@with_options
def run(options: Options) -> None:
    """Web and poller in one, on one machine; Ctrl-C stops both."""
    configure_logs()
    supervise(options)


def supervise(options: Options) -> None:
    """Runs web and worker until Ctrl-C, or until one of them cannot be kept up."""
    free_address(options.host, options.port)
    url = options.live().settings.site.url
    click.echo(f"The wire is at {url} (status: {url}/status). Ctrl-C stops it.", err=True)
    code = Supervisor(("web", "worker"), options.environment()).run()
    if code:
        sys.exit(code)
