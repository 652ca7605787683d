"""The past of a listing as documents that stay (RFC 5005 §4): whole months, and what lies between them and now.

A month is closed once nothing can enter it any more in the course of things. From the current document the chain
leads first through parts that begin behind an entry: down to the beginning of that entry's hour, then of its day,
then of its month; then through closed months in parts of PART entries. So every entry is met once, what was linked
once stays as it was, and news gives new addresses to little: to the rest of an hour.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator.config import Settings
from aggregator.dates.epoch import from_microseconds
from aggregator.documents import Listing, archive_path, document_of, linked, name_behind
from aggregator.model import Entry, FeedDocument
from aggregator.ranking import LATE
from aggregator.store import Cursor, Tx, listings, meta

PART = 500
"""Entries of one document of the past, at most."""

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-([2-9]|[1-9][0-9]{1,3}))?")
_BEHIND = re.compile(r"before-(-?[0-9]{1,18})-([a-z0-9]{0,40})")
_SETTLED = LATE + timedelta(hours=1)
"""So long after its end a month may still get entries: latecomers keep 48 hours, and a poll takes minutes."""


@dataclass(frozen=True, slots=True)
class Part:
    """The name of a document of the past: of a month, its `number`-th part from the newest; or behind a cursor."""

    until: Cursor
    """What it holds stands before this."""
    since: datetime | None = None
    """The beginning of its month; None for a part behind a cursor, which finds its month itself."""
    number: int = 1

    def is_closed(self, now: datetime) -> bool:
        """Whether nothing can enter it any more, but for what changes history: see docs/feeds.md."""
        return self.until.order_at <= now - _SETTLED


def read_part(name: str) -> Part | None:
    """`2024-08`, `2024-08-2`, or `before-<microseconds>-<key>`; None for anything else."""
    try:
        if found := _MONTH.fullmatch(name):
            start = datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC)
            return _month_part(start, int(found[3] or 1))
        if found := _BEHIND.fullmatch(name):
            return Part(Cursor(from_microseconds(int(found[1])), found[2]))
    except (ValueError, OverflowError):  # a year that no calendar has
        pass
    return None


@dataclass(frozen=True, slots=True)
class Placed:
    """A part where the listing has it: what it holds has order_at in [since, part.until), and what is linked to it."""

    part: Part
    since: datetime
    older: Part | None
    newer: Part | None

    @property
    def name(self) -> str:
        """As `read_part` takes it."""
        return _name(self.part)


def read_archive(
    tx: Tx, settings: Settings, installation: str, listing: Listing, part: Part, extension: str
) -> FeedDocument | None:
    """This part of the listing's past; None where nothing stands there."""
    past = _Past(tx, listing)
    placed = past.place(part)
    if placed is None:
        return None
    links = [("current", f"{listing.path}.{extension}")]
    for rel, other in (("prev-archive", placed.older), ("next-archive", placed.newer)):
        links += [(rel, archive_path(listing, _name(other), extension))] if other else []
    shown = past.entries(part, placed.since, limit=PART)
    document = document_of(tx, settings, installation, listing, extension, shown)
    own = f"{settings.site.url or ''}{archive_path(listing, placed.name, extension)}"
    # No hub tells of what stays as it is, nor takes a subscription to it.
    return linked(replace(document, self_url=own, archive=True, links=()), settings, *links)


def chain(tx: Tx, listing: Listing, first: Part | None) -> Iterator[Placed]:
    """The parts of the past from this one on, newest first, as `prev-archive` leads from each to the next."""
    past = _Past(tx, listing)
    while first and (placed := past.place(first)):
        yield placed
        first = placed.older


def first_part(tx: Tx, listing: Listing) -> Part | None:
    """The part to which the current document leads; None where that holds everything."""
    last = listings.latest(
        tx,
        topic=listing.topic,
        source=listing.source,
        leads=listing.leads,
        skip=listing.limit - 1,
        limit=2,
        full=False,
    )
    return Part(Cursor(last[0].order_at, last[0].key)) if len(last) > 1 else None


