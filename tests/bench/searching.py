"""What a search costs among 10,000, 100,000 and 1,000,000 entries: `python -m tests.bench.searching [--most N]`.

Prints, for each database, the milliseconds of one page of thirty hits and of their count, the rows a second that are
stored with the index and without it, and how much of the database the index is.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from aggregator.model import Changes, Entry
from aggregator.search import Query, parse
from aggregator.store import Cursor, Store, entries, search, sources, words
from aggregator.store.tables import metadata
from tests.databases import BACKENDS, new_database
from tests.edges.store.examples import NOW, entry, source

SIZES = (10_000, 100_000, 1_000_000)
SAVED = 10_000
"""So many are stored as a poll stores them; more are copies of those."""
RARE = 50_000
QUESTIONS = (
    ("in 30 of 100", "umum"),
    ("in 1 of 100", "kerap"),
    ("in 1 of 10,000", "jarang"),
    ("nowhere", "tiada"),
    ("common, a rare one", "umum jarang"),
    ("common, not another", "umum -lazim"),
    ("phrase of common words", '"umum lazim"'),
    ("two that never meet", "ganjil genap"),
    ("common, only long ago", "dahulu"),
    ("beginning of words", "kab*"),
    ("page far behind", "umum"),
)


def texts(chance: Random, number: int, total: int) -> tuple[str, str]:
    """Headline and excerpt: words as frequent as in a language, and those that are asked for."""
    said = [_word(int(chance.paretovariate(0.7)) % RARE) for _ in range(45)]
    for word, share in (("umum", 0.3), ("lazim", 0.2), ("kerap", 0.01), ("jarang", 0.0001)):
        if chance.random() < share:
            said.insert(chance.randrange(len(said)), word)
    said.append("ganjil" if number % 2 else "genap")
    if number < total // 3:
        said.append("dahulu")
    return " ".join(said[:10]), " ".join(said[10:])


def _word(number: int) -> str:
    return "k" + "".join(chr(97 + int(digit)) for digit in str(number))


def store_entries(store: Store, first: int, last: int, total: int) -> float:
    """Stores these, fifty in a transaction as a poll does; returns the seconds in transactions."""
    chance, spent = Random(first), 0.0
    body = "<p>" + "Isi berita yang panjang. " * 60 + "</p>"
    for begin in range(first, last, 50):
        made = tuple(_entry(chance, number, total, body) for number in range(begin, min(begin + 50, last)))
        started = time.perf_counter()
        with store.write() as tx:
            entries.save(tx, Changes(new=made))
        spent += time.perf_counter() - started
    return spent


def _entry(chance: Random, number: int, total: int, body: str) -> Entry:
    title, summary = texts(chance, number, total)
    at = NOW + timedelta(seconds=30 * number)
    return entry(number, title=title, summary=summary, content=body, order_at=at, published=at, updated=at)


def milliseconds(work: Callable[[], object], times: int = 7) -> float:
    """The median of some runs, after one that warms up."""
    work()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return statistics.median(spent) * 1000


def multiply(store: Store, done: int, size: int) -> None:
    """Copies the entries that were saved into later weeks, inside the database, until there are `size`."""
    with store.write() as tx:
        digest = "randomblob(16)"
        if tx.dialect.name == "postgresql":
            digest = "decode(md5(key || :copy), 'hex')"
        later = 30 * SAVED
        changed = {
            "key": "key || :copy",
            "id_digest": digest,
            "order_at": f"order_at + CAST(:copy AS integer) * CAST({later * 1_000_000} AS bigint)",
            "slot": f"slot + CAST(:copy AS integer) * CAST({later * words.SECOND} AS bigint)",
        }
        for copy in range(done // SAVED, size // SAVED):
            for name in ("entries", "entry_words"):
                columns = [column.name for column in metadata.tables[name].columns]
                shown = ", ".join(changed.get(column, column) for column in columns)
                old = f"SELECT {shown} FROM {name} WHERE length(key) = 13"
                tx.execute(text(f"INSERT INTO {name} ({', '.join(columns)}) {old}"), {"copy": str(copy)})


def settle(url: str) -> None:
    """What PostgreSQL does by itself a while after so much was stored, and would do while we measure."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def answers(store: Store, end: Cursor) -> Iterator[tuple[str, float, float, int]]:
    """Of every question: the milliseconds of a page and of the count, and the count (at most 1,001)."""
    for name, asked in QUESTIONS:
        query = parse(asked)
        assert isinstance(query, Query)
        before = end if name == "page far behind" else None
        with store.read() as tx:
            count = search.count(tx, query, most=1000)

        def page(query: Query = query, before: Cursor | None = before) -> None:
            with store.read() as tx:
                search.find(tx, query, limit=31, before=before)

        def counted(query: Query = query) -> None:
            with store.read() as tx:
                search.count(tx, query, most=1000)

        yield name, milliseconds(page), milliseconds(counted), count


def shares(store: Store) -> tuple[float, float]:
    """Megabytes of the database, and of the index with its words."""
    with store.read() as tx:
        if tx.dialect.name == "postgresql":
            whole = "SELECT pg_database_size(current_database())"
            part = "SELECT pg_total_relation_size('entry_words')"
        else:
            whole = "SELECT sum(pgsize) FROM dbstat"
            part = f"{whole} WHERE name LIKE '%entry_words%' OR name LIKE 'entry_search%'"
        return tx.execute(text(whole)).scalar_one() / 1e6, tx.execute(text(part)).scalar_one() / 1e6


@contextmanager
def without_index() -> Iterator[None]:
    """Stores as if there were no index."""
    add, words.add = words.add, lambda tx, new: None
    try:
        yield
    finally:
        words.add = add


def measure(backend: str, folder: Path, most: int) -> None:
    """Prints what one database does."""
    with (
        new_database(backend, folder, migrated=True) as url,
        new_database(backend, folder, migrated=True) as bare,
    ):
        for other in (bare,):
            store = Store.open(other)
            with store.write() as tx:
                sources.sync(tx, [source("antara")], NOW)
            with without_index():
                plain = 10_000 / store_entries(store, 0, 10_000, SAVED)
            store.close()
        store = Store.open(url)
        with store.write() as tx:
            sources.sync(tx, [source("antara")], NOW)
        done = 0
        for size in (size for size in SIZES if size <= most):
            if size > SAVED:
                multiply(store, done, size)
            else:
                rate = (size - done) / store_entries(store, done, size, SAVED)
            done = size
            settle(url)
            whole, part = shares(store)
            title = (
                f"{backend}, {size:,} entries: {rate:,.0f} stored a second, without the index {plain:,.0f}; "
                f"{whole:,.0f} MB, of which the index {part / whole:.0%}"
            )
            table = Table("asked", "page ms", "count ms", "hits", title=title, title_justify="left", box=None)
            end = Cursor(NOW + timedelta(seconds=30 * size // 10), "")
            for name, page, counted, count in answers(store, end):
                table.add_row(
                    name, f"{page:.1f}", f"{counted:.1f}", f"{count:,}" if count <= 1000 else "> 1,000"
                )
            Console(width=200).print(table)
        store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1])
    parser.add_argument("--database", choices=BACKENDS, action="append")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for backend in arguments.database or BACKENDS:
            measure(backend, Path(name), arguments.most)
