import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from aggregator.errors import StoreError
from aggregator.store import Store, Tx, entries, listings, revision, sources
from tests.databases import new_database
from tests.edges.store.examples import NOW, add, entry, new, source


def count(store: Store) -> int:
    with store.read() as tx:
        return listings.count(tx)


def test_a_block_that_raises_leaves_nothing_behind(store: Store) -> None:
    with suppress(KeyError), store.write() as tx:
        add(tx, entry(1))
        raise KeyError
    assert count(store) == 0


def test_what_is_not_committed_is_seen_by_nobody_else(store: Store) -> None:
    with store.write() as tx:
        add(tx, entry(1))
        assert count(store) == 0
    assert count(store) == 1


def test_a_reader_sees_one_moment_whatever_is_committed_meanwhile(store: Store) -> None:
    with store.read() as tx:
        before = revision(tx), listings.count(tx)
        with store.write() as writing:
            add(writing, entry(1))
        assert (revision(tx), listings.count(tx)) == before
    assert count(store) == 1


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError), store.read() as tx:
        sources.sync(tx, [source("a")], NOW)


def test_sixteen_threads_that_write_lose_nothing(store: Store) -> None:
    with store.write() as tx:
        sources.sync(tx, [source(f"s{number}") for number in range(16)], NOW)

    def poll_ten_times(thread: int) -> None:
        for poll in range(10):
            with store.write() as tx:
                made = [entry(poll * 5 + number, f"s{thread}") for number in range(5)]
                assert entries.known(tx, f"s{thread}", made) == ()
                entries.save(tx, new(*made))

    with store.read() as tx:
        before = revision(tx)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(poll_ten_times, range(16)))
    assert count(store) == 16 * 10 * 5
    with store.read() as tx:
        assert revision(tx) == before + 160


def test_readers_wait_for_no_writer(store: Store) -> None:
    written = threading.Event()
    done = threading.Event()

    def write_slowly() -> None:
        with store.write() as tx:
            add(tx, entry(1))
            written.set()
            done.wait(10)

    writing = threading.Thread(target=write_slowly)
    writing.start()
    written.wait(10)
    assert count(store) == 0
    done.set()
    writing.join()
    assert count(store) == 1


def test_whoever_waits_too_long_is_told_so_and_writing_resumes(tmp_path: Path) -> None:
    with new_database("sqlite", tmp_path, migrated=True) as url:
        store = Store.open(url, timeout=0.2)
        other = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"locked.*another process holds it"), store.write():
            pass
        assert count(store) == 0
        other.execute("ROLLBACK")
        other.close()
        with store.write() as tx:
            add(tx, entry(1))
        store.close()


def test_a_thread_that_finds_no_free_connection_is_told_so(store: Store, database: str) -> None:
    small = Store.open(database, connections=1, timeout=0.1)
    with small.read(), pytest.raises(StoreError, match=r"no connection became free in 0\.1 s"), small.read():
        pass
    small.close()


def test_a_server_that_dropped_its_connections_costs_no_transaction(tmp_path: Path) -> None:
    with new_database("postgresql", tmp_path, migrated=True) as url:
        store = Store.open(url)
        with store.write() as tx:
            add(tx, entry(1))
        assert count(store) == 1
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert count(store) == 1
        with store.write() as tx:
            entries.save(tx, new(entry(2)))
        store.close()


def test_a_connection_lost_in_the_middle_loses_that_transaction_only(tmp_path: Path) -> None:
    with new_database("postgresql", tmp_path, migrated=True) as url:
        store = Store.open(url)
        with pytest.raises(StoreError, match=r"terminat|closed"):
            lose_the_connection(store, url)
        assert count(store) == 0
        with store.write() as tx:
            add(tx, entry(1))
        store.close()


def lose_the_connection(store: Store, url: str) -> None:
    with store.write() as tx:
        add(tx, entry(1))
        with psycopg.connect(url, autocommit=True) as admin:
            pid = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
            admin.execute("SELECT pg_terminate_backend(%s)", [pid])
        entries.save(tx, new(entry(2)))


def test_a_forked_child_uses_connections_of_its_own(store: Store) -> None:
    with store.write() as tx:
        add(tx, entry(1))
        parents = tx.connection.driver_connection
    child = os.fork()
    if child == 0:
        with store.write() as tx:
            entries.save(tx, new(entry(2)))
            inherited = tx.connection.driver_connection is parents
        os._exit(1 if inherited or count(store) != 2 else 0)
    assert os.waitpid(child, 0)[1] == 0
    with store.write() as tx:
        entries.save(tx, new(entry(3)))
        assert tx.connection.driver_connection is parents
    assert count(store) == 3


def test_every_sqlite_connection_checks_references_and_waits(tmp_path: Path) -> None:
    with new_database("sqlite", tmp_path, migrated=True) as url:
        store = Store.open(url, timeout=3)
        wanted = {"foreign_keys": 1, "busy_timeout": 3000, "journal_mode": "wal", "synchronous": 2}
        with store.write() as tx:
            assert {name: pragma(tx, name) for name in wanted} == wanted
        with store.read() as tx:
            assert (pragma(tx, "foreign_keys"), pragma(tx, "query_only")) == (1, 1)
        store.close()


def pragma(tx: Tx, name: str) -> object:
    return tx.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_an_entry_of_a_source_that_never_was_configured_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"(?i)foreign key"), store.write() as tx:
        entries.save(tx, new(entry(1)))
