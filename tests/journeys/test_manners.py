"""We are a good guest (promise 20), whatever we are answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from aggregator.cli.opening import open_polling_runtime, open_runtime
from aggregator.model import Outcome, SourceState
from aggregator.refresh import refresh
from aggregator.reload import adopt
from aggregator.runtime import PollingRuntime
from aggregator.store import sources
from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire, _sandbox
from tests.servers import Page, RecordedServer
from tests.servers.scoring import ScoringServer

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
STOCK = rss(*(item(number) for number in range(3)))


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time


class Simulated(PollingRuntime):
    """A runtime by another clock."""

    __slots__ = ("clock",)

    def now(self) -> datetime:
        """The clock's word."""
        found: datetime = self.clock.now()
        return found


@asynccontextmanager
async def by_clock(wire: Wire, clock: Clock) -> AsyncIterator[PollingRuntime]:
    async with open_polling_runtime(wire.options, _sandbox) as rt:
        simulated = Simulated(rt.live, rt.store, rt.http, rt.robots, rt.sandbox, rt.writer, rt.owner)
        object.__setattr__(simulated, "clock", clock)
        await adopt(simulated)
        yield simulated


def state(wire: Wire, slug: str) -> SourceState:
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        found = sources.state(tx, slug)
    assert found is not None
    return found


def rewind(wire: Wire, slug: str, **fields: object) -> None:
    """Writes into the store what a poll of some days ago would have written."""
    with open_runtime(wire.options) as rt, rt.store.write() as tx:
        (held,) = sources.claim(tx, now=datetime.now(UTC), limit=1, owner="test", lease=MINUTE, slugs=[slug])
        sources.finish(tx, replace(held, **fields), "test")  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [1])
def test_a_server_of_bad_days_finds_no_fault_with_a_thousand_polls(lone_wire: Wire, seed: int) -> None:
    wire, clock = lone_wire, Clock()
    minimum = 5 * MINUTE
    with ScoringServer(clock.now, seed, minimum, places=2) as server:
        head = "polling: {minimum_interval: 5m, default_interval: 5m, maximum_interval: 20m}\n"
        wire.configure(((f"koran-{n}", server.url(f"/{n}")) for n in range(50)), head=head)
        polls = asyncio.run(poll_by_clock(wire, clock, 1000))
        assert server.faults == []
        assert sum(server.hits.values()) >= 1000
        assert set(server.answers) >= {"_news", "_current", "_unavailable", "_error", "_cookie", "_moved"}
    assert polls >= 1000


async def poll_by_clock(wire: Wire, clock: Clock, most: int) -> int:
    """Polls what is due until there were so many polls, and lets time pass in between."""
    polls = 0
    async with by_clock(wire, clock) as rt:
        claim = partial(sources.claim, limit=64, owner=rt.owner, lease=2 * MINUTE)
        while polls < most:
            clock.time += MINUTE
            due = await rt.transact(partial(claim, now=rt.now()))
            reports = await asyncio.gather(*(refresh(rt, one) for one in due))
            assert not any(report.code in {"internal", "store"} for report in reports)
            polls += len(due)
    return polls


def test_a_429_from_one_paper_pauses_its_whole_platform(wire: Wire) -> None:
    refusing = Page(b"", {"Retry-After": "3600"}, status=429)
    with RecordedServer({"/a": refusing, "/b": STOCK}) as server, RecordedServer({"/c": STOCK}) as other:
        wire.configure([("a", server.url("/a"))])
        wire.poll()
        wire.configure([("a", server.url("/a")), ("b", server.url("/b")), ("c", other.url("/c"))])
        assert wire.poll("a") == {}  # a claim keeps to Retry-After, even when the operator asks
        assert wire.poll("c")["c"].outcome is Outcome.CHANGED
        assert wire.poll("b")["b"].code == "asked_to_wait"
        assert server.hits == {"/a": 1}
    assert state(wire, "b").retry_at == pytest.approx(state(wire, "a").retry_at, abs=MINUTE)


def test_the_pause_of_a_platform_outlives_the_process(wire: Wire) -> None:
    with RecordedServer({"/a": STOCK, "/b": STOCK}) as server:
        wire.configure([("a", server.url("/a")), ("b", server.url("/b"))])
        wire.poll()
        server.put("/a", Page(b"", {"Retry-After": "3600"}, status=429))
        wire.poll("a")
        after = Wire(wire.config.parent, wire.options.database_url)
        with after:
            assert after.poll("b") == {}
        assert server.hits["/b"] == 1
    waiting = state(wire, "b")
    assert waiting.retry_at
    assert waiting.next_poll_at >= waiting.retry_at


def test_papers_that_the_operator_calls_one_platform_pause_together(wire: Wire) -> None:
    with (
        RecordedServer({"/a": Page(b"", {"Retry-After": "3600"}, status=429)}) as one,
        RecordedServer({"/b": STOCK}) as two,
    ):
        lines = "".join(
            f"  - {{slug: {slug}, title: X, url: '{url}', platform: satu}}\n"
            for slug, url in (("a", one.url("/a")), ("b", two.url("/b")))
        )
        wire.config.write_text(f"site: {{title: Uji}}\nsources:\n{lines}")
        wire.poll("a")
        assert wire.poll("b") == {}
    assert two.hits == {}


