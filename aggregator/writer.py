"""The one thread of a process that writes: works that wait for it share a transaction.

A commit is a sync of the disk; what twenty polls brought costs about as much to commit as what one did. One that is
given up undoes itself alone. When the database refuses something, none is stored, and each is done again in a
transaction of its own: a bad poll costs itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any, Self, TypeVar

from aggregator.errors import AggregatorError
from aggregator.store import Store, Tx, meta

T = TypeVar("T")

MOST_TOGETHER = 32
"""Works in one transaction: others on the same database wait until it is done."""


@dataclass(slots=True)
class _Work:
    """What to do in a transaction, and who waits for its answer."""

    do: Callable[[Tx], Any]
    answer: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None
    changed: bool = False
    """Whether its transaction changed something served."""

    def deliver(self) -> None:
        with suppress(RuntimeError):  # the loop was closed meanwhile
            self.answer.get_loop().call_soon_threadsafe(self._settle)

    def _settle(self) -> None:
        if self.answer.done():  # whoever asked was cancelled
            return
        if self.error is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.error)


class Writer:
    """Use it in a `with`: at its end everything is written that was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "writer")
        self._waiting: deque[_Work] = deque()
        self._lock = Lock()
        self._busy = False
        self.on_change: list[Callable[[], None]] = []
        """Called on the loop of whoever asked, after a commit that changed something served."""

    async def transact(self, work: Callable[[Tx], T]) -> T:
        """What `work` returns or raises, once it is committed or undone; works are done in the order asked for.

        It may be done twice, when another one in the same transaction failed.
        """
        waiting = _Work(work, asyncio.get_running_loop().create_future())
        with self._lock:
            self._waiting.append(waiting)
            idle, self._busy = not self._busy, True
        if idle:
            self._thread.submit(self._drain)
        answer: T = await waiting.answer
        if waiting.changed:
            for tell in self.on_change:
                tell()
        return answer

    async def run(self, function: Callable[[], T]) -> T:
        """What `function` returns, called on the thread that writes while no transaction is open."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.shutdown(wait=True)

    def _drain(self) -> None:
        while batch := self._next():
            try:
                self._commit(batch)
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                self._one_by_one(batch, error)

    def _next(self) -> list[_Work]:
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
            self._busy = bool(batch)
        return batch

    def _commit(self, batch: list[_Work]) -> None:
        with self._store.write() as tx:
            for work in batch:
                _do(work, tx)
            changed = meta.is_touched(tx)
        for work in batch:
            work.changed = changed
            work.deliver()

    def _one_by_one(self, batch: list[_Work], error: Exception) -> None:
        if len(batch) == 1:
            batch[0].error = error
            batch[0].deliver()
            return
        for work in batch:
            try:
                self._commit([work])
            except Exception as own:  # noqa: BLE001 - as above
                work.error = own
                work.deliver()


def _do(work: _Work, tx: Tx) -> None:
    """Does the work behind a savepoint: what it refuses to go on with undoes itself, and none of the others."""
    work.error = None
    try:
        with tx.begin_nested():
            work.result = work.do(tx)
    except AggregatorError as error:  # such as LeaseLost; what the database refuses, it refuses the whole
        work.error = error
