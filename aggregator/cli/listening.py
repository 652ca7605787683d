"""Where to listen, looked at before anything is started."""

import socket

import click


def free_address(host: str, port: int) -> tuple[str, int]:
    """The address and port to listen on, for a name as well, and a free port for 0.

    Raises ClickException when somebody listens there: web processes share their port, which others could join unseen.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            name: tuple[str, int] = probe.getsockname()[:2]
            return name
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port}: {error.strerror}; choose another --port"
        ) from error
