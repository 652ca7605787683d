import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.model import Entry
from aggregator.store import Store, entries, listings, sources
from tests.databases import new_database
from tests.edges.store.examples import NOW, entry, new, source
from tests.edges.store.processes import start


@pytest.fixture
def migrated(database: str) -> Iterator[Store]:
    store = Store.open(database)
    store.migrate()
    with store.write() as tx:
        sources.sync(tx, [source("a")], NOW)
    yield store
    store.close()


def test_a_process_killed_before_its_commit_leaves_nothing(migrated: Store, database: str) -> None:
    process = start("stop_halfway", database, "a")
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    process.kill()
    process.communicate()
    with migrated.write() as tx:
        assert listings.count(tx) == 0
        assert entries.known(tx, "a", [entry(0, "a")]) == ()
        entries.save(tx, new(*(entry(number, "a") for number in range(20))))
    assert_sound(migrated)


def test_a_process_killed_at_any_moment_loses_no_poll_it_committed_and_leaves_no_half_one(
    migrated: Store, database: str
) -> None:
    for number in range(3):
        with migrated.write() as tx:
            sources.sync(tx, [source(f"s{number}") for number in range(number + 1)], NOW)
        process = start("poll", database, f"s{number}")
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(random.uniform(0, 0.3))
        process.kill()
        committed = len((first + process.communicate()[0]).split())
        with migrated.read() as tx:
            stored = listings.latest(tx, source=f"s{number}", limit=100_000)
        polls, rest = divmod(len(stored), 20)
        assert rest == 0
        assert committed <= polls <= committed + 1  # the last may have been committed but not said
        assert set(stored) == {entry(n, f"s{number}") for n in range(polls * 20)}
    assert_sound(migrated)


def test_a_full_disk_stops_writing_only_and_only_while_it_is_full(tmp_path: Path) -> None:
    with new_database("sqlite", tmp_path, migrated=True) as url:
        store = Store.open(url)
        with store.write() as tx:
            sources.sync(tx, [source("a")], NOW)
        process = start("fill_disk", url, "a")
        said, _ = process.communicate(timeout=60)
        refused, still_read, wrote_again = said.splitlines()
        assert "disk is failing or full" in refused
        assert (still_read, wrote_again, process.returncode) == ("True", "True", 0)
        assert_sound(store)
        store.close()


def assert_sound(store: Store) -> None:
    """No entry without its handles and topics, none the other way round; SQLite finds its file whole."""
    with store.read() as tx:
        every: tuple[Entry, ...] = listings.latest(tx, limit=100_000)
        by_source = {one.source for one in every}
        known = {found.key for slug in by_source for found in entries.known(tx, slug, every)}
        assert {one.key for one in every} == known
        assert {one.topics for one in every} <= {("sumsel",)}
        if tx.dialect.name == "sqlite":
            assert tx.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert tx.exec_driver_sql("PRAGMA foreign_key_check").all() == []
