"""One bad feed costs its own poll: the others are on time, and the service goes on."""

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from aggregator.cli.opening import open_runtime
from aggregator.model import Outcome
from aggregator.store import sources
from tests.journeys.feeds import item, rss
from tests.journeys.processes import running, wait_until
from tests.servers import FaultServer, Page, RecordedServer

PLAIN = {"ETag": "", "Last-Modified": ""}
STOCK = Page(rss(*(item(number) for number in range(5))), PLAIN)
LIMITS = "limits: {parse_time: 1s, poll_time: 3s}\n"


def poison() -> Page:
    """A small document that takes feedparser minutes: one element with very many attributes."""
    attributes = " ".join(f"a{number}='1'" for number in range(60_000))
    return Page(STOCK.body.replace(b"<item>", f"<item><racun {attributes}/>".encode()), PLAIN)


def test_a_feed_that_kills_its_worker_is_set_aside_after_two_tries(lone_wire):
    wire = lone_wire
    with RecordedServer({"/poison": poison(), **{f"/{n}": STOCK for n in range(4)}}) as server:
        healthy = [(f"healthy-{n}", server.url(f"/{n}")) for n in range(4)]
        wire.configure([("poison", server.url("/poison")), *healthy], head=LIMITS)
        for _ in range(2):
            reports = wire.poll()
            assert reports["poison"].code.startswith("parser_")
            assert all(reports[slug].outcome is not Outcome.FAILED for slug, _ in healthy)
        with open_runtime(wire.options) as rt, rt.store.read() as tx:
            state = sources.state(tx, "poison")
        assert state.worker_deaths == 2
        assert state.next_poll_at > datetime.now(UTC) + timedelta(hours=23)
        server.put("/poison", STOCK)
        assert wire.poll("poison")["poison"].new == 5
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        assert sources.state(tx, "poison").worker_deaths == 0


def test_feeds_that_hang_delay_nobody(lone_wire):
    wire = lone_wire
    with FaultServer() as faults, RecordedServer({f"/{n}": STOCK for n in range(8)}) as server:
        hanging = [(f"hanging-{n}", faults.url("/hang")) for n in range(8)]
        healthy = [(f"healthy-{n}", server.url(f"/{n}")) for n in range(8)]
        mixed = [one for pair in zip(hanging, healthy, strict=True) for one in pair]
        wire.configure(((slug, f"{url}?{slug}") for slug, url in mixed), head=LIMITS)
        reports = wire.poll()
    assert {reports[slug].code for slug, _ in hanging} == {"timed_out"}
    assert max(reports[slug].seconds for slug, _ in healthy) < 3


def test_two_pollers_never_both_poll_a_source(wire):
    with RecordedServer({f"/{n}": Page(STOCK.body, PLAIN, delay=0.3) for n in range(20)}) as server:
        sources_there = ((f"source-{n}", server.url(f"/{n}")) for n in range(20))
        wire.configure(sources_there, head="polling: {per_host: 10}\n")
        with running(wire, "worker"), running(wire, "worker"):
            wait_until(lambda: len(server.hits) == 20)
            wait_until(lambda: all(state.last_success_at for state in states(wire)))
        assert {path: server.hits[path] for path in server.hits} == {f"/{n}": 1 for n in range(20)}


def states(wire):
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        return sources.states(tx)


def test_a_worker_stops_within_ten_seconds_and_gives_its_claims_back(wire):
    with FaultServer() as faults:
        wire.configure([("hanging", faults.url("/hang"))])
        with running(wire, "worker") as worker:
            wait_until(lambda: bool(faults.hits))
            started = time.monotonic()
            worker.terminate()
            assert worker.wait(10) == 0
    assert time.monotonic() - started < 10
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        assert sources.state(tx, "hanging").lease_owner is None


def test_a_bad_configuration_is_said_with_its_place_and_ends_the_command(lone_wire):
    wire = lone_wire
    wire.config.write_text(
        "site: {title: X}\nsources:\n  - slug: a\n    titel: A\n    url: https://a.example/rss\n"
    )
    command = [sys.executable, "-m", "aggregator", "check", str(wire.config)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert f"{wire.config}:4:5: sources[0].titel: " in answer.stderr
    assert "did you mean" in answer.stderr


def test_sources_known_to_hang_never_take_the_place_of_the_others(lone_wire):
    wire, polling = (
        lone_wire,
        "polling: {concurrency: 4, minimum_interval: 1s, default_interval: 1s, maximum_interval: 1s}\n",
    )
    with FaultServer() as faults, RecordedServer({f"/{n}": STOCK for n in range(8)}) as server:
        hanging = [(f"hanging-{n}", faults.url("/hang")) for n in range(8)]
        healthy = [(f"healthy-{n}", server.url(f"/{n}")) for n in range(8)]
        limits = "limits: {poll_time: 1s}\n"
        wire.configure(((slug, f"{url}?{slug}") for slug, url in hanging), head=limits + polling)
        wire.poll()
        limits = "limits: {poll_time: 60s}\n"
        wire.configure(((slug, f"{url}?{slug}") for slug, url in [*hanging, *healthy]), head=limits + polling)
        with running(wire, "worker"):
            wait_until(lambda: len(server.hits) == 8)
            polled = sum(server.hits.values())
            wait_until(lambda: sum(server.hits.values()) >= polled + 8)
