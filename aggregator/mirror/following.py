"""From a commit to files: which documents may have changed since the last look, rendered and written."""

import asyncio
from pathlib import Path

import structlog

from aggregator.catalogue import Published, every_document
from aggregator.config import Settings
from aggregator.errors import StoreError
from aggregator.mirror.folder import Folder
from aggregator.runtime import Runtime
from aggregator.store import revisions
from aggregator.store.revisions import Revision

log = structlog.get_logger()


class Mirror:
    """Follows store and configuration; for one thread at a time."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._settings: Settings | None = None
        self._newest = -1
        self._shown: dict[str, Revision] = {}

    async def follow(self) -> None:
        """Brings the folder up to date, if there is one and anything has changed; says what goes wrong."""
        if self._rt.settings.publish.folder:
            await asyncio.to_thread(self._follow)

    def _follow(self) -> None:
        try:
            written = self.write()
        except (OSError, StoreError) as error:  # what was published stays; the next look tries again
            log.warning("publish.failed", folder=self._rt.settings.publish.folder, error=str(error))
        else:
            if written:
                log.info("publish.written", documents=written)

    def write(self) -> int:
        """Writes what has changed, removes what is no longer published; returns how many documents that were.

        Raises OSError or StoreError; what was published then stays, each document whole.
        """
        settings = self._rt.settings
        folder = Folder(Path(settings.publish.folder))
        with folder.held() as ours:
            return self._write(folder, settings) if ours else 0

    def _write(self, folder: Folder, settings: Settings) -> int:
        with self._rt.store.read() as tx:
            newest = revisions.newest(tx)
            if newest == self._newest and settings is self._settings:
                return 0
            documents = tuple(every_document(tx, settings, self._rt.store.installation))
        if settings is not self._settings:
            folder.sweep()
            self._settings, self._shown = settings, {}
        folder.claim([one.path for one in documents])
        written = sum(self._put(folder, one) for one in documents)
        removed = folder.keep_only([one.path for one in documents])
        self._newest = newest
        return written + removed

    def _put(self, folder: Folder, document: Published) -> bool:
        """Each in a transaction of its own: none stays open while something is rendered that nobody waits for."""
        with self._rt.store.read() as tx:
            revision, shown = revisions.of(tx, document.listing), self._shown.get(document.path)
            if shown == revision:
                return False
            body = document.render(tx)
        written = folder.put(document.path, body, revision.at, thorough=shown is None)
        self._shown[document.path] = revision
        return written
