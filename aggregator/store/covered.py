"""Stories that several papers tell: the pages of this site that no paper has."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, Subquery, func, select

from aggregator.store.tables import Tx, chunks
from aggregator.store.tables import entries as table

_c = table.c
_Found = Row[str, datetime, datetime, datetime]


@dataclass(frozen=True, slots=True)
class Covered:
    """A story told by at least two papers. `key` is that of its first entry, whose title is its own."""

    key: str
    title: str
    began_at: datetime
    """The earliest order_at of its entries."""
    changed_at: datetime
    """When its newest entry came, or one of them was edited last."""


def covered(tx: Tx, *, since: datetime, until: datetime, limit: int) -> tuple[Covered, ...]:
    """Stories that a second entry joined with order_at in [since, until), the latest first.

    A story belongs to the time at which it was joined first, so that it is in one month and no other.
    """
    found = tuple(tx.execute(_told_by_two(_joined(since, until), since).limit(limit)))
    titles = dict(_titles(tx, found))
    return tuple(
        Covered(row.story, titles[row.story], row.began_at, max(row.came_at, row.edited_at))
        for row in found
        if row.story in titles
    )


def _joined(since: datetime, until: datetime) -> Subquery:
    """The stories that have an entry besides the one that stands for them, in that time."""
    joined = select(_c.story).where(_c.follows, _c.order_at >= since, _c.order_at < until, _c.story != "")
    return joined.distinct().subquery("joined")


def _told_by_two(joined: Subquery, since: datetime) -> Select[str, datetime, datetime, datetime]:
    began_at = func.min(_c.order_at).label("began_at")
    joined_at = func.min(_c.order_at).filter(_c.follows)
    return (
        select(
            _c.story,
            began_at,
            func.max(_c.first_seen).label("came_at"),
            func.max(_c.updated).label("edited_at"),
        )
        .join(joined, joined.c.story == _c.story)
        .group_by(_c.story)
        .having(func.count(_c.source.distinct()) >= 2, joined_at >= since)
        .order_by(began_at.desc(), _c.story.desc())
    )


def _titles(tx: Tx, found: tuple[_Found, ...]) -> Iterator[tuple[str, str]]:
    for keys in chunks(row.story for row in found):
        yield from (
            (row.key, row.title) for row in tx.execute(select(_c.key, _c.title).where(_c.key.in_(keys)))
        )


def span(tx: Tx) -> tuple[datetime, datetime] | None:
    """The earliest and the latest order_at of an entry that joined a story; None while there is none."""
    first, last = tx.execute(select(func.min(_c.order_at), func.max(_c.order_at)).where(_c.follows)).one()
    return (first, last) if first else None


def newest(tx: Tx, *, since: datetime, until: datetime) -> datetime | None:
    """The latest order_at in [since, until) of an entry that joined a story; None where there is none."""
    joined = select(func.max(_c.order_at)).where(_c.follows, _c.order_at >= since, _c.order_at < until)
    found: datetime | None = tx.execute(joined).scalar_one()
    return found
