"""kill -9 at any moment: nothing that was served is lost, nothing is doubled, nothing half is seen."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import Page, RecordedServer

KILLS = 50
SOURCES = 6


@pytest.mark.timeout(170)
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path):
    rng = random.Random(7)
    served: dict[str, str] = {}
    with RecordedServer({path: page(0, number) for number, path in paths()}) as server:
        wire = Wire(tmp_path)
        wire.configure((f"source-{number}", server.url(path)) for number, path in paths())
        wire.poll()
        for turn in range(1, KILLS + 1):
            for number, path in paths():
                server.put(path, page(turn, number))
            poll_and_kill(wire, rng.uniform(0.0, 0.5))
            served |= check(wire, served)
        time.sleep(0)
        release_leases(tmp_path / "wire.db")
        wire.poll()
        served |= check(wire, served)
    with sqlite3.connect(tmp_path / "wire.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        guids = database.execute(
            "SELECT source, guid, count(*) FROM entries GROUP BY 1, 2 HAVING count(*) > 1"
        )
        assert guids.fetchall() == []
        assert database.execute("SELECT count(*) FROM entries").fetchone()[0] <= SOURCES * (KILLS + 10)
    database.close()


def paths() -> list[tuple[int, str]]:
    return [(number, f"/{number}") for number in range(SOURCES)]


def page(turn: int, source: int) -> Page:
    """Ten entries, the newest of them new with each turn."""
    items = (
        item(-number, guid=f"{source}-{number}", link=f"https://s{source}.example/read/{number}/x")
        for number in range(turn + 10, turn, -1)
    )
    return Page(rss(*items), {"ETag": "", "Last-Modified": ""})


def poll_and_kill(wire: Wire, after: float) -> None:
    """A poller that is killed some time after it has begun to poll, with all its children."""
    environment = {**os.environ, **wire.options.environment()}
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "worker"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(1.0 + after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def check(wire: Wire, served: dict[str, str]) -> dict[str, str]:
    """Everything served before is there under the same id with the same title; every entry is whole."""
    items = {}
    for number in range(SOURCES):
        document = wire.get(f"/sources/source-{number}.json").json
        items |= {one["id"]: one["title"] for one in document["items"]}
        assert all(one["title"] and one["content_html"] and one["url"] for one in document["items"])
        assert len(document["items"]) == len({one["id"] for one in document["items"]})
    with sqlite3.connect(wire.config.parent / "wire.db") as database:
        stored = dict(database.execute("SELECT id, title FROM entries"))
    database.close()
    assert {name: stored.get(name) for name in served} == served
    return items


def release_leases(file: Path) -> None:
    """As if the lease had run out."""
    with sqlite3.connect(file) as database:
        database.execute("UPDATE sources SET lease_owner = NULL, lease_until = NULL")
    database.close()
