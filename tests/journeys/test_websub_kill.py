"""kill -9 between a commit and its delivery: nothing is lost, and no kill doubles more than what it interrupted."""

import asyncio
import logging
import multiprocessing
import random
import sqlite3
import time
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path

import structlog

from aggregator.cli.options import Options
from aggregator.cli.worker import work
from aggregator.poller import Poller
from tests.journeys.feeds import item, rss
from tests.journeys.processes import wait_until
from tests.journeys.wire import Wire
from tests.servers import Behaviour, Page, RecordedServer, SubscriberServer

KILLS = 4
POLLING = "polling: {concurrency: 1, minimum_interval: 1s, default_interval: 1s, maximum_interval: 1s}\n"
TOPIC = "https://kabar.example.org/topics/pilkada-2024.atom"


def test_a_worker_that_is_killed_between_commit_and_delivery_owes_it_still(
    tmp_path: Path, lone_wire: Wire
) -> None:
    wire, file, rng = lone_wire, tmp_path / "wire.db", random.Random(7)
    with RecordedServer({"/feed": page(0)}) as paper, SubscriberServer() as reader:
        wire.configure([("palpres", paper.url("/feed"))], head=POLLING)
        wire.poll()
        form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": reader.url("/a")}
        with wire.web() as client:
            assert client.post("/websub/hub", data=form).status_code == 202
        with wire.pushing():
            wait_until(lambda: subscribed(file))
        for turn in range(1, KILLS + 1):
            reader.behaviours["/a"] = Behaviour(delay=0.3)
            paper.put("/feed", page(turn))
            process = start(wire.options)
            wait_until(lambda turn=turn: stored(file) > turn)
            time.sleep(rng.uniform(0, 0.2))
            process.kill()
            process.join()
            free(file)
        reader.behaviours["/a"] = Behaviour()
        with wire.pushing():
            wait_until(lambda: any(title(KILLS) in one.body for one in reader.delivered))
            wait_until(wire.is_settled)
        assert title(KILLS) in reader.delivered[-1].body
        assert len(reader.delivered) <= 2 * KILLS
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT count(*) FROM deliveries").fetchone() == (0,)


def title(number: int) -> bytes:
    return f"KPU Sumsel tetapkan pasangan nomor -{number}<".encode()


def page(turn: int) -> Page:
    return Page(rss(*(item(-number) for number in range(turn, -1, -1))), {"ETag": "", "Last-Modified": ""})


def start(options: Options) -> BaseProcess:
    """A worker with the clock of its own; forked from a server that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["aggregator.cli.worker"])
    process = context.Process(target=work_quietly, args=(options,))
    process.start()
    return process


def work_quietly(options: Options) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(work(options, lambda rt: Poller(rt, lambda _report: None)))


def stored(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        count: int = database.execute("SELECT count(*) FROM entries").fetchone()[0]
        return count


def subscribed(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT 1 FROM subscribers WHERE lease_until IS NOT NULL").fetchone()
        return found is not None


def free(file: Path) -> None:
    """As if every claim of the killed worker had run out, and every interval had passed."""
    with closing(sqlite3.connect(file, timeout=10)) as database, database:
        for table in ("sources", "deliveries"):
            database.execute(f"UPDATE {table} SET lease_owner = NULL, lease_until = NULL")
        database.execute("UPDATE sources SET next_poll_at = ?", (time.time_ns() // 1000,))
