"""The commands as an operator starts them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.journeys.wire import Wire


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(wire: Wire, *command: str, port: int = 0) -> Iterator[subprocess.Popen[bytes]]:
    """`aggregator COMMAND…`, stopped at the end; with a port, only returns once it answers there."""
    environment = {**os.environ, **wire.options.environment(), "PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        if port:
            wait_for_port(port)
        yield process
    finally:
        process.terminate()
        process.wait(10)


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Returns when something listens there; fails after so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port} after {seconds} s")


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Returns when it holds; fails after so long."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"nothing happened for {seconds} s"
        time.sleep(0.005)
