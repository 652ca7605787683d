"""Two processes under one command: starts them, starts again what falls over, stops them together."""

import os
import signal
import subprocess
import sys
import time
from collections import deque

import structlog

from aggregator.processes import end_with

STOP_SECONDS = 8
"""How long children may take to stop. What is left is killed, and loses nothing by it."""

_MOST_RESTARTS = 5
_RESTART_WINDOW_SECONDS = 60
_LOOK_SECONDS = 0.2
_SUPERVISOR = "AGGREGATOR_SUPERVISOR"

log = structlog.get_logger()


class Supervisor:
    """Runs `aggregator COMMAND` for each of the commands until SIGINT or SIGTERM."""

    def __init__(self, commands: tuple[str, ...], environment: dict[str, str]) -> None:
        self._commands = commands
        self._environment = {**os.environ, **environment, _SUPERVISOR: str(os.getpid())}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._restarts: deque[float] = deque(maxlen=_MOST_RESTARTS)
        self._stopping = False

    def run(self) -> int:
        """The exit code: 0 when asked to stop, 1 when a child would not stay up."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._pass_on)
        try:
            for command in self._commands:
                self._start(command)
            while not self._stopping:
                time.sleep(_LOOK_SECONDS)
                if not self._all_up():
                    return 1
        finally:
            self._stop_children()
        return 0

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _pass_on(self, number: int, frame: object) -> None:
        for child in self._children.values():
            child.send_signal(number)

    def _start(self, command: str) -> None:
        self._children[command] = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "aggregator", command],
            env=self._environment,
        )

    def _all_up(self) -> bool:
        """Starts again what ended by itself; False when that has happened too often to go on."""
        for command, child in tuple(self._children.items()):
            if self._stopping or child.poll() is None:
                continue
            log.error("child.ended", command=command, code=child.returncode)
            full = len(self._restarts) == _MOST_RESTARTS
            if full and time.monotonic() - self._restarts[0] < _RESTART_WINDOW_SECONDS:
                return False
            self._restarts.append(time.monotonic())
            time.sleep(len(self._restarts) * _LOOK_SECONDS)
            self._start(command)
        return True

    def _stop_children(self) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children.values():
            child.terminate()
        for child in self._children.values():
            try:
                child.wait(max(deadline - time.monotonic(), 0))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def stop_with_supervisor() -> None:
    """For a supervised process: on Linux, it gets SIGTERM when its supervisor is gone, even by kill -9."""
    supervisor = os.environ.pop(_SUPERVISOR, "")
    if not supervisor:
        return
    end_with(int(supervisor))
