"""Real polls: a source is polled again when it is likely to have something, and an alarm says what was missed."""

from datetime import UTC, datetime, timedelta

from aggregator.cli.opening import open_runtime
from aggregator.model import SourceState
from aggregator.store import sources
from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import RecordedServer

HOUR = timedelta(hours=1)


def state(wire: Wire, slug: str = "koran") -> SourceState:
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        found = sources.state(tx, slug)
    assert found is not None
    return found


def wait(wire: Wire, slug: str = "koran") -> timedelta:
    found = state(wire, slug)
    assert found.last_attempt_at
    return found.next_poll_at - found.last_attempt_at


def test_what_a_poll_shows_is_learned_and_a_304_forgets_nothing(wire: Wire) -> None:
    document = rss(*(item(number) for number in range(5))).replace(
        b"<channel>", b"<channel><ttl>120</ttl>", 1
    )
    with RecordedServer({"/rss": document}) as server:
        wire.configure([("koran", server.url("/rss"))])
        wire.poll()
        first = state(wire).habits
        assert first
        assert (first.window, first.ttl) == (5, 7200)
        assert wait(wire) >= 2 * HOUR
        wire.poll()
        assert state(wire).habits == first
        assert wait(wire) >= 2 * HOUR


def test_a_full_page_of_strangers_is_an_alarm_and_the_source_polled_sooner(wire: Wire) -> None:
    with RecordedServer({"/rss": rss(*(item(number) for number in range(5)))}) as server:
        wire.configure([("koran", server.url("/rss"))])
        wire.poll()
        assert state(wire).overflowed_at is None
        server.put("/rss", rss(*(item(-number) for number in range(1, 6))))
        wire.poll()
    overflowed = state(wire).overflowed_at
    assert overflowed
    assert datetime.now(UTC) - overflowed < HOUR
    assert "terlewat" in wire.get("/status").text


def test_a_large_budget_is_spent_and_a_small_one_kept(wire: Wire) -> None:
    with RecordedServer({"/rss": rss(*(item(number) for number in range(5)))}) as server:
        waits = []
        for budget in (6, 288):
            wire.configure([("koran", server.url("/rss"))], head=f"polling: {{budget: {budget}}}\n")
            wire.poll()
            waits.append(wait(wire))
    assert waits[0] > 2 * waits[1]


def test_another_address_is_another_past(wire: Wire) -> None:
    with RecordedServer({"/rss": rss(item(1)), "/new": rss(item(2))}) as server:
        wire.configure([("koran", server.url("/rss"))])
        wire.poll()
        known = state(wire).habits
        wire.configure([("koran", server.url("/new"))])
        wire.poll()
        moved = state(wire).habits
    assert known
    assert moved
    assert moved.since > known.since
