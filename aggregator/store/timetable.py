"""What puts many sources' next polls elsewhere at once: a stop, a clock that was wrong, a network that was gone.

Every function moves each source to its own place in a window, so that nothing is polled all at once; called again, or
from a second process, it moves none of them again.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update

from aggregator.store.sources import phase
from aggregator.store.tables import Tx
from aggregator.store.tables import sources as table

_c = table.c
FEWEST = 3
"""So many sources must be out of reach for it to be likely that the fault is ours."""


def spread(tx: Tx, now: datetime, *, overdue: timedelta, window: timedelta) -> int:
    """After a long stop: every source due for longer than `overdue` is polled within `window`, not at once.

    Returns how many were moved.
    """
    slugs = _locked(tx, _c.next_poll_at < now - overdue)
    return _place(tx, slugs, now, window)


def recall(tx: Tx, now: datetime, *, lease: timedelta, window: timedelta) -> int:
    """After the clock was set back: what a wrong clock wrote of polls to come is no reason to wait for years.

    A source that was polled after `now` is due within `window`, whatever its server asked for then; a claim that ends
    later than any `lease` is nobody's. Returns how many sources were moved.
    """
    slugs = _locked(tx, _c.last_attempt_at > now)
    tx.execute(update(table).where(_c.lease_until > now + lease).values(lease_owner=None, lease_until=None))
    return _place(tx, slugs, now, window, last_attempt_at=now, retry_at=None)


def hurry(tx: Tx, now: datetime, *, codes: Collection[str], window: timedelta) -> int:
    """While no source at all is in reach, none waits longer than `window`: the fault is likely to be ours, and to end.

    `codes` are those of errors without any answer. Returns how many were moved.
    """
    unreached = func.count(_c.error_code).filter(_c.error_code.in_(codes))
    all_, lost = tx.execute(select(func.count(), unreached).where(~_c.retired)).one()
    if not FEWEST <= all_ == lost:
        return 0
    return _place(tx, _locked(tx, _c.next_poll_at > now + window), now, window)


def _locked(tx: Tx, moved: ColumnElement[bool]) -> list[str]:
    found = select(_c.slug).where(and_(~_c.retired, moved)).order_by(_c.slug).with_for_update()
    return list(tx.execute(found).scalars())


def _place(tx: Tx, slugs: Iterable[str], now: datetime, window: timedelta, **also: object) -> int:
    rows = [{"slug_": slug, "next_poll_at": now + window * phase(slug), **also} for slug in slugs]
    if rows:
        tx.execute(update(table).where(_c.slug == bindparam("slug_")), rows)
    return len(rows)
