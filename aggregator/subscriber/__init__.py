"""WebSub, in: keeps our subscriptions at the hubs that sources name, and reads what those send.

Polls go on all the while, only less often: what a hub forgets to tell is found by the next one.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from aggregator.config import Settings
from aggregator.errors import StoreError
from aggregator.offers import why_not
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, subscriptions
from aggregator.subscriber.asking import Asker
from aggregator.subscriber.reading import Reader

KNOWN_FOR = timedelta(days=90)
"""How long a message is known for a replay: as long as no hub's lease is likely to last."""

PURGE_EVERY = timedelta(hours=6)

log = structlog.get_logger()


class Subscriptions:
    """Runs beside the poller, and looks with every tick for what is due to be asked and what has come."""

    def __init__(self, rt: PollingRuntime) -> None:
        self._rt = rt
        self._awake = asyncio.Event()
        self._asker = Asker(rt)
        self._reader = Reader(rt, self.wake)
        self._seen: Settings | None = None
        self._said = ""
        self._purge_at = rt.now()

    def wake(self) -> None:
        """Time has passed, or there is room for more."""
        self._awake.set()

    async def run(self) -> None:
        """Asks and reads, for ever; cancel it to stop."""
        while True:
            self._awake.clear()
            try:
                await self._look()
            except StoreError as error:  # gone or full: what was sent is still there when it is back
                log.warning("store.unavailable", error=str(error))
            await self._awake.wait()

    async def close(self) -> None:
        """Drops what is under way; it is taken up again by whoever comes next."""
        await self._asker.close()
        with suppress(StoreError):
            await self._reader.close()

    async def _look(self) -> None:
        if self._seen is not self._rt.settings:
            self._seen = self._rt.settings
            self._say(why_not(self._seen))
            await self._rt.transact(self._review)
        if self._rt.now() >= self._purge_at:
            await self._rt.transact(partial(subscriptions.purge, now=self._rt.now(), kept=KNOWN_FOR))
            self._purge_at = self._rt.now() + PURGE_EVERY
        due, sources = await self._rt.read(partial(subscriptions.waiting, now=self._rt.now()))
        if due:
            await self._asker.ask()
        if sources:
            await self._reader.read(sources)

    def _say(self, why: str) -> None:
        if why and why != self._said:
            log.info("websub.not_subscribing", why=why)
        self._said = why

    def _review(self, tx: Tx) -> None:
        settings = self._rt.settings
        wanted = [] if why_not(settings) else [source.slug for source in settings.sources]
        subscriptions.drop_unwanted(tx, wanted)
        subscriptions.review(tx, wanted, self._rt.now())


__all__ = ["Subscriptions"]
