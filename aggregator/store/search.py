"""What is found by words: the same entries, newest first, on both databases.

The newest of what a common word finds cost no more than those of a rare one. FTS5 walks backwards through its own
index. PostgreSQL has no index of words in an order: the newest few thousand entries are looked through, and only
where they hold too few all that hold the words are sorted; then there are not many.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    cast,
    column,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy import table as bare_table
from sqlalchemy.dialects.postgresql import TSQUERY

from aggregator.model import Entry
from aggregator.search import Query, Term, holds, indexed
from aggregator.store.rows import BRIEF, FULL, Cursor, at, entry_of
from aggregator.store.tables import Tx, chunks, entry_places, entry_topics, entry_words
from aggregator.store.tables import entries as table
from aggregator.store.words import SECOND, first_slot

_NEWEST = 2000
"""PostgreSQL: so many are looked through before all hits are sorted."""

_c, _w, _t = table.c, entry_words.c, entry_topics.c
_fts = bare_table("entry_search", column("rowid"), column("entry_search"))
_EARLIEST, _LATEST = (datetime(year, 1, 1, tzinfo=UTC) for year in (1900, 2100))
_HIT = (_w.slot, _w.order_at, _w.key)
_Hit = Row[*tuple[Any, ...]]
_Conditions = tuple[ColumnElement[bool], ...]


def find(
    tx: Tx,
    query: Query,
    *,
    topic: str | None = None,
    source: str | None = None,
    place: str | None = None,
    limit: int,
    before: Cursor | None = None,
    leads: bool = True,
    full: bool = False,
) -> tuple[Entry, ...]:
    """The newest entries that the query finds, by order_at and key; of a topic, source or place if named.

    `before` is where the page above ended. With `leads`, an entry is left out if the one that stands for its story
    there is found too. Without `full` every `content` is empty.
    """
    found: list[_Hit] = []
    while len(found) < limit:
        hits = _hits(tx, query, _within(topic, source, place), before, limit)
        found += _unfolded(tx, query, hits, topic) if leads and source is None else hits
        if len(hits) < limit:
            break
        before = Cursor(hits[-1].order_at, hits[-1].key)
    return _entries(tx, [hit.key for hit in found[:limit]], FULL if full else BRIEF)


def count(tx: Tx, query: Query, *, most: int) -> int:
    """How many entries the query finds, copies too; `most` + 1 if there are more than `most`."""
    if tx.dialect.name == "postgresql":
        _spurn_scans(tx)
        hits = select(_w.slot).where(_holds_postgresql(query))
    else:
        hits = select(_fts.c.rowid).where(_holds_sqlite(query))
    counted = select(func.count()).select_from(hits.limit(most + 1).subquery())
    return tx.execute(counted).scalar_one()


# ── hits in their order ──────────────────────────────────────────────────────────────────────────


def _hits(tx: Tx, query: Query, within: _Conditions, before: Cursor | None, limit: int) -> Sequence[_Hit]:
    """Up to `limit` of them, in the exact order, which that of slots is to the second."""
    slots = range(first_slot(_EARLIEST), first_slot(_LATEST))
    if before is not None:
        slots = range(slots.start, first_slot(before.order_at) + SECOND)
        within = (*within, tuple_(_w.order_at, _w.key) < at(before))
    read = _newest_postgresql if tx.dialect.name == "postgresql" else _newest_sqlite
    hits = list(read(tx, query, within, slots, limit))
    if len(hits) == limit:
        rest = range(first_slot(hits[-1].order_at), hits[-1].slot)
        hits += read(tx, query, within, rest, None)
    return sorted(hits, key=lambda hit: (hit.order_at, hit.key), reverse=True)[:limit]


def _newest_sqlite(
    tx: Tx, query: Query, within: _Conditions, slots: range, limit: int | None
) -> Sequence[_Hit]:
    slot = _fts.c.rowid  # FTS5 walks from one end of these to the other
    found = select(*_HIT).select_from(_fts).join(entry_words, _w.slot == slot)
    chosen = found.where(_holds_sqlite(query), slot >= slots.start, slot < slots.stop, *within)
    return tx.execute(chosen.order_by(slot.desc()).limit(limit)).all()


def _newest_postgresql(
    tx: Tx, query: Query, within: _Conditions, slots: range, limit: int | None
) -> Sequence[_Hit]:
    within = (*within, _w.slot >= slots.start, _w.slot < slots.stop)
    newest = select(*_HIT, _w.words).where(*within).order_by(_w.slot.desc())
    some = newest.limit(limit and _NEWEST).subquery()
    chosen = select(some.c.slot, some.c.order_at, some.c.key).where(_holds_postgresql(query, some.c.words))
    found = tx.execute(chosen.order_by(some.c.slot.desc()).limit(limit)).all()
    if limit is None or len(found) == limit:
        return found
    _spurn_scans(tx)
    every = select(*_HIT).where(_holds_postgresql(query), *within)
    hits = every.cte("hits").prefix_with("MATERIALIZED")
    return tx.execute(select(hits).order_by(hits.c.slot.desc()).limit(limit)).all()


def _spurn_scans(tx: Tx) -> None:
    """PostgreSQL takes words for independent: of two that never stand together it expects many hits, and reads all."""
    tx.execute(select(func.set_config("enable_seqscan", "off", True)))


def _within(topic: str | None, source: str | None, place: str | None) -> _Conditions:
    conditions: _Conditions = ()
    if topic is not None:
        conditions += (select(1).where(_t.key == _w.key, _t.topic == topic).exists(),)
    if source is not None:
        conditions += (select(1).where(_c.key == _w.key, _c.source == source).exists(),)
    if place is not None:
        at_place = entry_places.c.place == place
        conditions += (select(1).where(entry_places.c.key == _w.key, at_place).exists(),)
    return conditions


# ── the two languages ────────────────────────────────────────────────────────────────────────────


def _holds_sqlite(query: Query) -> ColumnElement[bool]:
    """FTS5 §3; a word is letters or digits alone, so that within quotation marks none of it is syntax."""

    def said(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + " *" * term.prefix

    text = " AND ".join(map(said, query.wanted))
    if query.unwanted:
        text = f"({text}) NOT ({' OR '.join(map(said, query.unwanted))})"
    return _fts.c.entry_search.op("MATCH", is_comparison=True)(literal(text))


def _holds_postgresql(query: Query, words: ColumnElement[Any] = _w.words) -> ColumnElement[bool]:
    found: ColumnElement[bool] = words.op("@@", is_comparison=True)(_tsquery(query))
    return found


def _tsquery(query: Query) -> ColumnElement[Any]:
    """PostgreSQL §8.11.2; words are quoted for the same reason, and nothing is made of them."""

    def said(term: Term) -> str:
        return "(" + " <-> ".join(f"'{word}'" for word in term.words) + ":*" * term.prefix + ")"

    text = " & ".join([*map(said, query.wanted), *(f"!{said(term)}" for term in query.unwanted)])
    return cast(literal(text), TSQUERY)


# ── from hits to entries ─────────────────────────────────────────────────────────────────────────


def _unfolded(tx: Tx, query: Query, hits: Sequence[_Hit], topic: str | None) -> list[_Hit]:
    """The hits without those whose story is told by another hit: the one that stands for it."""
    keys = [hit.key for hit in hits]
    follow = dict(tx.execute(_following(topic).where(_c.key.in_(keys))).all())
    told = {
        row.story
        for some in chunks(sorted(set(follow.values())))
        for row in tx.execute(_leading(topic).where(_c.story.in_(some)))
        if holds(query, indexed(row.title, row.summary))
    }
    return [hit for hit in hits if follow.get(hit.key) not in told]


def _following(topic: str | None) -> Select[*tuple[Any, ...]]:
    chosen = select(_c.key, _c.story)
    if topic is None:
        return chosen.where(_c.follows)
    return chosen.join(entry_topics, _t.key == _c.key).where(_t.topic == topic, _t.follows)


def _leading(topic: str | None) -> Select[*tuple[Any, ...]]:
    chosen = select(_c.story, _c.title, _c.summary)
    if topic is None:
        return chosen.where(~_c.follows)
    return chosen.join(entry_topics, _t.key == _c.key).where(_t.topic == topic, ~_t.follows)


def _entries(tx: Tx, keys: Collection[str], shown: Select[*tuple[Any, ...]]) -> tuple[Entry, ...]:
    rows = (row for some in chunks(keys) for row in tx.execute(shown.where(_c.key.in_(some))))
    by_key = {entry.key: entry for entry in map(entry_of, rows)}
    return tuple(by_key[key] for key in keys)
