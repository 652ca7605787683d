"""The index of words, by which `search` finds entries: kept in step with them, and apart from them.

Words are made in `aggregator.search` and lie in a table of their own: an edit that changes no word, another topic
or story does not touch the index. One that breaks takes entries away from the search and from nothing else: they
are stored all the same, and `rebuild` brings the index back.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b
from logging import getLogger
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import DBAPIError

from aggregator.dates.epoch import to_microseconds
from aggregator.errors import StoreError
from aggregator.model import Entry
from aggregator.search import indexed
from aggregator.store.tables import Tx, entry_words, insert
from aggregator.store.tables import entries as table

SECOND = 1 << 30
"""Slots in one second of `order_at`."""
_FARTHEST = 1 << 32

_SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE entry_search USING fts5"
    " (words, content='entry_words', content_rowid='slot', tokenize='ascii', columnsize=0)"
)
_c, _w = table.c, entry_words.c
_BROKEN = "aggregator.words broken"
_REMEDY = "the index of words is broken, entries are stored without it: run `aggregator reindex`"
_log = getLogger(__name__)


def first_slot(at: datetime) -> int:
    """The lowest slot of the second that `at` is in: slots are in the order of `order_at`, to the second."""
    seconds = to_microseconds(at) // 1_000_000
    return max(-_FARTHEST, min(seconds, _FARTHEST)) * SECOND


def add(tx: Tx, new: Iterable[Entry]) -> None:
    """Makes entries that were just stored findable."""
    rows = sorted(
        (_row(one.key, one.order_at, one.title, one.summary) for one in new), key=lambda row: row["slot"]
    )
    if rows:
        _spared(tx, lambda: _insert(tx, rows))


def change(tx: Tx, edited: Iterable[Entry]) -> None:
    """Finds edited entries by the words that they have now."""
    rows = [{"key_": one.key, "words_": indexed(one.title, one.summary)} for one in edited]
    if rows:
        words = bindparam("words_", type_=_w.words.type)
        other = update(entry_words).where(_w.key == bindparam("key_"), _w.words != words)
        _spared(tx, lambda: tx.execute(other.values(words=words), rows))


def complete(tx: Tx, limit: int) -> int:
    """Adds up to `limit` stored entries that the index lacks; returns how many there were."""
    lacking = (
        select(_c.key, _c.order_at, _c.title, _c.summary)
        .outerjoin(entry_words, _w.key == _c.key)
        .where(_w.key.is_(None))
    )
    rows = [_row(*row) for row in tx.execute(lacking.limit(limit))]
    if rows:
        _insert(tx, rows)
    return len(rows)


def rebuild(tx: Tx) -> None:
    """Makes the index anew from the words that are kept; `complete` adds the entries that it lacked."""
    tx.info.pop(_BROKEN, None)
    if tx.dialect.name == "postgresql":
        tx.execute(text("REINDEX INDEX entry_words_by_word"))
        return
    tx.execute(text("DROP TABLE IF EXISTS entry_search"))
    tx.execute(text(_SQLITE_INDEX))
    tx.execute(text("INSERT INTO entry_search (entry_search) VALUES ('rebuild')"))


def _row(key: str, order_at: datetime, title: str, summary: str) -> dict[str, Any]:
    tie = int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) % SECOND
    return {
        "slot": first_slot(order_at) + tie,
        "key": key,
        "order_at": order_at,
        "words": indexed(title, summary),
    }


def _insert(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Two entries of one second that come to the same slot, one in a thousand million, stand side by side."""
    adding = insert(tx, entry_words).on_conflict_do_nothing(index_elements=["slot"]).returning(_w.key)
    while rows:
        added = set(tx.execute(adding, rows).scalars())
        rows = [row | {"slot": row["slot"] + 1} for row in rows if row["key"] not in added]


def _spared(tx: Tx, work: Callable[[], object]) -> None:
    """Does it, or leaves the index as it was: what else the transaction stores is worth more.

    With some damage SQLite undoes the whole transaction. That one poll fails; this process then does without the
    index, until it is rebuilt.
    """
    if tx.info.get(_BROKEN):
        return
    try:
        with tx.begin_nested():
            work()
            if tx.dialect.name == "sqlite":
                # FTS5 writes when a savepoint is set or released; an error of the release could not be undone.
                tx.begin_nested().commit()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        _log.error("%s: %s", _REMEDY, " ".join(str(error.orig).split()))
        raw = tx.connection.driver_connection
        if tx.dialect.name == "sqlite" and not (raw and raw.in_transaction):
            tx.info[_BROKEN] = True
            raise StoreError(_REMEDY) from error
