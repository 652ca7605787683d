"""The parent's side of one child: its process, its pipe, and what it may answer."""

import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import is_dataclass
from datetime import date, timedelta, timezone
from enum import Enum
from multiprocessing.connection import Connection
from typing import Any

from aggregator.errors import SandboxError
from aggregator.sandbox.values import Outcome, SandboxLimits

MAX_ANSWER = 64 * 1024 * 1024
"""Bytes of a pickled answer; a child that sends more has gone wrong."""


class Child:
    """The parent's side of one process, started again whenever it is gone; one call at a time."""

    def __init__(self, limits: SandboxLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()  # close() comes from another thread
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._calls_left = 0

    def call(self, call: bytes) -> tuple[Outcome, Any]:
        """The answer to one pickled call; whatever ends badly ends the process as well."""
        try:
            outcome, value = self._answer(self._ready(), call)
        except (EOFError, OSError) as error:
            raise self._death() from error
        except BaseException:
            self.end()
            raise
        self._calls_left -= 1
        if self._calls_left <= 0:
            self.end()
        return outcome, value

    def kill(self) -> None:
        """Ends the process, now and for ever; the thread that waits for its answer sees it die."""
        with self._lock:
            self._closed = True
            if self._process:
                self._process.kill()

    def end(self) -> None:
        """Ends the process and waits for it; the next call starts another."""
        if self._process and self._connection:
            self._connection.close()
            self._process.kill()
            self._process.wait()
            self._process = self._connection = None

    def _ready(self) -> Connection:
        with self._lock:
            if self._closed:
                raise SandboxError("parser_killed", "The sandbox is closed.")
            if self._process and self._process.poll() is not None:
                self.end()  # it died idle (out of memory, an operator): no call is to blame
            if self._connection is None:
                self._process, self._connection = _start()
                self._connection.send(self._limits)
                self._calls_left = self._limits.calls_per_child
            return self._connection

    def _answer(self, connection: Connection, call: bytes) -> tuple[Outcome, Any]:
        connection.send_bytes(call)
        if not connection.poll(self._limits.wall_seconds):
            raise SandboxError("parser_timeout", f"No answer in {self._limits.wall_seconds:g} s.")
        outcome, value = _values(connection.recv_bytes(MAX_ANSWER))
        if outcome is Outcome.OUT_OF_MEMORY:
            megabytes = self._limits.memory_bytes >> 20
            raise SandboxError("parser_memory", f"The document needs more than {megabytes} MiB to be read.")
        return outcome, value

    def _death(self) -> SandboxError:
        """What the process died of, once it has."""
        process = self._process
        self.end()
        code = process.returncode if process else 0
        if code == -signal.SIGXCPU:
            return SandboxError("parser_timeout", "No answer within the CPU time that it may take.")
        cause = signal.Signals(-code).name if code < 0 else f"exit status {code}"
        return SandboxError("parser_killed", f"The process that read the document died ({cause}).")


class _Values(pickle.Unpickler):
    """Reads values and errors, and nothing that could act: hostile bytes may have taken the child over."""

    def find_class(self, module: str, name: str) -> Any:
        """The class, if it is one of our values, an enumeration, an exception or a moment."""
        found = super().find_class(module, name) if module in sys.modules else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, _HARMLESS)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


_HARMLESS = (Enum, Exception, date, timedelta, timezone, bytearray)


def _values(answer: bytes) -> tuple[Outcome, Any]:
    try:
        outcome, value = _Values(io.BytesIO(answer)).load()
    except Exception as error:
        raise SandboxError("parser_failed", f"The answer cannot be read: {error}") from error
    return outcome, value


def _start() -> tuple[subprocess.Popen[bytes], Connection]:
    """A child with one end of a socket and nothing else of ours: no environment, input or terminal."""
    here, there = socket.socketpair()
    with here, there:
        process = subprocess.Popen(  # noqa: S603 - this interpreter, this module
            [
                sys.executable,
                "-P",
                "-c",
                f"from aggregator.sandbox.child import serve; serve({there.fileno()})",
            ],
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[there.fileno()],
            process_group=0,  # Ctrl-C is for the parent
        )
        return process, Connection(here.detach())
