"""Runs a function in a process that may be killed: hostile bytes can cost that process, nothing else.

One pipe per child, one call at a time: when a child dies, it is known for certain which call killed it, and
no other call notices. Children are started empty-handed: no environment, no terminal, no inherited files.

Nearly every document is read in a hundredth of the time that one may take. One that takes far longer is stopped, and
read again by a child for such: documents that take long wait for each other, and the others for none of them.
"""

import asyncio
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from queue import LifoQueue
from typing import Any, Final, ParamSpec, Self, TypeVar

from aggregator.errors import SandboxError
from aggregator.sandbox.parent import Child
from aggregator.sandbox.values import Outcome, SandboxLimits

__all__ = ["Sandbox", "SandboxLimits"]

P = ParamSpec("P")
T = TypeVar("T")

QUICK_CPU_SECONDS: Final = 1
QUICK_WALL_SECONDS: Final = 5.0
"""What a call may take before it is one that takes long."""


class Sandbox:
    """At most `workers` children and one for what takes long, each started when first needed.

    Use it in a `with`, or `close()` it.
    """

    def __init__(self, workers: int = 2, limits: SandboxLimits | None = None) -> None:
        limits = limits or SandboxLimits()
        quick = replace(
            limits,
            cpu_seconds=min(limits.cpu_seconds, QUICK_CPU_SECONDS),
            wall_seconds=min(limits.wall_seconds, QUICK_WALL_SECONDS),
        )
        self._quick = _Children(workers, quick)
        left = max(limits.cpu_seconds - QUICK_CPU_SECONDS, 1)
        self._patient = _Children(1, replace(limits, cpu_seconds=left)) if quick != limits else None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function(*args)` returns or raises, in a child. Function, arguments and answer are pickled.

        It may be called twice, if it takes long.

        Raises:
            SandboxError: `parser_killed` when the child died, or was ended by `close()`; `parser_timeout`
                when the call used up its CPU or wall time; `parser_memory` when it needed more memory.
        """
        call = pickle.dumps((function, args, kwargs))
        try:
            answer: T = await self._quick.run(call)
        except SandboxError as error:
            if error.code != "parser_timeout" or self._patient is None:
                raise
            answer = await self._patient.run(call)
        return answer

    def close(self) -> None:
        """Ends every child and waits until it is gone; calls under way fail. May be called twice."""
        for children in (self._quick, self._patient):
            if children:
                children.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _Children:
    """Children with the same limits, and a thread for each that waits for its answers."""

    def __init__(self, count: int, limits: SandboxLimits) -> None:
        self._children = tuple(Child(limits) for _ in range(count))
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="sandbox")
        # As many as threads: never empty for one of them. The last used first: others start when there is need.
        self._idle: LifoQueue[Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)

    async def run(self, call: bytes) -> Any:
        """What a pickled call returns or raises."""
        outcome, value = await asyncio.get_running_loop().run_in_executor(self._threads, self._call, call)
        if outcome is Outcome.RAISED:
            raise value
        return value

    def close(self) -> None:
        """Ends them all."""
        for child in self._children:
            child.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.end()

    def _call(self, call: bytes) -> tuple[Outcome, Any]:
        child = self._idle.get()
        try:
            return child.call(call)
        finally:
            self._idle.put(child)
