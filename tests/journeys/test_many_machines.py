"""Schedulers and workers on one PostgreSQL database, as if each were a machine of its own."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from aggregator.cli.commands import main
from tests.databases import new_database
from tests.journeys.feeds import item, rss
from tests.journeys.processes import running, wait_until
from tests.journeys.wire import Wire
from tests.servers import Page, RecordedServer

HOSTS = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
SOURCES_EACH = 5


class Hosts:
    """Papers on several hosts; when each was asked for what."""

    def __init__(self, stack: ExitStack) -> None:
        self.servers = [stack.enter_context(_server(host)) for host in HOSTS]

    def sources(self) -> list[tuple[str, str]]:
        return [
            (f"s{place}-{number}", server.url(f"/{number}"))
            for place, server in enumerate(self.servers)
            for number in range(SOURCES_EACH)
        ]

    def asked(self) -> list[int]:
        """How often each paper was asked."""
        return [server.hits[f"/{number}"] for server in self.servers for number in range(SOURCES_EACH)]

    def peak(self) -> int:
        return max(server.peak for server in self.servers)


@contextmanager
def _server(host: str) -> Iterator[RecordedServer]:
    document = rss(*map(item, range(3)))
    server = RecordedServer({f"/{number}": Page(document, delay=0.05) for number in range(SOURCES_EACH)})
    server.host = host
    with server:
        yield server


@pytest.fixture
def many(tmp_path: Path) -> Iterator[tuple[Wire, Hosts, str]]:
    with ExitStack() as stack:
        url = stack.enter_context(new_database("postgresql", tmp_path, migrated=True))
        hosts = Hosts(stack)
        wire = stack.enter_context(Wire(tmp_path, url))
        wire.configure(hosts.sources())
        yield wire, hosts, url


@pytest.mark.timeout(170)
def test_every_source_is_polled_once_whenever_it_is_due_and_any_process_may_die(many):
    wire, hosts, url = many
    with ExitStack() as stack:
        schedulers = [stack.enter_context(running(wire, "scheduler")) for _ in range(2)]
        workers = [stack.enter_context(running(wire, "worker", "--queue")) for _ in range(2)]
        wait_until(lambda: min(hosts.asked()) == 1, 60)
        for _ in range(3):
            once(hosts, url)
        schedulers[0].kill()
        once(hosts, url)
        make_due(url)
        workers[0].kill()  # with what it had begun
        make_due(url)
        asked = min(hosts.asked())
        wait_until(lambda: min(hosts.asked()) > asked, 60)
        wait_until(lambda: held(url) == 0)
        once(hosts, url)
    assert hosts.peak() <= 2, "a host sees the connections of one machine, whatever their number"
    for slug, _ in hosts.sources():
        assert len(wire.get(f"/sources/{slug}.json").json["items"]) == 3


def once(hosts: Hosts, url: str) -> None:
    """All are due: a while later each has been asked once more, and none twice."""
    before = hosts.asked()
    make_due(url)
    wait_until(lambda: min(hosts.asked()) > min(before) and held(url) == 0, 60)
    assert hosts.asked() == [number + 1 for number in before]


def test_the_queue_wants_a_server(lone_wire):
    lone_wire.configure([("palpres", "http://127.0.0.1:9/rss")])
    for command in (["scheduler"], ["worker", "--queue"]):
        done = CliRunner(env=lone_wire.options.environment()).invoke(main, command)
        assert done.exit_code == 1
        assert "needs PostgreSQL" in done.output


def make_due(url: str) -> None:
    """As if every interval had passed, and every lease of a dead worker had run out."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE sources SET lease_owner = NULL, lease_until = NULL, next_poll_at = %s",
            (time.time_ns() // 1000,),
        )


def held(url: str) -> int:
    """Sources that somebody polls, or that are due."""
    with psycopg.connect(url) as connection:
        now = time.time_ns() // 1000
        found = connection.execute(
            "SELECT count(*) FROM sources WHERE lease_owner IS NOT NULL OR next_poll_at <= %s", (now,)
        ).fetchone()
    return found[0]
