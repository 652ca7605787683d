"""The one thread of a process that writes: works that wait for it share a transaction.

A commit is a sync of the disk; what twenty polls brought costs about as much to commit as what one did. One that is
given up undoes itself alone. When the database refuses something, none is stored, and each is done again in a
transaction of its own: a bad poll costs itself.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Condition
from time import monotonic
from typing import Any, Self, TypeVar

from aggregator.errors import AggregatorError
from aggregator.store import Store, Tx, meta

T = TypeVar("T")
Item = TypeVar("Item")

MOST_TOGETHER = 32
"""Works in one transaction: others on the same database wait until it is done."""

MOST_ITEMS = 500
"""And so many items of what is done together, each of them next to nothing."""

LINGER_SECONDS = 0.02
"""While answers are announced, a commit waits so long after the last one for others to share it."""


@dataclass(slots=True)
class _Work:
    """What to do in a transaction, and who waits for its answer."""

    do: Callable[..., Any]
    answer: asyncio.Future[Any]
    item: Any = None
    """What `do` is given besides the transaction, in a list with what others gave it; None when it takes no more."""
    result: Any = None
    error: Exception | None = None
    changed: bool = False
    """Whether its transaction changed something served."""


class Writer:
    """Use it in a `with`: at its end everything is written that was asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = ThreadPoolExecutor(1, "writer")
        self._waiting: deque[_Work] = deque()
        self._items: deque[_Work] = deque()
        self._more = Condition()
        self._busy = False
        self._announced = 0
        self._committed_at = 0.0
        self.on_change: list[Callable[[], None]] = []
        """Called on the loop of whoever asked, after a commit that changed something served."""

    async def transact(self, work: Callable[[Tx], T]) -> T:
        """What `work` returns or raises, once it is committed or undone; works are done in the order asked for.

        It may be done twice, when another one in the same transaction failed.
        """
        answer: T = await self._ask(_Work(work, asyncio.get_running_loop().create_future()), self._waiting)
        return answer

    async def transact_together(self, work: Callable[[Tx, Sequence[Item]], Sequence[T]], item: Item) -> T:
        """What `work` returns for this item, once it is committed: it is called once for all items that wait for it.

        Nothing is said about the order among items and other works. It may be done twice, as in `transact`.
        """
        asked = _Work(work, asyncio.get_running_loop().create_future(), item)
        answer: T = await self._ask(asked, self._items)
        return answer

    @contextmanager
    def announced(self) -> Iterator[None]:
        """While in it, something to write is on its way; what waits may wait a moment for it."""
        self._announced += 1
        try:
            yield
        finally:
            self._announced -= 1

    async def run(self, function: Callable[[], T]) -> T:
        """What `function` returns, called on the thread that writes while no transaction is open."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._thread.shutdown(wait=True)

    async def _ask(self, work: _Work, queue: deque[_Work]) -> Any:
        with self._more:
            queue.append(work)
            idle, self._busy = not self._busy, True
            if self._is_full():
                self._more.notify()
        if idle:
            self._thread.submit(self._drain)
        answer = await work.answer
        if work.changed:
            for tell in self.on_change:
                tell()
        return answer

    def _drain(self) -> None:
        while batch := self._next():
            try:
                self._commit(batch)
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                self._one_by_one(batch, error)
            self._committed_at = monotonic()

    def _next(self) -> list[_Work]:
        with self._more:
            left = self._committed_at + LINGER_SECONDS - monotonic()
            if left > 0 and self._announced and not self._is_full():
                self._more.wait(left)
            batch = _taken(self._waiting, MOST_TOGETHER) + _taken(self._items, MOST_ITEMS)
            self._busy = bool(batch)
        return batch

    def _is_full(self) -> bool:
        return len(self._waiting) >= MOST_TOGETHER or len(self._items) >= MOST_ITEMS

    def _commit(self, batch: list[_Work]) -> None:
        with self._store.write() as tx:
            for works in _alike(batch):
                _do(works, tx)
            changed = meta.is_touched(tx)
        for work in batch:
            work.changed = changed
        _deliver(batch)

    def _one_by_one(self, batch: list[_Work], error: Exception) -> None:
        if len(batch) == 1:
            batch[0].error = error
            _deliver(batch)
            return
        for work in batch:
            try:
                self._commit([work])
            except Exception as own:  # noqa: BLE001 - as above
                work.error = own
                _deliver([work])


def _taken(queue: deque[_Work], most: int) -> list[_Work]:
    return [queue.popleft() for _ in range(min(len(queue), most))]


def _alike(batch: list[_Work]) -> Iterator[list[_Work]]:
    """Each work by itself, but those with items that are done by the same function."""
    together: dict[Callable[..., Any], list[_Work]] = {}
    for work in batch:
        if work.item is None:
            yield [work]
        else:
            together.setdefault(work.do, []).append(work)
    yield from together.values()


def _do(works: list[_Work], tx: Tx) -> None:
    """Does them behind a savepoint: what refuses to go on undoes itself, and none of the others."""
    first = works[0]
    first.error = None
    try:
        with tx.begin_nested():
            if first.item is None:
                first.result = first.do(tx)
            else:
                for work, result in zip(works, first.do(tx, [one.item for one in works]), strict=True):
                    work.result, work.error = result, None
    except AggregatorError as error:  # such as LeaseLost; what the database refuses, it refuses the whole
        for work in works:
            work.error = error


def _deliver(works: list[_Work]) -> None:
    """Tells each loop once."""
    for loop in {work.answer.get_loop() for work in works}:
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(_settle, [work for work in works if work.answer.get_loop() is loop])


def _settle(works: list[_Work]) -> None:
    for work in works:
        if work.answer.done():  # whoever asked was cancelled
            continue
        if work.error is None:
            work.answer.set_result(work.result)
        else:
            work.answer.set_exception(work.error)
