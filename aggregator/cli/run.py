"""run: web and poller in one."""

import socket
import sys

import click

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