def closed_until(tx: Tx) -> datetime:
    """Where the months begin that are not closed, as the state of the store has it."""
    return _month(meta.revised_at(tx) - _SETTLED)


class _Past:
    """Where the entries of a listing stand in time."""

    def __init__(self, tx: Tx, listing: Listing) -> None:
        self._tx = tx
        self._topic, self._source, self._leads = listing.topic, listing.source, listing.leads
        self._closed_until = closed_until(tx)

    def place(self, part: Part) -> Placed | None:
        """What the part spans and leads to; None where nothing stands there."""
        start = part.since or self._start_behind(part.until)
        if start is None or not self.entries(part, start, limit=1, full=False):
            return None
        edge = self.entries(part, start, skip=PART - 1, limit=2, full=False)
        older = _behind(edge[0], part) if len(edge) > 1 else self._older(start)
        return Placed(part, start, older, self._newer(part))

    def entries(
        self, part: Part, start: datetime, *, limit: int, skip: int = 0, full: bool = True
    ) -> tuple[Entry, ...]:
        """Those of this part, and as many of those behind them as `skip` and `limit` reach."""
        return listings.latest(
            self._tx,
            topic=self._topic,
            source=self._source,
            leads=self._leads,
            before=part.until,
            since=start,
            skip=(part.number - 1) * PART + skip,
            limit=limit,
            full=full,
        )

    def _start_behind(self, cursor: Cursor) -> datetime | None:
        """Down to where the part behind the cursor goes: the hour, day or month of the newest entry there."""
        behind = listings.latest(
            self._tx,
            topic=self._topic,
            source=self._source,
            leads=self._leads,
            before=cursor,
            limit=1,
            full=False,
        )
        return _step(cursor)(behind[0].order_at) if behind else None

    def _older(self, start: datetime) -> Part | None:
        """What comes before this instant: a closed month, or else what stands before it."""
        newest = listings.newest(
            self._tx, topic=self._topic, source=self._source, leads=self._leads, until=start
        )
        if newest is None:
            return None
        month = _month(newest)
        if _next_month(month) <= min(start, self._closed_until):
            return _month_part(month)
        return Part(Cursor(start, ""))

    def _newer(self, part: Part) -> Part | None:
        """What follows the part of a month: the last part of the next month with entries, once that is closed."""
        if part.since is None or part.number > 1:
            return _month_part(part.since, part.number - 1) if part.since else None
        place = {"topic": self._topic, "source": self._source}
        oldest = listings.oldest(self._tx, **place, leads=self._leads, since=part.until.order_at)
        if oldest is None or _next_month(_month(oldest)) > self._closed_until:
            return None
        month = _month(oldest)
        there = listings.count(self._tx, **place, leads=self._leads, since=month, until=_next_month(month))
        return _month_part(month, -(-there // PART))


def _behind(last: Entry, part: Part) -> Part:
    """What goes on behind the last entry of a part that is full."""
    return _month_part(part.since, part.number + 1) if part.since else Part(Cursor(last.order_at, last.key))


def _step(cursor: Cursor) -> Callable[[datetime], datetime]:
    """What the part behind a cursor is the rest of: behind an entry an hour, behind an hour a day, then a month."""
    if cursor.key or cursor.order_at != _hour(cursor.order_at):
        return _hour
    return _day if cursor.order_at != _day(cursor.order_at) else _month


def _name(part: Part) -> str:
    if part.since:
        return _month_name(part.since, part.number)
    return name_behind(part.until)


def _month_part(start: datetime, number: int = 1) -> Part:
    return Part(Cursor(_next_month(start), ""), start, number)


def _month_name(start: datetime, number: int = 1) -> str:
    return f"{start:%Y-%m}" + (f"-{number}" if number > 1 else "")


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _day(instant: datetime) -> datetime:
    return _hour(instant).replace(hour=0)


def _month(instant: datetime) -> datetime:
    return _day(instant).replace(day=1)


def _next_month(start: datetime) -> datetime:
    return _month(start + timedelta(days=31))
