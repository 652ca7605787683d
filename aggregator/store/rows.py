"""An entry as a row: what is stored of it, what is read of it, and its place in the order of all."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Row,
    Select,
    Tuple,
    func,
    literal,
    select,
    tuple_,
)

from aggregator.model import Entry
from aggregator.store.tables import entries as table
from aggregator.store.tables import entry_topics

_c = table.c
STORED = [name for name in Entry.__dataclass_fields__ if name != "topics"]
_TOPICS = (
    select(func.aggregate_strings(entry_topics.c.topic, " "))
    .where(entry_topics.c.key == _c.key)
    .scalar_subquery()
    .label("topics")
)
FULL: Select[*tuple[Any, ...]] = select(*(_c[name] for name in STORED), _TOPICS)
BRIEF: Select[*tuple[Any, ...]] = select(
    *(_c[name] for name in STORED if name != "content"), literal("").label("content"), _TOPICS
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the next one begins with what is listed behind this entry."""

    order_at: datetime
    key: str


BEGINNING = Cursor(datetime.min.replace(tzinfo=UTC), "")
"""Where a walk through every entry begins."""


def entry_of(row: Row[*tuple[Any, ...]]) -> Entry:
    """The entry that `FULL` or `BRIEF` found."""
    values = dict(row._mapping)
    return Entry(**values | {"topics": tuple(sorted((values["topics"] or "").split()))})


def row_of(entry: Entry) -> dict[str, object]:
    """What to insert for it."""
    return {name: getattr(entry, name) for name in STORED} | {"id_digest": entry.id}


def at(cursor: Cursor) -> Tuple:
    """Its place, to be compared with (order_at, key)."""
    return tuple_(literal(cursor.order_at, _c.order_at.type), literal(cursor.key, _c.key.type))
