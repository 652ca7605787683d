"""Which listings a commit may have changed: so much less need be rendered again.

A listing's revision says "look again", no more: whether the bytes are others, only rendering tells. Names are those
of `find_listing`: `all`, `topics/<slug>`, `sources/<slug>`; whatever else is published changes with `all`. Each day
on which entries stand has a revision too, as `days/2024-08-20`: most commits change nothing in the past.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, func, or_, select

from aggregator.store.tables import Tx, chunks, entries, entry_topics, insert
from aggregator.store.tables import revisions as table

ALL = "all"
_EVERYTHING = "*"
"""Under this name stands the last commit that may have changed anything."""
_TRACKED = ("topics/", "sources/")
_DAYS = "days/"
_MOST_KEYS = 5000
"""A transaction that touches more entries may have changed anything."""

_c = table.c


@dataclass(slots=True)
class Touched:
    """What a transaction has changed so far."""

    all: bool = False
    keys: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Revision:
    """The last commit that may have changed a listing: its number, and when it was made."""

    number: int
    at: datetime


def tracked(name: str) -> str:
    """Under which name the revision of a document stands: its listing's, or else that of all entries."""
    return name if name.startswith(_TRACKED) else ALL


def of(tx: Tx, name: str) -> Revision:
    """The revision of a listing; of one that no commit has named, that of everything."""
    known = select(_c.number, _c.at).where(_c.listing.in_({tracked(name), _EVERYTHING}))
    row = tx.execute(known.order_by(_c.number.desc()).limit(1)).one()
    return Revision(row.number, row.at)


def since(tx: Tx, number: int) -> dict[str, int]:
    """The revisions of all listings that commits after this one have named; "*" is everything."""
    newer = select(_c.listing, _c.number).where(_c.number > number)
    return {row.listing: row.number for row in tx.execute(newer)}


def number_of(known: dict[str, int], name: str) -> int:
    """A listing's revision by what `since` said from the beginning on."""
    return max(known.get(tracked(name), 0), known.get(_EVERYTHING, 0))


def is_newer(name: ColumnElement[str], number: ColumnElement[int]) -> ColumnElement[bool]:
    """For queries: whether a commit after the one of this number may have changed the listing of this name."""
    listing = case((or_(*(name.startswith(one) for one in _TRACKED)), name), else_=ALL)
    return exists().where(_c.listing.in_([listing, _EVERYTHING]), _c.number > number)


def in_days(tx: Tx, since: datetime | None, until: datetime) -> int:
    """The number of the last commit that may have changed how an entry with order_at in [since, until) is shown."""
    first = _day(since) if since else _DAYS
    days = (_c.listing >= first) & (_c.listing <= _day(until - timedelta(microseconds=1)))
    last = select(func.coalesce(func.max(_c.number), 0)).where(days | (_c.listing == _EVERYTHING))
    number: int = tx.execute(last).scalar_one()
    return number


def count(tx: Tx, touched: Touched, revision: Revision) -> None:
    """Gives this revision to every listing in which something touched stands, or stood."""
    unbounded = touched.all or len(touched.keys) > _MOST_KEYS
    names = {_EVERYTHING, ALL} if unbounded else set(_names(tx, touched))
    rows = [{"listing": name, "number": revision.number, "at": revision.at} for name in sorted(names)]
    statement = insert(tx, table)
    newer = {"number": statement.excluded.number, "at": statement.excluded.at}
    for some in chunks(rows):
        tx.execute(statement.on_conflict_do_update(index_elements=["listing"], set_=newer), some)


def newest(tx: Tx) -> int:
    """The number of the last commit that changed something served; smaller than before only after a restore."""
    number: int = tx.execute(select(func.coalesce(func.max(_c.number), 0))).scalar_one()
    return number


def _names(tx: Tx, touched: Touched) -> Iterator[str]:
    """An entry stands in its source and its topics; and, as coverage, wherever another of its story stands."""
    yield ALL
    yield from (f"topics/{topic}" for topic in touched.topics)
    for keys in chunks(sorted(touched.keys)):
        shown = select(entries.c.source, entries.c.story, entries.c.order_at)
        told = tx.execute(shown.where(entries.c.key.in_(keys))).all()
        yield from (f"sources/{row.source}" for row in told)
        yield from (_day(row.order_at) for row in told)
        stories = {row.story for row in told if row.story}
        yield from _days_of(tx, stories)
        yield from (f"topics/{topic}" for topic in _topics(tx, keys, stories))


def _days_of(tx: Tx, stories: Collection[str]) -> Iterator[str]:
    for some in chunks(sorted(stories)):
        told = tx.execute(select(entries.c.order_at).where(entries.c.story.in_(some)))
        yield from {_day(order_at) for order_at in told.scalars()}


def _day(instant: datetime) -> str:
    return f"{_DAYS}{instant.astimezone(UTC):%Y-%m-%d}"


def _topics(tx: Tx, keys: Collection[str], stories: Collection[str]) -> Iterator[str]:
    topics = select(entry_topics.c.topic).distinct()
    yield from tx.execute(topics.where(entry_topics.c.key.in_(keys))).scalars()
    for some in chunks(sorted(stories)):
        told = select(entries.c.key).where(entries.c.story.in_(some))
        yield from tx.execute(topics.where(entry_topics.c.key.in_(told))).scalars()
