"""From a commit to files: which documents may have changed since the last look, rendered and written."""

import asyncio
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

import structlog

from aggregator.catalogue import Published, every_document
from aggregator.config import Settings
from aggregator.documents import find_listing
from aggregator.errors import StoreError
from aggregator.mirror.folder import Folder
from aggregator.mirror.past import Pasts
from aggregator.ranking import as_of
from aggregator.runtime import Runtime
from aggregator.store import Tx, revisions

log = structlog.get_logger()

CLOSED_SECONDS = 1.0
"""So long at most a look goes on with months of the past: the current documents of the next look do not wait."""
_Seen = tuple[int, datetime]


@dataclass(frozen=True, slots=True)
class _Made:
    """A document to write, and what says that it need not be made again."""

    path: str
    state: Hashable
    body: bytes
    changed_at: datetime
    thorough: bool


class Mirror:
    """Follows store and configuration; for one thread at a time."""

    def __init__(self, rt: Runtime, closed_seconds: float = CLOSED_SECONDS) -> None:
        self._rt = rt
        self._closed_seconds = closed_seconds
        self._settings: Settings | None = None
        self._seen: _Seen | None = None
        self._newest = 0
        self._shown: dict[str, Hashable] = {}
        self._pasts = Pasts()

    async def follow(self) -> None:
        """Brings the folder up to date, if there is one and anything has changed; says what goes wrong."""
        if self._rt.settings.publish.folder:
            await asyncio.to_thread(self._follow)

    def _follow(self) -> None:
        try:
            written = self.write(self._rt.now())
        except (OSError, StoreError) as error:  # what was published stays; the next look tries again
            log.warning("publish.failed", folder=self._rt.settings.publish.folder, error=str(error))
        else:
            if written:
                log.info("publish.written", documents=written)

    def write(self, now: datetime) -> int:
        """Writes what has changed, removes what is no longer published; returns how many documents that were.

        Raises OSError or StoreError; what was published then stays, each document whole.
        """
        settings = self._rt.settings
        folder = Folder(Path(settings.publish.folder))
        with folder.held() as ours:
            return self._write(folder, settings, now) if ours else 0

    def _write(self, folder: Folder, settings: Settings, now: datetime) -> int:
        installation = self._rt.store.installation
        with self._rt.store.read() as tx:
            seen = (revisions.newest(tx), as_of(now))
            if settings is not self._settings or seen[0] < self._newest:  # smaller: a backup was restored
                folder.sweep()
                self._settings, self._shown, self._seen, self._pasts = settings, {}, None, Pasts()
            if seen == self._seen:
                return 0
            current = tuple(every_document(tx, settings, installation, now))
            open_parts, closed = self._pasts.read(tx, settings, installation)
        paths = [one.path for one in (*current, *open_parts, *closed)]
        folder.claim(paths)
        # What is named before what names it: who finds a link finds what it leads to.
        done, are_all_done = self._put_for_a_while(folder, closed)
        written = sum(self._put(folder, one) for one in (*open_parts, *current))
        removed = folder.keep_only(paths, now)
        self._shown = {path: self._shown[path] for path in paths if path in self._shown}
        self._newest, self._seen = seen[0], seen if are_all_done else None
        return written + done + removed

    def _put_for_a_while(self, folder: Folder, documents: tuple[Published, ...]) -> tuple[int, bool]:
        """How many were written, and whether there was time to look at all."""
        written, end = 0, monotonic() + self._closed_seconds
        for one in documents:
            if monotonic() >= end:
                return written, False
            written += self._put(folder, one)
        return written, True

    def _put(self, folder: Folder, document: Published) -> int:
        """Each in a transaction of its own: none stays open while something is rendered that nobody waits for.

        Where news has come since the look began, the parts that the document names now are written with it.
        """
        if document.state is not None and document.state == self._shown.get(document.path):
            return 0
        with self._rt.store.read() as tx:
            parts = self._parts_since(tx, document) if document.state is None else ()
            made = [one for one in map(partial(self._make, tx), (*parts, document)) if one]
        if parts:
            folder.claim([one.path for one in parts])
        written = 0
        for one in made:
            written += folder.put(one.path, one.body, one.changed_at, thorough=one.thorough)
            self._shown[one.path] = one.state
        return written

    def _parts_since(self, tx: Tx, document: Published) -> tuple[Published, ...]:
        settings = self._rt.settings
        listing = find_listing(tx, settings, document.listing)
        if listing is None or document.path.rpartition(".")[0] != listing.path:
            return ()
        return self._pasts.since(tx, settings, self._rt.store.installation, listing)

    def _make(self, tx: Tx, document: Published) -> _Made | None:
        """The document as it is now; None where that is published already, or there is none."""
        shown, revision = self._shown.get(document.path), revisions.of(tx, document.listing)
        state = (revision, document.moment) if document.state is None else document.state
        body = None if shown == state else document.render(tx)
        if body is None:
            return None
        # What a month has in every coding is looked at only when it is written: there are thousands.
        thorough = shown is None and document.state is None
        changed_at = max(revision.at, document.moment or revision.at)
        return _Made(document.path, state, body, changed_at, thorough)
