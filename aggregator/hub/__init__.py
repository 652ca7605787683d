"""Our hub (WebSub §5–§7): finds what changed, asks who wants to be told, and tells them.

The database is its list of work, as it is the poller's: any number of workers may do it, and one that is killed
leaves nothing behind but claims that run out.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from aggregator.config import OWN_HUB, Settings
from aggregator.errors import StoreError
from aggregator.hub.content import Contents, every_feed
from aggregator.hub.delivering import Courier
from aggregator.hub.publishing import publish
from aggregator.hub.verifying import Verifier
from aggregator.model import Subscriber
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, deliveries, subscribers

SWEEP_EVERY = timedelta(minutes=5)
_NO_HUB = "This hub is closed. The feed names the one that tells of its changes, if any."
_NO_FEED = "This hub does not publish that feed any more."

log = structlog.get_logger()


class Hub:
    """Runs beside the poller. It looks with every tick, and at once after a change of its own process."""

    def __init__(self, rt: PollingRuntime) -> None:
        self._rt = rt
        self._contents = Contents(rt)
        self._courier = Courier(rt, self._contents, self.wake)
        self._verifier = Verifier(rt, self.wake)
        self._awake = asyncio.Event()
        self._seen: Settings | None = None
        self._sweep_at = rt.now()

    def wake(self) -> None:
        """There may be work."""
        self._awake.set()

    async def run(self) -> None:
        """Works off what there is, for ever; cancel it to stop."""
        self._rt.on_change.append(self.wake)
        while True:
            self._awake.clear()
            try:
                await self._look()
            except StoreError as error:  # gone or full: what is owed is still owed when it is back
                log.warning("store.unavailable", error=str(error))
            await self._awake.wait()

    async def close(self) -> None:
        """Drops what is under way and gives the claims back."""
        await self._verifier.close()
        with suppress(StoreError):  # then the claims run out by themselves
            await self._courier.close()

    async def _look(self) -> None:
        if self._seen is not self._rt.settings:  # a title or an address in it stands in the feeds
            self._seen = self._rt.settings
            self._verifier.deny(await self._rt.transact(self._follow), _NO_HUB)
        if self._rt.now() >= self._sweep_at:
            await self._rt.transact(partial(subscribers.sweep, now=self._rt.now()))
            self._sweep_at = self._rt.now() + SWEEP_EVERY
        changed, asked, owed = await self._rt.read(partial(deliveries.pending, now=self._rt.now()))
        if changed:
            for topic_url in await publish(self._rt, self._contents):
                await self._end(topic_url)
        if asked:
            await self._verifier.verify()
        if owed or changed or self._courier.has_news:
            await self._courier.deliver()

    def _follow(self, tx: Tx) -> tuple[Subscriber, ...]:
        """What the configuration means for who is told; returns those who no longer are."""
        settings = self._rt.settings
        other = settings.websub.hub if settings.websub.hub != OWN_HUB else ""
        subscribers.follow(tx, other, every_feed(settings) if other else {}, self._rt.now())
        deliveries.look_at_all(tx)
        return () if settings.websub.hub == OWN_HUB else subscribers.drop_guests(tx)

    async def _end(self, topic_url: str) -> None:
        """Nobody is told of this feed any more: neither of a topic that is gone, nor when another hub does it."""
        self._verifier.deny(
            await self._rt.transact(partial(subscribers.drop_feed, topic_url=topic_url)), _NO_FEED
        )


__all__ = ["Hub"]
