"""Runs a function in a process that may be killed: hostile bytes can cost that process, nothing else.

One pipe per child, one call at a time: when a child dies, it is known for certain which call killed it, and
no other call notices. Children are started empty-handed: no environment, no terminal, no inherited files.
"""

import asyncio
import fcntl
import io
import math
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, is_dataclass
from datetime import date, timedelta, timezone
from enum import Enum, auto
from multiprocessing.connection import Connection
from pathlib import Path
from queue import LifoQueue
from typing import Any, ParamSpec, Self, TypeVar

from aggregator.errors import AggregatorError, SandboxError

P = ParamSpec("P")
T = TypeVar("T")

MAX_ANSWER = 64 * 1024 * 1024
"""Bytes of a pickled answer; a child that sends more has gone wrong."""


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one call may cost. Memory is counted on top of what the child needs to be there at all."""

    cpu_seconds: int = 10
    wall_seconds: float = 30
    memory_bytes: int = 256 * 1024 * 1024
    calls_per_child: int = 500
    """After this many a child is replaced, so that what leaks stays small."""


class Sandbox:
    """At most `workers` children, started when first needed. Use it in a `with`, or `close()` it."""

    def __init__(self, workers: int = 2, limits: SandboxLimits | None = None) -> None:
        self._children = tuple(_Child(limits or SandboxLimits()) for _ in range(workers))
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="sandbox")
        # As many as threads: never empty for one of them. The last used first: others start when there is need.
        self._idle: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function(*args)` returns or raises, in a child. Function, arguments and answer are pickled.

        Raises:
            SandboxError: `parser_killed` when the child died, or was ended by `close()`; `parser_timeout`
                when the call used up its CPU or wall time; `parser_memory` when it needed more memory.
        """
        call = pickle.dumps((function, args, kwargs))
        outcome, value = await asyncio.get_running_loop().run_in_executor(self._threads, self._call, call)
        if outcome is _Outcome.RAISED:
            raise value
        answer: T = value
        return answer

    def close(self) -> None:
        """Ends every child and waits until it is gone; calls under way fail. May be called twice."""
        for child in self._children:
            child.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _call(self, call: bytes) -> tuple["_Outcome", Any]:
        child = self._idle.get()
        try:
            return child.call(call)
        finally:
            self._idle.put(child)


class _Outcome(Enum):
    RETURNED = auto()
    RAISED = auto()
    OUT_OF_MEMORY = auto()


class _Child:
    """The parent's side of one process, started again whenever it is gone; one call at a time."""

    def __init__(self, limits: SandboxLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()  # close() comes from another thread
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._calls_left = 0

    def call(self, call: bytes) -> tuple[_Outcome, Any]:
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

    def _answer(self, connection: Connection, call: bytes) -> tuple[_Outcome, Any]:
        connection.send_bytes(call)
        if not connection.poll(self._limits.wall_seconds):
            raise SandboxError("parser_timeout", f"No answer in {self._limits.wall_seconds:g} s.")
        outcome, value = _values(connection.recv_bytes(MAX_ANSWER))
        if outcome is _Outcome.OUT_OF_MEMORY:
            megabytes = self._limits.memory_bytes >> 20
            raise SandboxError("parser_memory", f"The document needs more than {megabytes} MiB to be read.")
        return outcome, value

    def _death(self) -> SandboxError:
        """What the process died of, once it has."""
        process = self._process
        self.end()
        code = process.returncode if process else 0
        if code == -signal.SIGXCPU:
            return SandboxError("parser_timeout", f"No answer in {self._limits.cpu_seconds} s of CPU time.")
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


def _values(answer: bytes) -> tuple[_Outcome, Any]:
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
            [sys.executable, "-P", "-c", f"import aggregator.sandbox as s; s.serve({there.fileno()})"],
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[there.fileno()],
            process_group=0,  # Ctrl-C is for the parent
        )
        return process, Connection(here.detach())


# ── in the child ─────────────────────────────────────────────────────────────────────────────────


def serve(descriptor: int) -> None:
    """Answers calls that arrive on the socket `descriptor` until the parent closes it, or is gone."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # sent to the whole service: the parent decides when we end
        signal.signal(stop, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    connection = Connection(descriptor)
    try:
        allowance = _Allowance(connection.recv(), descriptor)
        while True:
            connection.send_bytes(_answer_to(connection.recv_bytes(), allowance))
    except (EOFError, OSError):
        return


def _answer_to(call: bytes, allowance: "_Allowance") -> bytes:
    try:
        function, args, kwargs = pickle.loads(call)  # noqa: S301 - from the parent
        with allowance:
            return pickle.dumps((_Outcome.RETURNED, function(*args, **kwargs)))
    except MemoryError:
        return pickle.dumps((_Outcome.OUT_OF_MEMORY, None))
    except Exception as error:  # noqa: BLE001 - whatever the function raises is its answer
        return pickle.dumps((_Outcome.RAISED, _portable(error)))


def _portable(error: Exception) -> Exception:
    """`error` as it is if it survives the journey, else what it said; with where it came from."""
    if not isinstance(error, AggregatorError):
        error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # noqa: BLE001 - an exception's pickling is its author's code
        return SandboxError("parser_failed", f"{type(error).__name__}: {error}")
    return error


class _Allowance:
    """The limits, in force inside `with`: soft ones, lifted again to send the answer.

    Inside, the kernel also ends the process (SIGIO) when the other end of the socket closes: the parent is
    gone, and no Python code would run to notice while a C function works.
    """

    def __init__(self, limits: SandboxLimits, descriptor: int) -> None:
        self._limits = limits
        self._descriptor = descriptor
        self._flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
        self._memory = 0
        fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())

    def __enter__(self) -> None:
        # What the first call's modules take is there by now; it is not part of what a call may cost.
        self._memory = self._memory or _address_space() + self._limits.memory_bytes
        usage = resource.getrusage(resource.RUSAGE_SELF)
        _soften(resource.RLIMIT_CPU, math.ceil(usage.ru_utime + usage.ru_stime) + self._limits.cpu_seconds)
        _soften(resource.RLIMIT_AS, self._memory)
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, self._flags | os.O_ASYNC)

    def __exit__(self, *_error: object) -> None:
        fcntl.fcntl(self._descriptor, fcntl.F_SETFL, self._flags)
        _soften(resource.RLIMIT_CPU, resource.RLIM_INFINITY)
        _soften(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def _soften(what: int, value: int) -> None:
    """Sets the soft limit, as far as the hard one that we were started with allows."""
    _, hard = resource.getrlimit(what)
    limits = [limit for limit in (value, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(what, (min(limits, default=resource.RLIM_INFINITY), hard))


def _address_space() -> int:
    """Bytes of address space in use (proc_pid_statm(5)); Linux only, like RLIMIT_AS in earnest."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()
