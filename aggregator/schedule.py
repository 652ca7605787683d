"""APScheduler as a clock: the jobs and nothing else. What is due stands in the database."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from aggregator.errors import StoreError
from aggregator.hub import Hub
from aggregator.mirror import Mirror
from aggregator.reload import Follower, hurry, purge, retune
from aggregator.runtime import PollingRuntime
from aggregator.store import timetable
from aggregator.subscriber import Subscriptions

TICK_SECONDS = 1
RELOAD_SECONDS = 2
MIRROR_SECONDS = 3
"""Published files lag so long behind the store; what changes several times meanwhile is written once."""
RETUNE_SECONDS = 600
FIRST_PURGE = timedelta(minutes=10)
TALLY_SECONDS = 10
"""How old the figures of /metrics may be."""
LONG_STOP = timedelta(hours=1)
CATCH_UP = timedelta(minutes=10)
"""What fell due during a stop longer than `LONG_STOP` is polled spread over `CATCH_UP`, not all at once."""

SHORT_STOP = timedelta(minutes=2)
"""And after a shorter one, such as a restart, over as much time as it took at most."""

_NEVER = datetime.min.replace(tzinfo=UTC)

# A tick that comes late still comes, once, and never beside another: the defaults of APScheduler would skip it.
_JOB_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Works(Protocol):
    """What stands on the clock."""

    def wake(self) -> None:
        """Time has passed."""

    async def run(self) -> None:
        """Works until it is cancelled."""

    async def close(self) -> None:
        """Gives back what it holds."""


class Polls(Works, Protocol):
    """A poller, or one that gives out polls, or takes them."""

    async def pass_on_counts(self) -> None:
        """Adds what was counted to the store."""


class _Clock:
    """Wakes all that works; after a long stop, be it of the machine, first spreads out what fell due meanwhile.

    When the clock was set back, what it planned before is planned anew.
    """

    def __init__(self, rt: PollingRuntime, workers: tuple[Works, ...]) -> None:
        self._rt, self._workers = rt, workers
        self._last = _NEVER

    async def tick(self) -> None:
        now = self._rt.now()
        try:
            if now < self._last or self._last == _NEVER:
                await self._rt.transact(partial(timetable.recall, now=now, lease=LONG_STOP, window=CATCH_UP))
            if now - self._last > LONG_STOP:
                await self._rt.transact(
                    partial(timetable.spread, now=now, overdue=LONG_STOP, window=CATCH_UP)
                )
            if now - self._last > SHORT_STOP:
                await self._rt.transact(
                    partial(timetable.spread, now=now, overdue=SHORT_STOP, window=SHORT_STOP)
                )
        except StoreError:  # said by the poller; tried again with the next tick
            return
        self._last = now
        for one in self._workers:
            one.wake()


async def serve(rt: PollingRuntime, stop: asyncio.Event, poller: Polls) -> None:
    """Has `poller` work on what is due, pushes, and follows the configuration, until `stop` is set."""
    follower = Follower(rt)
    workers: tuple[Works, ...] = (poller, Hub(rt), Subscriptions(rt))
    clock = _Clock(rt, workers)
    await follower.start()
    await clock.tick()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, lambda: loop.create_task(follower.follow()))
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_JOB_DEFAULTS)
    scheduler.add_job(clock.tick, "interval", seconds=TICK_SECONDS)
    scheduler.add_job(follower.follow, "interval", seconds=RELOAD_SECONDS)
    scheduler.add_job(poller.pass_on_counts, "interval", seconds=TALLY_SECONDS)
    scheduler.add_job(Mirror(rt).follow, "interval", seconds=MIRROR_SECONDS)
    for job in (retune, hurry):
        scheduler.add_job(job, "interval", seconds=RETUNE_SECONDS, args=[rt])
    scheduler.add_job(purge, "interval", days=1, args=[rt], next_run_time=rt.now() + FIRST_PURGE)
    scheduler.start()
    at_work = [asyncio.create_task(one.run()) for one in workers]
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({*at_work, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        scheduler.shutdown(wait=False)
        for task in (*at_work, stopped):
            task.cancel()
        for one in reversed(workers):
            await one.close()
    for task in at_work:
        if task.done() and not task.cancelled() and (bug := task.exception()):
            raise bug
