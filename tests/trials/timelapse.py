"""An event loop on which a day passes as fast as its work is done.

Time stands still while anything is under way: sockets with something to read, threads, parse workers, transactions.
When there is nothing but waiting, it leaps to the moment that is waited for. The code that runs is the real one, and
so are its sockets, processes and databases; only what it waits for costs nothing.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from aggregator.runtime import PollingRuntime
from aggregator.store import Tx

T = TypeVar("T")

BEGINNING = datetime(2026, 11, 24, tzinfo=UTC)
_LONGEST_WORK = 60.0
"""Real seconds after which work that wakes nobody is taken for lost."""


class _Leaping(selectors.DefaultSelector):
    """Waits for sockets only while work is under way; else the clock goes on by as much as was to be waited."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = 0.0
        self.works = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; see `selectors.BaseSelector`."""
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if self.works or timeout is None:
            return super().select(_LONGEST_WORK)
        self.clock += max(timeout, 0.0)
        return []


class Timelapse(asyncio.SelectorEventLoop):
    """`time()` begins at 0 and leaps; threads are waited for."""

    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        """Seconds that have passed by this loop's own clock."""
        return self._leaping.clock

    def now(self) -> datetime:
        """The same as a moment."""
        return BEGINNING + timedelta(seconds=self.time())

    @contextmanager
    def at_work(self) -> Any:
        """Time stands still inside."""
        self._leaping.works += 1
        try:
            yield
        finally:
            self._leaping.works -= 1

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        """As of any loop; time stands still until it is done."""
        self._leaping.works += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._one_less)
        return future

    def _one_less(self, _future: object) -> None:
        self._leaping.works -= 1


class Simulated(PollingRuntime):
    """A runtime by the clock of a `Timelapse`."""

    __slots__ = ("loop",)

    @classmethod
    def of(cls, rt: PollingRuntime, loop: Timelapse) -> "Simulated":
        """The same runtime by another clock."""
        simulated = cls(rt.live, rt.store, rt.http, rt.robots, rt.sandbox, rt.writer, rt.owner)
        object.__setattr__(simulated, "loop", loop)
        return simulated

    def now(self) -> datetime:
        """The loop's word."""
        found: datetime = self.loop.now()
        return found

    async def transact(self, work: Callable[[Tx], T]) -> T:
        """The writer answers from a thread of its own."""
        with self.loop.at_work():
            return await super().transact(work)


def run(work: Callable[[Timelapse], Coroutine[Any, Any, T]]) -> T:
    """What `work` returns, on a loop of its own."""
    loop = Timelapse()
    try:
        return loop.run_until_complete(work(loop))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