# ── moved, gone ──


def test_a_permanent_redirect_is_adopted_after_a_week_and_not_before(wire: Wire) -> None:
    with RecordedServer({"/new": STOCK}) as server:
        server.put("/old", Page(b"", {"Location": server.url("/new")}, status=301))
        wire.configure([("koran", server.url("/old"))])
        assert wire.poll()["koran"].new == 3
        seen = state(wire, "koran")
        assert (seen.url, seen.moved_to) == (server.url("/old"), server.url("/new"))
        rewind(wire, "koran", moved_since=datetime.now(UTC) - 6 * DAY)
        wire.poll()
        assert state(wire, "koran").url == server.url("/old")
        rewind(wire, "koran", moved_since=datetime.now(UTC) - 8 * DAY)
        wire.poll()
        assert state(wire, "koran").url == server.url("/new")
        wire.poll()
        assert server.hits == {"/old": 3, "/new": 4}


def test_a_redirect_that_leads_elsewhere_begins_its_week_anew(wire: Wire) -> None:
    with RecordedServer({"/new": STOCK, "/newer": STOCK}) as server:
        server.put("/old", Page(b"", {"Location": server.url("/new")}, status=308))
        wire.configure([("koran", server.url("/old"))])
        wire.poll()
        rewind(wire, "koran", moved_since=datetime.now(UTC) - 8 * DAY)
        server.put("/old", Page(b"", {"Location": server.url("/newer")}, status=308))
        wire.poll()
        seen = state(wire, "koran")
        assert (seen.url, seen.moved_to) == (server.url("/old"), server.url("/newer"))
        server.put("/old", STOCK)
        wire.poll()
        assert state(wire, "koran").moved_to is None


def test_an_adopted_address_that_is_lost_is_given_up_for_the_configured_one(wire: Wire) -> None:
    with RecordedServer({"/old": STOCK}) as server:
        wire.configure([("koran", server.url("/old"))])
        wire.poll()
        rewind(wire, "koran", url=server.url("/lost"))
        for _ in range(3):
            assert wire.poll()["koran"].code == "http_404"
        assert wire.poll()["koran"].code == ""
    assert state(wire, "koran").url == server.url("/old")


def test_a_410_is_asked_again_before_it_is_believed(wire: Wire) -> None:
    with RecordedServer({"/rss": Page(b"", status=410)}) as server:
        wire.configure([("koran", server.url("/rss"))])
        for _ in range(4):
            wire.poll()
        doubted = state(wire, "koran")
        assert doubted.error
        assert doubted.next_poll_at < datetime.now(UTC) + DAY
        rewind(wire, "koran", error=replace(doubted.error, since=datetime.now(UTC) - 2 * DAY))
        wire.poll()
        assert state(wire, "koran").next_poll_at > datetime.now(UTC) + 6 * DAY
        server.put("/rss", STOCK)
        assert wire.poll()["koran"].new == 3  # nothing stays dead


# ── robots.txt: for pages, not for feeds ──

LISTING = b"<html><body>" + b"".join(
    b"<article><h2><a href='/read/%d'>Bupati OKI resmikan jembatan nomor %d di desa</a></h2></article>" % (n, n)
    for n in range(5)
) + b"</body></html>"  # fmt: skip


def listed(wire: Wire, server: RecordedServer, kind: str) -> None:
    wire.config.write_text(
        "site: {title: Uji}\nsources:\n"
        f"  - {{slug: koran, title: Koran, url: '{server.url('/')}', kind: {kind}}}\n"
    )


@pytest.mark.parametrize(("status", "code"), [(200, "robots"), (503, "robots")])
def test_a_page_that_robots_txt_forbids_is_not_fetched(wire: Wire, status: int, code: str) -> None:
    robots = Page(b"User-agent: *\nDisallow: /", {"Content-Type": "text/plain"}, status=status)
    with RecordedServer({"/robots.txt": robots, "/": LISTING}) as server:
        listed(wire, server, "page")
        assert wire.poll()["koran"].code == code
        wire.poll()
        assert server.hits == {"/robots.txt": 1}


def test_an_entrys_page_that_robots_txt_forbids_is_not_fetched(wire: Wire) -> None:
    robots = Page(b"User-agent: *\nDisallow: /read/", {"Content-Type": "text/plain"})
    with RecordedServer({"/robots.txt": robots, "/": LISTING}) as server:
        listed(wire, server, "page")
        wire.poll()
        assert server.hits == {"/robots.txt": 1, "/": 1}


def test_a_feed_is_polled_whatever_robots_txt_says(wire: Wire) -> None:
    robots = Page(b"User-agent: *\nDisallow: /", {"Content-Type": "text/plain"})
    with RecordedServer({"/robots.txt": robots, "/": STOCK}) as server:
        listed(wire, server, "feed")
        assert wire.poll()["koran"].new == 3
        assert server.hits == {"/": 1}
