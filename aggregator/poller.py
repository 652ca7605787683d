"""Claims due sources and polls them side by side.

Sources that took all of their time when last polled go into a lane of their own, with a fraction of the room:
however many of them hang, they wait for each other, and the others for none of them. Which of the others hang is known
only once they do: a poll that takes long gives its place to the next one, and goes on beside it.
"""

import asyncio
import resource
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import cast

import structlog

from aggregator.errors import StoreError
from aggregator.metrics import LATENESS
from aggregator.model import Report, SourceState
from aggregator.refresh import SECONDS_PER_POLL, ask, save
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

STRAGGLING_SECONDS = 1.0
"""A poll of the quick lane that has taken so long is one that mostly waits: another begins in its place."""

STRAGGLERS = 8
"""So many times `polling.concurrency` go on beside the lanes at most; further ones keep their places."""

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
        self.tasks: dict[asyncio.Task[None], float] = {}
        """Oldest first, with the moments at which they began by the loop's clock."""
        self.hungry = False
        self.saving: set[asyncio.Task[None]] = set()
        """Those that have their answer and wait for the writer: others ask meanwhile."""

    def room(self, size: int) -> int:
        """For how many more polls, when `size` may ask at once, and twice as many be under way."""
        return max(min(size - len(self.tasks), 2 * size - len(self.tasks) - len(self.saving)), 0)


class _Platform:
    """The polls under way at one platform, and the claimed sources that wait for a place there."""

    def __init__(self) -> None:
        self.busy = self.slow = 0
        self.waiting: deque[tuple[_Lane, SourceState]] = deque()

    def has_place(self, lane: _Lane, places: int) -> bool:
        """Whether one more may begin; slow sources leave a place to the others, where there are several."""
        return self.busy < places and not (lane.slow and places > 1 and self.slow >= places - 1)

    def count(self, lane: _Lane, one: int) -> None:
        """One more under way, or less."""
        self.busy += one
        self.slow += one * lane.slow

    def waiting_in(self, lane: _Lane) -> int:
        """How many sources of this lane wait."""
        return sum(one is lane for one, _ in self.waiting)

    def next(self, places: int) -> tuple[_Lane, SourceState] | None:
        """Takes the first of those that wait for which there is a place now."""
        found = next((one for one in self.waiting if self.has_place(one[0], places)), None)
        if found:
            self.waiting.remove(found)
        return found


