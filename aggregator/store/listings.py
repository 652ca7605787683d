"""The pages that readers get: one costs the same among ten thousand entries as among a million, a range of an index."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Subquery,
    Table,
    and_,
    exists,
    func,
    select,
    true,
    tuple_,
)

from aggregator.model import Entry
from aggregator.store.rows import BRIEF, FULL, Cursor, at, entry_of
from aggregator.store.tables import Tx, chunks, entry_places, entry_topics
from aggregator.store.tables import entries as table

LOOKED_AT = 10_000
"""Where two conditions must hold together, so many of the latest that fulfil the narrower one are looked at."""

_c = table.c


def latest(
    tx: Tx,
    *,
    topic: str | None = None,
    source: str | None = None,
    place: str | None = None,
    story: str | None = None,
    limit: int,
    before: Cursor | None = None,
    since: datetime | None = None,
    skip: int = 0,
    leads: bool = False,
    full: bool = True,
) -> tuple[Entry, ...]:
    """One page of a topic, a source, a place, a story, or of everything: latest first, by order_at and key.

    Of several of these, what belongs to all. `before` is where the page above ended, `since` the earliest order_at,
    `skip` how many to leave out first, in which the cost grows.
    With `leads`, of each story the one entry that stands for it there (of a source, or of a story, all). Without
    `full` every `content` is empty, which spares reading it.
    """
    listed = _listing(topic, source, place, story, leads=leads)
    if listed.besides:
        return _read(tx, _sifted(tx, listed, limit, before, since), full=full)
    page = _page(listed, limit, before, since, skip)
    shown = (FULL if full else BRIEF).join(page, page.c.key == _c.key)
    ordered = shown.order_by(page.c.order_at.desc(), page.c.key.desc())
    return tuple(map(entry_of, tx.execute(ordered)))


def count(
    tx: Tx,
    *,
    topic: str | None = None,
    source: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    leads: bool = False,
) -> int:
    """How many entries there are in a topic, of a source, or in all, with order_at in [since, until).

    Counts them: not for every request.
    """
    listed = _listing(topic, source, leads=leads)
    order_at = listed.table.c.order_at
    counted = select(func.count()).select_from(listed.table).where(listed.belongs)
    counted = counted if since is None else counted.where(order_at >= since)
    counted = counted if until is None else counted.where(order_at < until)
    return tx.execute(counted).scalar_one()


def newest(
    tx: Tx, *, topic: str | None = None, source: str | None = None, leads: bool = False, until: datetime
) -> datetime | None:
    """The latest order_at of a listing before `until`; None where there is none."""
    listed = _listing(topic, source, leads=leads)
    order_at = listed.table.c.order_at
    found: datetime | None = tx.execute(
        select(func.max(order_at)).where(listed.belongs, order_at < until)
    ).scalar_one()
    return found


def oldest(
    tx: Tx, *, topic: str | None = None, source: str | None = None, leads: bool = False, since: datetime
) -> datetime | None:
    """The earliest order_at of a listing from `since` on; None where there is none."""
    listed = _listing(topic, source, leads=leads)
    order_at = listed.table.c.order_at
    found: datetime | None = tx.execute(
        select(func.min(order_at)).where(listed.belongs, order_at >= since)
    ).scalar_one()
    return found


_Test = Callable[[ColumnElement[str]], ColumnElement[bool]]
"""What is asked, row by row, of the entry of a key."""


@dataclass(frozen=True, slots=True)
class _Listing:
    """A table, what `belongs` there as the beginning of an index in our order, and what is asked `besides`."""

    table: Table
    belongs: ColumnElement[bool]
    besides: tuple[_Test, ...] = ()


def _listing(
    topic: str | None,
    source: str | None,
    place: str | None = None,
    story: str | None = None,
    *,
    leads: bool = False,
) -> _Listing:
    """Walks along the narrowest condition; the others are looked up."""
    if story is not None:
        of_source = () if source is None else (_has(table, _c.source == source),)
        return _Listing(table, _c.story == story, of_source + _in_topic(topic) + _at_place(place))
    if source is not None:
        return _Listing(table, _c.source == source, _in_topic(topic) + _at_place(place))
    if place is not None:
        leading = (_has(table, ~_c.follows),) if leads and topic is None else ()
        return _Listing(entry_places, entry_places.c.place == place, _in_topic(topic, leads=leads) + leading)
    if topic is not None:
        return _Listing(entry_topics, _member(topic, leads=leads))
    return _Listing(table, ~_c.follows if leads else true())


def _in_topic(topic: str | None, *, leads: bool = False) -> tuple[_Test, ...]:
    return () if topic is None else (_has(entry_topics, _member(topic, leads=leads)),)


def _member(topic: str, *, leads: bool) -> ColumnElement[bool]:
    member = entry_topics.c.topic == topic
    return member & ~entry_topics.c.follows if leads else member


def _at_place(place: str | None) -> tuple[_Test, ...]:
    return () if place is None else (_has(entry_places, entry_places.c.place == place),)


def _has(other: Table, condition: ColumnElement[bool]) -> _Test:
    """Whether there is such a row of the entry in the other table."""
    return lambda key: exists(select(1).select_from(other).where(other.c.key == key, condition))


def _page(
    listed: _Listing, limit: int, before: Cursor | None, since: datetime | None = None, skip: int = 0
) -> Subquery:
    """Keys first, from the index alone; only what is shown is then looked up."""
    order_at, key = listed.table.c.order_at, listed.table.c.key
    page = select(key, order_at).where(listed.belongs).order_by(order_at.desc(), key.desc()).limit(limit)
    if before is not None:
        page = page.where(tuple_(order_at, key) < at(before))
    if since is not None:
        page = page.where(order_at >= since)
    if skip:
        page = page.offset(skip)
    return page.subquery("page")


def _sifted(
    tx: Tx, listed: _Listing, limit: int, before: Cursor | None, since: datetime | None
) -> tuple[str, ...]:
    """The keys of the latest of a listing that fulfil what is asked besides, in order.

    Looks in growing steps, latest first, so that what is dense is found at once, whatever a planner thinks of it;
    and at no more than LOOKED_AT, so that what is nearly empty costs no walk through everything.
    """
    found: list[str] = []
    looked, step = 0, 2 * limit
    while len(found) < limit and looked < LOOKED_AT:
        page = _page(listed, step, before, since)
        fits = and_(*(test(page.c.key) for test in listed.besides)).label("fits")
        rows = tx.execute(
            select(page.c.key, page.c.order_at, fits).order_by(page.c.order_at.desc(), page.c.key.desc())
        ).all()
        found += [row.key for row in rows if row.fits]
        if len(rows) < step:
            break
        before = Cursor(rows[-1].order_at, rows[-1].key)
        looked, step = looked + step, min(step * 2, LOOKED_AT - looked - step)
    return tuple(found[:limit])


def _read(tx: Tx, keys: Sequence[str], *, full: bool) -> tuple[Entry, ...]:
    rows = (
        row for some in chunks(keys) for row in tx.execute((FULL if full else BRIEF).where(_c.key.in_(some)))
    )
    by_key = {row.key: entry_of(row) for row in rows}
    return tuple(by_key[key] for key in keys)
