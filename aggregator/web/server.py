"""Granian around the application: each of its processes opens a store of its own."""

import multiprocessing
import os
import sys
from collections.abc import Callable

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from aggregator.processes import end_with
from aggregator.runtime import Runtime
from aggregator.web import create_app
from aggregator.web.watch import LOOK_SECONDS

THREADS = 16
STOP_SECONDS = 5
CONNECTIONS = 4096
"""That one process holds open at once, idle ones among them."""
_SWITCH_SECONDS = 0.0005
"""After so long the thread that renders lets those that answer from memory go on, not after ten times that."""
_HEADER_MILLISECONDS = 15_000
"""A client that takes longer to send its header, or has nothing more to ask, loses its connection."""


def serve(open_runtime: Callable[[], Runtime], host: str, port: int, workers: int) -> None:
    """Serves on an IP address until SIGTERM or SIGINT. `open_runtime` is called in every worker, after the fork."""
    multiprocessing.set_start_method("fork", force=True)  # the open configuration goes along
    parent = os.getpid()

    def load() -> Flask:
        end_with(parent)
        sys.setswitchinterval(_SWITCH_SECONDS)
        return create_app(open_runtime(), LOOK_SECONDS)

    Server(
        "aggregator",
        host,
        port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS),
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve(target_loader=load, wrap_loader=False)
