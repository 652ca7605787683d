"""What a feed costs to make among 10,000 and among a million stored entries, on SQLite and on PostgreSQL.

    .venv/bin/python -m tests.bench.archive --entries 1000000 [--backend sqlite] [--plans]

1,600 entries a day of 150 papers; what is added is older. Every fifth is in a topic, every 199th in a rare one, every
seventh is about a regency. Each figure is the quickest of 20 documents made anew: read from the store, nothing kept;
CPU time on SQLite, which works in this process, elapsed time on PostgreSQL.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import event, text

from aggregator.archives import read_archive, read_part
from aggregator.config import Settings
from aggregator.documents import Listing, read_document
from aggregator.model import FeedDocument, Match, Source, SourceProfile, Topic, Word
from aggregator.store import Store, Tx, sources
from tests.databases import BACKENDS, new_database

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PAPERS = 150
A_DAY = 1600
_INSTALLATION = "00000000-0000-0000-0000-000000000000"
FEWEST = 10_000
_STEP_MICROSECONDS = 86_400_000_000 // A_DAY
_BODY = "<p>Palembang - " + "Warga mengeluh harga cabai naik lagi di pasar induk pekan ini. " * 12 + "</p>"

SETTINGS = replace(
    Settings(),
    topics=tuple(Topic(slug, slug, Match(any=(Word(slug),))) for slug in ("sering", "jarang")),
    sources=tuple(
        Source(f"koran-{n}", f"Koran {n}", f"https://koran-{n}.example/rss") for n in range(PAPERS)
    ),
)

_TOPIC = Listing("/topics/sering", "Sering", "Sering", "", "id", topic="sering")
_RARE = replace(_TOPIC, path="/topics/jarang", topic="jarang")
_ALL = replace(_TOPIC, path="/all", topic=None)
LISTINGS = {
    "topic": _TOPIC,
    "topic, every entry": replace(_TOPIC, leads=False, query="?"),
    "topic, rare": _RARE,
    "everything": _ALL,
    "source": replace(_ALL, source="koran-10", leads=False),
    "place": replace(_ALL, place="muba", query="?"),
    "since, of everything": replace(_ALL, since=NOW - timedelta(days=2), query="?"),
    "topic of a source": replace(_TOPIC, source="koran-10", leads=False, query="?"),
    "topic at a place": replace(_TOPIC, place="muba", query="?"),
    "rare topic at a place": replace(_RARE, place="muba", query="?"),
    "rare topic of a source": replace(_RARE, source="koran-10", leads=False, query="?"),
}
"""Every kind of current document."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.archive", description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--backend", choices=BACKENDS, action="append")
    parser.add_argument("--plans", action="store_true", help="show how the database finds each page")
    arguments = parser.parse_args()
    counts = sorted({FEWEST, max(arguments.entries // 10, FEWEST), arguments.entries})
    for backend in arguments.backend or BACKENDS:
        with (
            tempfile.TemporaryDirectory() as folder,
            new_database(backend, Path(folder), migrated=True) as url,
            closing(Store.open(url)) as store,
        ):
            stored = (0, *counts[:-1])
            columns = [
                (count, _measured(store, old, count)) for old, count in zip(stored, counts, strict=True)
            ]
            _show(backend, columns)
            if arguments.plans:
                _show_plans(store)


def _measured(store: Store, stored: int, count: int) -> dict[str, float]:
    with store.write() as tx:
        if not stored:
            sources.sync(tx, SETTINGS.sources, NOW)
            _introduce(tx)
        _fill(tx, stored, count)
    with store._writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return {name: _milliseconds(store, make) for name, make in _documents().items()}


def _documents() -> dict[str, Callable[[Tx], FeedDocument | None]]:
    def current(listing: Listing) -> Callable[[Tx], FeedDocument | None]:
        return lambda tx: read_document(tx, SETTINGS, _INSTALLATION, listing, "atom")

    def past(name: str) -> Callable[[Tx], FeedDocument | None]:
        part = read_part(name)
        assert part
        return lambda tx: read_archive(tx, SETTINGS, _INSTALLATION, _TOPIC, part, "atom")

    month = f"{NOW - timedelta(days=1):%Y-%m}"
    return {name: current(listing) for name, listing in LISTINGS.items()} | {
        "archive of a topic's month (500)": past(month),
        "the same, its ninth part": past(f"{month}-9"),
    }


def _milliseconds(store: Store, make: Callable[[Tx], FeedDocument | None]) -> float:
    times = []
    for _ in range(20):
        with store.read() as tx:
            clock = time.process_time if tx.dialect.name == "sqlite" else time.perf_counter
            started = clock()
            make(tx)
            times.append(1000 * (clock() - started))
    return min(times)


def _show(backend: str, columns: list[tuple[int, dict[str, float]]]) -> None:
    table = Table(f"{backend}: ms to read", *(f"{count:,}" for count, _ in columns), "ratio", box=None)
    for name in columns[0][1]:
        values = [figures[name] for _, figures in columns]
        table.add_row(name, *(f"{one:.1f}" for one in values), f"{values[-1] / values[0]:.2f}")
    Console().print(table)


def _show_plans(store: Store) -> None:
    for name, make in _documents().items():
        statements: list[tuple[str, object]] = []

        def keep(
            _connection: object, _cursor: object, statement: str, parameters: object, *_: object
        ) -> None:
            statements.append((statement, parameters))  # noqa: B023 - called before the next one

        with store.read() as tx:
            event.listen(tx, "before_cursor_execute", keep)
            make(tx)
            event.remove(tx, "before_cursor_execute", keep)
            prefix = "EXPLAIN QUERY PLAN " if tx.dialect.name == "sqlite" else "EXPLAIN "
            statement, parameters = next(one for one in statements if "order_at" in one[0])
            rows = tx.exec_driver_sql(prefix + statement, parameters)  # type: ignore[arg-type]
            Console().print(
                f"\n[bold]{name}[/bold]", *(f"  {row[-1]}" for row in rows), sep="\n", markup=True
            )


# ── filling ──


def _introduce(tx: Tx) -> None:
    for source in SETTINGS.sources:
        profile = SourceProfile(source.slug, source.title, source.url, source.url, source.url)
        tx.execute(
            text("UPDATE sources SET profile = :profile WHERE slug = :slug"),
            {"slug": source.slug, "profile": _json(profile)},
        )


def _json(profile: SourceProfile) -> str:
    return json.dumps(asdict(profile))


def _fill(tx: Tx, stored: int, count: int) -> None:
    """Entries number `stored` to `count`, the higher the older, made by the database itself."""
    if tx.dialect.name == "postgresql":
        numbers = f"SELECT n FROM generate_series({stored}, {count - 1}) AS g(n)"
        digest, key = "decode(md5(n::text), 'hex')", "'k' || n"
    else:
        numbers = (
            f"WITH RECURSIVE g(n) AS (SELECT {stored} UNION ALL SELECT n + 1 FROM g WHERE n < {count - 1}) "
            "SELECT n FROM g"
        )
        digest, key = "randomblob(16)", "'k' || n"
    newest = int(NOW.timestamp()) * 1_000_000
    at = f"{newest} - n * CAST({_STEP_MICROSECONDS} AS BIGINT)"
    tx.execute(
        text(f"""
        INSERT INTO entries (key, id_digest, id, source, order_at, first_seen, published, updated, source_updated,
            guid, identity, url, title, summary, authors, categories, enclosures, related, image, language, hash,
            story, follows, content)
        SELECT {key}, {digest}, 'https://koran.example/' || n, 'koran-' || (n % {PAPERS}), {at}, {at}, {at}, {at},
            {at}, 'g' || n, 'g' || n, 'https://koran.example/berita/' || n, 'Kabar ke-' || n || ' dari pasar',
            'Pedagang mengeluh.', '[]', '[]', '[]', '[]', '', 'id', 'h' || n, {key}, {_no(tx)}, :body
        FROM ({numbers}) AS numbers"""),
        {"body": _BODY},
    )
    for topic, every in (("sering", 5), ("jarang", 199)):
        tx.execute(
            text(f"""
            INSERT INTO entry_topics (key, topic, order_at, follows)
            SELECT {key}, '{topic}', {at}, {_no(tx)} FROM ({numbers}) AS numbers WHERE n % {every} = 0""")
        )
    for place, every in (("muba", 7), ("sumatera-selatan", 2)):
        tx.execute(
            text(f"""
            INSERT INTO entry_places (key, place, order_at)
            SELECT {key}, '{place}', {at} FROM ({numbers}) AS numbers WHERE n % {every} = 0""")
        )


def _no(tx: Tx) -> str:
    return "false" if tx.dialect.name == "postgresql" else "0"


if __name__ == "__main__":
    main()
