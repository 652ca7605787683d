"""Every side effect in one value. What takes no `rt`, `tx` or `http` is pure; only this module reads the clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from aggregator.config import Live, Refreshed, Settings
from aggregator.grouping import Grouping
from aggregator.http import Client
from aggregator.metrics import Meter
from aggregator.polling import Tempo
from aggregator.robots import Robots
from aggregator.sandbox import Sandbox
from aggregator.store import Store, Tx, meta
from aggregator.writer import Writer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Runtime:
    """What serving takes: the configuration that is live, and the store."""

    live: Live
    store: Store

    @property
    def settings(self) -> Settings:
        """The configuration as it is now: ask again for every piece of work."""
        return self.live.settings

    def look_again(self) -> Refreshed:
        """Looks at the configuration file; a good one goes live whole, a bad one changes nothing."""
        with self.store.read() as tx:
            confirmed = meta.confirmed(tx)
        return self.live.refresh(confirmed)

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PollingRuntime(Runtime):
    """What polling takes besides: a way out, parse workers, one thread that writes, a name to claim under,
    and what is counted."""

    http: Client
    robots: Robots
    sandbox: Sandbox
    writer: Writer
    owner: str
    grouping: Grouping = field(default_factory=Grouping)
    meter: Meter = field(default_factory=Meter)
    tempo: Tempo = field(default_factory=Tempo)

    @property
    def on_change(self) -> list[Callable[[], None]]:
        """Called after a commit of this process that changed something served."""
        return self.writer.on_change

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Runs `work` in a read transaction, on a thread; does not return before it has ended, cancelled or not."""

        def transaction() -> T:
            with self.store.read() as tx:
                return work(tx)

        running = asyncio.get_running_loop().run_in_executor(None, transaction)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            await asyncio.wait({running})
            raise

    async def transact(self, work: Callable[[Tx], T]) -> T:
        """What `work` returns, done in a write transaction that it may share with others; see `Writer`."""
        return await self.writer.transact(work)
