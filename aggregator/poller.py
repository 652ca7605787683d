"""Claims due sources and polls them side by side.

Sources that took all of their time when last polled go into a lane of their own, with a fraction of the room:
however many of them hang, they wait for each other, and the others for none of them.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import structlog

from aggregator.errors import StoreError
from aggregator.metrics import LATENESS
from aggregator.model import Report, SourceState
from aggregator.refresh import SECONDS_PER_POLL, refresh
from aggregator.runtime import PollingRuntime
from aggregator.store import sources, tallies

ROUNDS_IN_QUEUE = 2
"""So many times as may run at once may wait for a platform: all begin, as a rule, before their lease has run out."""

ROUND = timedelta(seconds=0.5)
"""What does not fit into that queue is due again so much later, one after the other."""

LEASE = timedelta(minutes=2)
"""How long a claimed source is ours: longer than any poll may take; what a killed poller held is free after it."""

SLOW_SHARE = 4
"""One in so many polls that run at once may be of a source known to be slow."""

log = structlog.get_logger()


async def pass_on_counts(rt: PollingRuntime) -> None:
    """Adds what this process counted to the store; what it does not take now is kept for the next time."""
    if taken := rt.meter.take():
        try:
            await rt.transact(partial(tallies.add, tallies=taken))
        except StoreError:  # said by whoever polls
            rt.meter.give_back(taken)


class _Lane:
    """The polls under way of quick sources, or of slow ones; `hungry` when more may be due than there was room for."""

    def __init__(self, slow: bool) -> None:
        self.slow = slow
        self.tasks: set[asyncio.Task[None]] = set()
        self.hungry = False


class Poller:
    """Polls claimed sources, at most `polling.concurrency` at a time and a quarter of that of slow ones besides."""

    def __init__(self, rt: PollingRuntime, report: Callable[[Report], None]) -> None:
        self._rt = rt
        self._report = report
        self._quick, self._slow = _Lane(slow=False), _Lane(slow=True)
        self._awake = asyncio.Event()
        self._busy: Counter[str] = Counter()
        """Polls under way by platform."""
        self._queues: defaultdict[str, deque[tuple[_Lane, SourceState]]] = defaultdict(deque)

    def wake(self) -> None:
        """Time has passed: look for sources that are due."""
        self._awake.set()

    async def run(self) -> None:
        """Claims and polls what is due, for ever; cancel it to stop."""
        while True:
            self._awake.clear()
            await self._fill(self._quick)
            await self._fill(self._slow)
            await self._awake.wait()

    async def run_once(self, slugs: Collection[str]) -> None:
        """Polls each of these sources now, due or not, unless another poller has it or its server asked to wait."""
        lane, remaining = self._quick, tuple(slugs)
        while remaining:
            room = self._room(lane)
            batch, remaining = remaining[:room], remaining[room:]
            await self._start(lane, len(batch), batch)
            if lane.tasks:
                await asyncio.wait(lane.tasks, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*lane.tasks)

    async def close(self) -> None:
        """Drops what is in flight and gives the claims back, so that another poller need not wait for the lease."""
        self._queues.clear()
        tasks = self._quick.tasks | self._slow.tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with suppress(StoreError):  # then the lease runs out by itself
            await self._rt.transact(partial(sources.release, owner=self._rt.owner))
        await self.pass_on_counts()

    async def pass_on_counts(self) -> None:
        """Adds what was counted to the store."""
        await pass_on_counts(self._rt)

    async def _fill(self, lane: _Lane) -> None:
        room = self._room(lane)
        if not room:
            return
        try:
            lane.hungry = await self._start(lane, room) == room
        except StoreError as error:  # gone or full: readers still have what there is, and we try again
            log.warning("store.unavailable", error=str(error))

    async def _start(self, lane: _Lane, limit: int, slugs: Collection[str] | None = None) -> int:
        slow = lane.slow if slugs is None else None
        now = self._rt.now()
        claim = partial(sources.claim, now=now, limit=limit, owner=self._rt.owner, lease=LEASE)
        claimed = await self._rt.transact(partial(claim, slugs=slugs, slow=slow))
        later: dict[str, datetime] = {}
        for state in claimed:
            if slugs is None:
                self._rt.meter.observe(LATENESS, (now - state.next_poll_at).total_seconds())
            if slugs is not None or self._is_free(state):
                self._begin(lane, state, self._poll(state))
            elif not self._queue(lane, state):
                later[state.slug] = now + ROUND * (1 + len(later) // self._rt.settings.polling.per_host)
        if later:
            await self._rt.transact(partial(sources.postpone, until=later, owner=self._rt.owner))
        return len(claimed)

    def _is_free(self, state: SourceState) -> bool:
        return self._busy[self._platform(state)] < self._rt.settings.polling.per_host

    def _queue(self, lane: _Lane, state: SourceState) -> bool:
        """Lets a source wait for its platform, if not too many do so already."""
        queue = self._queues[self._platform(state)]
        fits = len(queue) < ROUNDS_IN_QUEUE * self._rt.settings.polling.per_host
        if fits:
            queue.append((lane, state))
        return fits

    def _begin(self, lane: _Lane, state: SourceState, poll: Coroutine[None, None, None]) -> None:
        platform = self._platform(state)
        self._busy[platform] += 1
        task = asyncio.create_task(poll)
        lane.tasks.add(task)
        task.add_done_callback(partial(self._done, lane, platform))

    async def _poll(self, state: SourceState) -> None:
        report = await refresh(self._rt, state)
        self._rt.meter.report(report)
        self._report(report)

    async def _poll_in_turn(self, state: SourceState) -> None:
        """Polls a source that has waited, if it is still ours: its lease must hold until the poll has ended."""
        now = self._rt.now()
        if state.lease_until and state.lease_until < now + timedelta(seconds=SECONDS_PER_POLL):
            try:
                still_ours = await self._rt.transact(
                    partial(sources.renew, state=state, now=now, until=now + LEASE)
                )
            except StoreError as error:  # the lease runs out by itself
                log.warning("store.unavailable", error=str(error))
                return
            if not still_ours:
                return
        await self._poll(state)

    def _done(self, lane: _Lane, platform: str, task: asyncio.Task[None]) -> None:
        """Goes on with the platform; looks for more that is due, but not for every single place that becomes free."""
        lane.tasks.discard(task)
        self._busy[platform] -= 1
        if queue := self._queues[platform]:
            waiting, state = queue.popleft()
            self._begin(waiting, state, self._poll_in_turn(state))
        elif not self._busy[platform]:
            del self._busy[platform], self._queues[platform]
        if lane.hungry and SLOW_SHARE * self._room(lane) >= self._size(lane):
            self._awake.set()

    def _platform(self, state: SourceState) -> str:
        return self._rt.http.platform_of(state.url)

    def _size(self, lane: _Lane) -> int:
        whole = self._rt.settings.polling.concurrency
        return max(whole // SLOW_SHARE, 1) if lane.slow else whole

    def _room(self, lane: _Lane) -> int:
        return max(self._size(lane) - len(lane.tasks), 0)
