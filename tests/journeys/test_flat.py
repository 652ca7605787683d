"""Memory, threads and open files are flat (promise 18): a poll leaves nothing behind, whatever came of it."""

import gc
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path

import psutil

from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import FaultServer, Page, RecordedServer

ROUNDS, WARM = 20, 4
PAPERS = 20
FAULTS = ("/reset", "/short-body", "/loop", "/cut-gzip", "/status?code=500", "/html")
LEFT = 400
"""Objects that eight rounds may leave behind: less than two for each of their polls. What is kept for a while, such as
what is cached, goes up and down by some two hundred; whatever leaks holds more than two."""


@dataclass(frozen=True)
class Held:
    """What the process has. Objects are counted, not bytes: how much of those goes back is the allocator's affair."""

    objects: int
    files: int
    threads: int


def test_polls_leave_nothing_behind(lone_wire: Wire) -> None:
    with RecordedServer({}) as paper, FaultServer() as bad:
        sources = [(f"koran-{number}", paper.url(f"/{number}")) for number in range(PAPERS)]
        sources += [(f"rusak-{number}", bad.url(path)) for number, path in enumerate(FAULTS)]
        lone_wire.configure([*sources, ("mati", "http://127.0.0.1:9/")])
        held = []
        for turn in range(ROUNDS):
            for number in range(PAPERS):
                paper.put(f"/{number}", page(number, turn))
            lone_wire.poll()
            for server in (paper, bad):
                server.seen.clear()
            held.append(holding())
    half = (ROUNDS - WARM) // 2
    before, after = held[WARM:-half], held[-half:]
    for kind in ("files", "threads"):
        assert max(getattr(one, kind) for one in after) <= max(getattr(one, kind) for one in before)
    assert min(one.objects for one in after) - min(one.objects for one in before) < LEFT
    assert log_size(lone_wire.config.parent) < 16 << 20


def page(number: int, turn: int) -> Page:
    """A third is edited each time, a third is the same bytes again, a third answers 304."""
    edition = f", edisi {turn}" if number % 3 == 0 else ""
    items = (
        item(one, guid=f"{number}-{one}", title=f"Kabar {one} koran {number}{edition}") for one in range(20)
    )
    return Page(rss(*items), {} if number % 3 == 1 else {"ETag": "", "Last-Modified": ""})


def holding() -> Held:
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper) and one.cache_parameters()["maxsize"]:  # bounded: no leak
            one.cache_clear()
    gc.collect()
    process = psutil.Process()
    return Held(len(gc.get_objects()), process.num_fds(), process.num_threads())


def log_size(folder: Path) -> int:
    """Bytes of SQLite's write-ahead logs."""
    return sum(file.stat().st_size for file in folder.glob("*-wal"))
