"""The child's side: it answers calls until the parent is gone."""

import fcntl
import math
import os
import pickle
import resource
import signal
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from aggregator.errors import AggregatorError, SandboxError
from aggregator.sandbox.values import Outcome, SandboxLimits


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
            return pickle.dumps((Outcome.RETURNED, function(*args, **kwargs)))
    except MemoryError:
        return pickle.dumps((Outcome.OUT_OF_MEMORY, None))
    except Exception as error:  # noqa: BLE001 - whatever the function raises is its answer
        return pickle.dumps((Outcome.RAISED, _portable(error)))


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
