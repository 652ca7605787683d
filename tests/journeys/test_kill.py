"""kill -9 at any moment: nothing that was served is lost, nothing is doubled, nothing half is seen."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import Page, RecordedServer

KILLS = 50
SOURCES = 6
WINDOW = 10

# Every answer is news, and every source is due again at once: whenever the kill comes, something is under way.
POLLING = "polling: {minimum_interval: 1s, default_interval: 1s}\n"


@pytest.mark.timeout(170)
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path):
    rng = random.Random(7)
    wire = Wire(tmp_path)
    served: dict[str, str] = {}
    growth = []
    with RecordedServer({path(number): page(0, number) for number in range(SOURCES)}) as server:
        wire.configure(
            [(f"source-{number}", server.url(path(number))) for number in range(SOURCES)], head=POLLING
        )
        wire.poll()
        with Pollers(wire) as pollers:
            for turn in range(1, KILLS + 1):
                for number in range(SOURCES):
                    server.put(path(number), page(turn, number))
                seen = sum(server.hits.values())
                make_due(tmp_path / "wire.db")
                wait_until(lambda seen=seen: sum(server.hits.values()) > seen)
                time.sleep(rng.uniform(0.0, 0.15))
                pollers.kill_one(rng)
                growth.append(len(served))
                served |= check(wire, served)
        make_due(tmp_path / "wire.db")
        wire.poll()
        served |= check(wire, served)
    assert len(set(growth)) > KILLS / 4, "the pollers were killed before they did anything"
    with closing(sqlite3.connect(tmp_path / "wire.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        doubled = "SELECT source, guid FROM entries GROUP BY 1, 2 HAVING count(*) > 1"
        assert database.execute(doubled).fetchall() == []
        assert database.execute("SELECT count(*) FROM entries").fetchone()[0] <= SOURCES * (KILLS + WINDOW)


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
    """Two pollers at work on one database; whichever is killed is started again."""

    def __init__(self, wire: Wire) -> None:
        self._environment = {**os.environ, **wire.options.environment()}
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
            os.killpg(victim.pid, signal.SIGKILL)
        self._end(victim)
        self._running.append(self._start())

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "aggregator", "worker"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(command, env=self._environment, start_new_session=True, **quiet)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Returns when it holds; fails after so long."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"nothing happened for {seconds} s"
        time.sleep(0.005)


def check(wire: Wire, served: dict[str, str]) -> dict[str, str]:
    """Everything served before is there under the same id with the same title; every entry is whole."""
    items = {}
    with wire.web() as client:
        for number in range(SOURCES):
            listed = client.get(f"/sources/source-{number}.json").json["items"]
            items |= {one["id"]: one["title"] for one in listed}
            assert all(one["title"] and one["content_html"] and one["url"] for one in listed)
            assert len(listed) == len({one["id"] for one in listed})
    with closing(sqlite3.connect(wire.config.parent / "wire.db")) as database:
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
