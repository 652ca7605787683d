"""How much each source publishes, and how often."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, func, select, type_coerce

from aggregator.dates.epoch import MICROSECOND, to_microseconds
from aggregator.store.tables import Tx, chunks
from aggregator.store.tables import entries as table

_c = table.c
_DAY = timedelta(days=1)


def per_day(tx: Tx, slugs: Collection[str], first: datetime, days: int) -> Mapping[str, tuple[int, ...]]:
    """By source, how many entries stand (by order_at) in each of so many days of 24 hours, from `first` on.

    A source without any is not among them. Counts them, along an index: not for every request.
    """
    since = to_microseconds(first)
    day = ((type_coerce(_c.order_at, BigInteger) - since) // (_DAY // MICROSECOND)).label("day")
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0] * days)
    for some in chunks(sorted(slugs)):
        inside = _c.source.in_(some), _c.order_at >= first, _c.order_at < first + days * _DAY
        each = select(_c.source, day).where(*inside).subquery("each")
        counted = select(each.c.source, each.c.day, func.count()).group_by(each.c.source, each.c.day)
        for source, number, entries in tx.execute(counted):
            found[source][number] = entries
    return {source: tuple(counts) for source, counts in found.items()}


def usual_gap(tx: Tx, slug: str, *, among: int, at_least: int) -> timedelta | None:
    """The mean time between the latest entries of a source (by order_at), `among` so many; None for too few."""
    latest = select(_c.order_at).where(_c.source == slug).order_by(_c.order_at.desc()).limit(among)
    moments = tx.execute(latest).scalars().all()
    if len(moments) < max(at_least, 2):
        return None
    gap: timedelta = (moments[0] - moments[-1]) / (len(moments) - 1)
    return gap