class Poller:
    """Polls claimed sources, at most `polling.concurrency` at a time and a quarter of that of slow ones besides.

    Stragglers are not counted among them.
    """

    def __init__(self, rt: PollingRuntime, report: Callable[[Report], None]) -> None:
        self._rt = rt
        self._report = report
        self._quick, self._slow = _Lane(slow=False), _Lane(slow=True)
        self._stragglers: set[asyncio.Task[None]] = set()
        self._awake = asyncio.Event()
        self._platforms: defaultdict[str, _Platform] = defaultdict(_Platform)
        self._files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)

    def wake(self) -> None:
        """Time has passed: look for sources that are due."""
        self._awake.set()

    async def run(self) -> None:
        """Claims and polls what is due, for ever; cancel it to stop."""
        while True:
            self._awake.clear()
            self._set_stragglers_aside()
            await self._fill(self._quick)
            await self._fill(self._slow)
            await self._awake.wait()

    async def run_once(self, slugs: Collection[str]) -> None:
        """Polls each of these sources now, due or not, unless another poller has it or its server asked to wait."""
        lane, remaining = self._quick, tuple(slugs)
        lane.hungry = True
        while remaining:
            self._awake.clear()
            room = self._room(lane)
            if batch := remaining[:room]:
                remaining = remaining[room:]
                await self._start(lane, len(batch), batch)
            if remaining:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._awake.wait(), STRAGGLING_SECONDS)
                self._set_stragglers_aside()
        await asyncio.gather(*lane.tasks, *lane.saving, *self._stragglers)

    async def close(self) -> None:
        """Drops what is in flight and gives the claims back, so that another poller need not wait for the lease."""
        for platform in self._platforms.values():
            platform.waiting.clear()
        lanes = (self._quick, self._slow)
        tasks = {*self._stragglers, *(task for lane in lanes for task in (*lane.tasks, *lane.saving))}
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
        if slugs is not None:
            for state in claimed:
                self._begin(lane, state, self._poll(lane, state))
        elif later := self._begin_due(lane, claimed, now):
            await self._rt.transact(partial(sources.postpone, until=later, owner=self._rt.owner))
        return len(claimed)

    def _begin_due(self, lane: _Lane, claimed: tuple[SourceState, ...], now: datetime) -> dict[str, datetime]:
        """Begins what its platform has a place for, lets others wait there; the rest is to come again then."""
        later: dict[str, datetime] = {}
        places = self._rt.settings.polling.per_host
        for state in claimed:
            platform = self._platform(state)
            if platform.has_place(lane, places):
                self._begin(lane, state, self._poll_due(lane, state))
            elif platform.waiting_in(lane) < ROUNDS_IN_QUEUE * places:
                platform.waiting.append((lane, state))
            else:
                later[state.slug] = now + ROUND * (1 + len(later) // places)
        return later

    def _begin(self, lane: _Lane, state: SourceState, poll: Coroutine[None, None, None]) -> None:
        self._platform(state).count(lane, 1)
        task = asyncio.create_task(poll)
        lane.tasks[task] = asyncio.get_running_loop().time()
        task.add_done_callback(partial(self._done, lane, self._name(state)))

    async def _poll_due(self, lane: _Lane, state: SourceState) -> None:
        self._rt.meter.observe(LATENESS, (self._rt.now() - state.next_poll_at).total_seconds())
        await self._poll(lane, state)

    async def _poll(self, lane: _Lane, state: SourceState) -> None:
        asked = await ask(self._rt, state)
        self._give_place(lane)
        report = await save(self._rt, asked)
        self._rt.meter.report(report)
        self._report(report)

    async def _poll_in_turn(self, lane: _Lane, state: SourceState) -> None:
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
        await self._poll_due(lane, state)

    def _done(self, lane: _Lane, name: str, task: asyncio.Task[None]) -> None:
        """Goes on with the platform; looks for more that is due, but not for every single place that becomes free."""
        lane.tasks.pop(task, None)
        lane.saving.discard(task)
        self._stragglers.discard(task)
        platform = self._platforms[name]
        platform.count(lane, -1)
        if waiting := platform.next(self._rt.settings.polling.per_host):
            self._begin(*waiting, self._poll_in_turn(*waiting))
        elif not platform.busy:
            del self._platforms[name]
        self._look_for_more(lane)

    def _give_place(self, lane: _Lane) -> None:
        """A poll that has its answer needs the network no more."""
        task = cast("asyncio.Task[None]", asyncio.current_task())
        lane.tasks.pop(task, None)
        self._stragglers.discard(task)
        lane.saving.add(task)
        self._look_for_more(lane)

    def _set_stragglers_aside(self) -> None:
        """Gives the places of polls that take long to others, as long as there are not too many such."""
        lane, late = self._quick, asyncio.get_running_loop().time() - STRAGGLING_SECONDS
        most = min(STRAGGLERS * self._size(lane), self._files // 2) - len(self._stragglers)
        long_ago = takewhile(lambda one: one[1] <= late, lane.tasks.items())
        for task, _ in tuple(long_ago)[: max(most, 0)]:
            del lane.tasks[task]
            self._stragglers.add(task)
        self._look_for_more(lane)

    def _look_for_more(self, lane: _Lane) -> None:
        if lane.hungry and SLOW_SHARE * self._room(lane) >= self._size(lane):
            self._awake.set()

    def _platform(self, state: SourceState) -> _Platform:
        return self._platforms[self._name(state)]

    def _name(self, state: SourceState) -> str:
        return self._rt.http.platform_of(state.url)

    def _size(self, lane: _Lane) -> int:
        whole = self._rt.settings.polling.concurrency
        return max(whole // SLOW_SHARE, 1) if lane.slow else whole

    def _room(self, lane: _Lane) -> int:
        return lane.room(self._size(lane))
