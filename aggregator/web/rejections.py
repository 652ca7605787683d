"""What was refused at callbacks, counted where the operator sees it, at a cost that a flood cannot drive up."""

from collections import Counter
from collections.abc import Callable
from math import inf
from threading import Lock
from time import monotonic

from aggregator.model import Subscription
from aggregator.runtime import Runtime
from aggregator.store import subscriptions

MOST_WRITES = 5
WINDOW_SECONDS = 10
"""In so many seconds each process writes so often; what comes on top is written with the first of the next window."""


class Rejections:
    """One for each process; threads may share it."""

    def __init__(self, rt: Runtime, clock: Callable[[], float] = monotonic) -> None:
        self._rt = rt
        self._clock = clock
        self._lock = Lock()
        self._window = -inf
        self._writes = 0
        self._unwritten: Counter[str] = Counter()
        """By source: as few as there are subscriptions."""

    def note(self, one: Subscription, problem: str) -> None:
        """Counts a message that does not count."""
        with self._lock:
            self._unwritten[one.source] += 1
            if self._clock() - self._window >= WINDOW_SECONDS:
                self._window, self._writes = self._clock(), 0
            self._writes += 1
            if self._writes > MOST_WRITES:
                return
            times = self._unwritten.pop(one.source)
        with self._rt.store.write() as tx:
            subscriptions.reject(tx, one, problem, self._rt.now(), times)
