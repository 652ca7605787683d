"""gunicorn around the application: each of its processes opens a store of its own."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from aggregator.runtime import Runtime
from aggregator.web import create_app

THREADS = 8
STOP_SECONDS = 5


def serve(open_runtime: Callable[[], Runtime], host: str, port: int, workers: int) -> None:
    """Serves until SIGTERM or SIGINT; `open_runtime` is called once in every worker, after the fork."""
    _Server(
        open_runtime,
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "graceful_timeout": STOP_SECONDS,
            "control_socket_disable": True,  # it would be created in the home directory
            "proc_name": "aggregator-web",
            "loglevel": "warning",
        },
    ).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, open_runtime: Callable[[], Runtime], options: dict[str, Any]) -> None:
        self._open_runtime = open_runtime
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._open_runtime())
