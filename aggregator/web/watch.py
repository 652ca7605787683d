"""How a process learns that what it keeps is out of date: it looks at store and configuration now and then."""

from contextlib import suppress
from threading import Lock
from time import monotonic

from aggregator.errors import StoreError
from aggregator.runtime import Runtime
from aggregator.store import revisions

LOOK_SECONDS = 0.2
"""How long a process that serves may go on with what another one has changed: at most one query in this time."""
FOLLOW_SECONDS = 2
"""The same for a changed configuration file."""
_PAUSE_SECONDS = 1
"""Between two looks at a database that does not answer."""


class Watch:
    """The store's revision and the configuration as this process knows them. Threads share it.

    One thread looks while the others go on with what is known; so does everyone while the database is gone.
    """

    def __init__(self, rt: Runtime, every: float) -> None:
        self._rt = rt
        self._every = every
        self._looking = Lock()
        self._next_look = 0.0
        self._next_follow = monotonic() + FOLLOW_SECONDS
        self.number = 0
        """Of the last commit that this process knows of."""
        self.generation = 0
        """Grows when the store goes back in time: a backup was restored."""
        self.is_blind = False
        """Whether the database did not answer the last look."""
        self._known: dict[str, int] = {}

    def has_changed(self, listing: str, since: int) -> bool:
        """Whether a commit after the one of this number may have changed the listing."""
        return revisions.number_of(self._known, listing) > since

    def look(self) -> None:
        """Looks at the store and the file, unless somebody did so just now or is doing so."""
        now = monotonic()
        if now < self._next_look or not self._looking.acquire(blocking=False):
            return
        try:
            self._look(now)
        finally:
            self._looking.release()

    def _look(self, now: float) -> None:
        pause, self.is_blind = _PAUSE_SECONDS if self._every else 0.0, True
        with suppress(StoreError):
            if now >= self._next_follow:
                self._next_follow = now + FOLLOW_SECONDS
                self._rt.look_again()
            self._ask()
            pause, self.is_blind = self._every, False
        self._next_look = monotonic() + pause if pause else 0.0

    def _ask(self) -> None:
        with self._rt.store.read() as tx:
            newest = revisions.newest(tx)
            if newest == self.number:
                return
            if newest < self.number:
                self.number, self._known, self.generation = 0, {}, self.generation + 1
            self._known = {**self._known, **revisions.since(tx, self.number)}
        self.number = newest
