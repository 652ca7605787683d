"""kill -9 at any moment: nothing that was served is lost, nothing is doubled, nothing half is seen."""

import asyncio
import logging
import multiprocessing
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil
import pytest
import structlog
from flask.testing import FlaskClient

from aggregator.cli.options import Options
from aggregator.cli.worker import work
from aggregator.poller import Poller
from tests.journeys.feeds import item, rss
from tests.journeys.processes import wait_until
from tests.journeys.wire import Wire
from tests.servers import Page, RecordedServer

KILLS = 50
SOURCES = 6
WINDOW = 10

# Every answer is news, and every source is due again at once: whenever the kill comes, something is under way.
POLLING = "polling: {concurrency: 1, minimum_interval: 1s, default_interval: 1s, maximum_interval: 1s}\n"


@pytest.mark.timeout(170)
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path, lone_wire: Wire):
    wire, file = lone_wire, tmp_path / "wire.db"
    served: dict[str, str] = {}
    with RecordedServer({path(number): page(0, number) for number in range(SOURCES)}) as server:
        urls = [(f"source-{number}", server.url(path(number))) for number in range(SOURCES)]
        wire.configure(urls, head=POLLING)
        wire.poll()
        with wire.web() as client:
            for _ in kills(wire, server, file):
                served |= check(client, file, served)
            make_due(file)
            wire.poll()
            served |= check(client, file, served)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        doubled = "SELECT source, guid FROM entries GROUP BY 1, 2 HAVING count(*) > 1"
        assert database.execute(doubled).fetchall() == []
    assert stored(file) == SOURCES * (WINDOW + KILLS)


def kills(wire: Wire, server: RecordedServer, file: Path) -> Iterator[None]:
    """Every source has news, and some while later one of two pollers dies: fifty times."""
    rng, span, unfinished = random.Random(7), 0.0, 0
    with Pollers(wire) as pollers:
        for turn in range(1, KILLS + 1):
            for number in range(SOURCES):
                server.put(path(number), page(turn, number))
            seen = sum(server.hits.values())
            make_due(file)
            wait_until(lambda seen=seen: sum(server.hits.values()) > seen)
            if turn % WINDOW == 1:  # left alone, they finish; and we learn how long that takes here
                started = time.monotonic()
                wait_until(lambda turn=turn: stored(file) == SOURCES * (WINDOW + turn))
                span = time.monotonic() - started
            else:
                time.sleep(rng.uniform(0, span))
            unfinished += stored(file) < SOURCES * (WINDOW + turn)
            pollers.kill_one(rng)
            yield
    assert unfinished > KILLS / 10, "hardly any poller was killed at work"


def stored(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        count: int = database.execute("SELECT count(*) FROM entries").fetchone()[0]
        return count


def path(source: int) -> str:
    return f"/{source}"


def page(turn: int, source: int) -> Page:
    """Ten entries, the newest of them new with each turn."""
    items = (
        item(-number, guid=f"{source}-{number}", link=f"https://s{source}.example/read/{number}/x")
        for number in range(turn + WINDOW, turn, -1)
    )
    return Page(rss(*items), {"ETag": "", "Last-Modified": ""})


class Pollers:
    """Two pollers at work on one database; whichever is killed is started again.

    They are forked from a server that has imported everything: what is killed are whole processes with stores, sockets
    and parse workers of their own, but fifty starts need not import the libraries fifty times.
    """

    def __init__(self, wire: Wire) -> None:
        self._options = wire.options
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["aggregator.cli.worker"])
        self._running = [self._start(), self._start()]

    def __enter__(self) -> "Pollers":
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._running:
            self._end(process)

    def kill_one(self, rng: random.Random) -> None:
        """The poller with its parse workers, or the poller alone: then the kernel ends its workers."""
        victim = self._running.pop(rng.randrange(2))
        if rng.random() < 0.5:
            for child in psutil.Process(victim.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        self._end(victim)
        self._running.append(self._start())

    def _start(self) -> BaseProcess:
        process = self._context.Process(target=poll_quietly, args=(self._options,))
        process.start()
        return process

    def _end(self, process: BaseProcess) -> None:
        process.kill()
        process.join()
        process.close()


def poll_quietly(options: Options) -> None:
    """`aggregator worker` without its log."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(work(options, lambda rt: Poller(rt, lambda _report: None)))


def check(client: FlaskClient, file: Path, served: dict[str, str]) -> dict[str, str]:
    """Everything served before is there under the same id with the same title; every entry is whole."""
    items = {}
    for number in range(SOURCES):
        listed = client.get(f"/sources/source-{number}.json").json["items"]
        items |= {one["id"]: one["title"] for one in listed}
        assert all(one["title"] and one["content_html"] and one["url"] for one in listed)
        assert len(listed) == len({one["id"] for one in listed})
    with closing(sqlite3.connect(file)) as database:
        stored = dict(database.execute("SELECT id, title FROM entries"))
    assert {name: stored.get(name) for name in served} == served
    return items


def make_due(file: Path) -> None:
    """As if every lease of a killed poller had run out, and every interval had passed."""
    now = time.time_ns() // 1000
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        database.execute(
            "UPDATE sources SET lease_owner = NULL, lease_until = NULL, next_poll_at = ?", (now,)
        )
