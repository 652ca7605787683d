"""Clocks cannot hurt us (promise 22), and nothing stays dead (promise 21)."""

import asyncio
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from aggregator.refresh import refresh
from aggregator.reload import hurry
from aggregator.runtime import PollingRuntime
from aggregator.schedule import _Clock
from aggregator.store import sources
from tests.journeys.feeds import item, rss
from tests.journeys.processes import free_port
from tests.journeys.test_manners import MINUTE, Clock, by_clock
from tests.journeys.wire import Wire
from tests.servers import RecordedServer

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
HEAD = "polling: {minimum_interval: 5m, default_interval: 15m, maximum_interval: 1h}\n"
PAPERS = 12


@pytest.mark.parametrize("jump", [10 * YEAR, -10 * YEAR])
def test_a_clock_that_jumps_and_comes_back_neither_stops_nor_storms_anything(
    wire: Wire, jump: timedelta
) -> None:
    clock = Clock()
    with RecordedServer({f"/{number}": rss(item(number)) for number in range(PAPERS)}) as papers:
        wire.configure([(f"koran-{number}", papers.url(f"/{number}")) for number in range(PAPERS)], head=HEAD)
        usual, away, back = asyncio.run(_polls(wire, clock, jump))
    assert usual.total() >= PAPERS
    for polls in (away, back):
        assert len(polls) == PAPERS  # each within the longest interval and its phase
        assert max(polls.values()) <= 2 * max(usual.values()) + 1


async def _polls(wire: Wire, clock: Clock, jump: timedelta) -> tuple[Counter[str], ...]:
    """Polls by source in two hours before a jump, after it, and after the clock was set right."""
    async with by_clock(wire, clock) as rt:
        counted, ticking = [], _Clock(rt, ())
        for leap in (timedelta(), jump, -jump):
            clock.time += leap
            counted.append(await _pass(rt, clock, ticking, 2 * HOUR))
    return tuple(counted)


async def _pass(
    rt: PollingRuntime, clock: Clock, ticking: _Clock, span: timedelta, code: str = ""
) -> Counter[str]:
    claim = partial(sources.claim, limit=64, owner=rt.owner, lease=2 * MINUTE)
    polls: Counter[str] = Counter()
    for _ in range(int(span / MINUTE)):
        clock.time += MINUTE
        await ticking.tick()
        due = await rt.transact(partial(claim, now=rt.now()))
        for report in await asyncio.gather(*(refresh(rt, one) for one in due)):
            assert report.code == code, report
            polls[report.source] += 1
    return polls


def test_after_an_outage_of_ours_every_source_is_tried_within_an_interval(lone_wire: Wire) -> None:
    wire, clock, port = lone_wire, Clock(), free_port()
    wire.configure(
        [(f"koran-{number}", f"http://127.0.0.1:{port}/{number}") for number in range(PAPERS)], head=HEAD
    )
    asyncio.run(_outage(wire, clock, port))


async def _outage(wire: Wire, clock: Clock, port: int) -> None:
    """Three hours without any answer, as polls see it; then the papers are there."""
    async with by_clock(wire, clock) as rt:
        ticking = _Clock(rt, ())
        for _ in range(18):
            assert set((await _pass(rt, clock, ticking, 10 * MINUTE, "connect")).values()) <= {1}
            await hurry(rt)
        with RecordedServer({f"/{number}": rss(item(number)) for number in range(PAPERS)}, port=port):
            assert len(await _pass(rt, clock, ticking, 17 * MINUTE)) == PAPERS
