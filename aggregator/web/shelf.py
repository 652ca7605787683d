"""Documents that were rendered, kept while they are current: by their meaning here, by their address in `delivery`."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from aggregator.config import Settings
from aggregator.errors import StoreError
from aggregator.runtime import Runtime
from aggregator.store import Tx, revisions
from aggregator.store.revisions import ALL, Revision
from aggregator.web.rendering import Rendered

KEPT_BYTES = 64 * 1024**2
"""What a process keeps at most, in a shelf or by address; the two hold mostly the same."""

_EMPTY_BYTES = 1024
"""What a place without a document is counted as."""

K = TypeVar("K")
V = TypeVar("V")
Render = Callable[[Tx, Settings], Rendered | None]
Key = tuple[str, ...]
"""What a document is about and in which form: one key for one meaning, however it was asked for."""


class Memory(Generic[K, V]):
    """A mapping that forgets what was not asked for the longest when it holds more bytes than it may."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: K) -> V | None:
        """What is held under this key."""
        found = self._held.get(key)
        if found is None:
            return None
        with suppress(KeyError):  # another thread made room just now
            self._held.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Holds the value, unless it alone is more than may be held. `size` is in bytes."""
        with self._lock:
            self._bytes -= self._held.pop(key, (None, 0))[1]
            if size > self._limit:
                return
            self._hold(key, value, size)

    def setdefault(self, key: K, value: V, size: int) -> V:
        """What is held under this key, or else this value from now on."""
        with self._lock:
            if key in self._held:
                return self._held[key][0]
            self._hold(key, value, size)
            return value

    def drop(self, key: K) -> None:
        """Forgets what is held under this key, if anything."""
        with self._lock:
            self._bytes -= self._held.pop(key, (None, 0))[1]

    def _hold(self, key: K, value: V, size: int) -> None:
        self._held[key] = (value, size)
        self._bytes += size
        while self._bytes > self._limit:
            _, (_, freed) = self._held.popitem(last=False)
            self._bytes -= freed

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._bytes


@dataclass(slots=True)
class _Place:
    """One key's place on the shelf, and who renders for it."""

    document: Rendered | None = None
    revision: Revision | None = None
    settings: Settings | None = None
    as_of: datetime | None = None
    rendering: Lock = field(default_factory=Lock)


class Shelf:
    """The documents that were rendered last, each with the state of store and configuration that it shows."""

    def __init__(self, rt: Runtime, limit: int = KEPT_BYTES) -> None:
        self._rt = rt
        self._places: Memory[Key, _Place] = Memory(limit)

    def take(
        self, key: Key, render: Render, listing: str = ALL, as_of: datetime | None = None
    ) -> Rendered | None:
        """The document of this key, made by `render` where it is missing or its listing has changed since.

        None where there is no such document. One that changes with time as well is another at every `as_of`.

        One thread renders, and the others wait for it. While the database does not answer, readers get what they
        got last.
        """
        place = self._places.get(key) or self._places.setdefault(key, _Place(), _EMPTY_BYTES)
        try:
            return self._current(key, place, render, listing, as_of)
        except StoreError:
            if place.document:
                return place.document
            raise

    def _current(
        self, key: Key, place: _Place, render: Render, listing: str, as_of: datetime | None
    ) -> Rendered | None:
        settings = self._rt.settings
        with place.rendering, self._rt.store.read() as tx:
            revision = revisions.of(tx, listing)
            shown = (place.revision, place.as_of) == (revision, as_of) and place.settings is settings
            if place.document and shown:
                return place.document
            document = render(tx, settings)
            if document is None:
                self._places.drop(key)
                return None
            place.document, place.revision, place.settings = document, revision, settings
            place.as_of = as_of
        self._places.put(key, place, document.size)
        return document
