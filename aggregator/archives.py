"""The past of a listing as documents that stay (RFC 5005 §4): whole months, and what lies between them and now.

A month is closed once nothing can enter it any more in the course of things. From the current document the chain
leads first through parts that begin behind an entry, down to the beginning of that entry's month, then through
closed months in parts of PART entries. So every entry is met once, and what was linked once stays as it was.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator.config import Settings
from aggregator.documents import Listing, archive_path, document_of, linked, microseconds, name_behind
from aggregator.model import Entry, FeedDocument
from aggregator.ranking import LATE
from aggregator.store import Cursor, Tx, listings, meta

PART = 500
"""Entries of one document of the past, at most."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
            return Part(Cursor(_next_month(start), ""), start, int(found[3] or 1))
        if found := _BEHIND.fullmatch(name):
            return Part(Cursor(_EPOCH + timedelta(microseconds=int(found[1])), found[2]))
    except (ValueError, OverflowError):  # a year that no calendar has
        pass
    return None


def read_archive(
    tx: Tx, settings: Settings, installation: str, listing: Listing, part: Part, extension: str
) -> FeedDocument | None:
    """This part of the listing's past; None where nothing stands there."""
    past = _Past(tx, listing)
    start = part.since or past.month_before(part.until)
    found = past.entries(part, start) if start else ()
    if not start or not found:
        return None
    shown = found[:PART]
    older = past.behind(shown[-1], part) if len(found) > PART else past.older(start)
    links = [("current", f"{listing.path}.{extension}")]
    links += [("prev-archive", archive_path(listing, older, extension))] if older else []
    newer = past.newer(part) if part.since else None
    links += [("next-archive", archive_path(listing, newer, extension))] if newer else []
    document = document_of(tx, settings, installation, listing, extension, shown)
    own = f"{settings.site.url or ''}{archive_path(listing, _name(part), extension)}"
    # No hub tells of what stays as it is, nor takes a subscription to it.
    return linked(replace(document, self_url=own, archive=True, links=()), settings, *links)


class _Past:
    """Where the entries of a listing stand in time."""

    def __init__(self, tx: Tx, listing: Listing) -> None:
        self._tx = tx
        self._topic, self._source, self._leads = listing.topic, listing.source, listing.leads
        self._state_of = meta.revised_at(tx)

    def entries(self, part: Part, start: datetime) -> tuple[Entry, ...]:
        """Those of this part, and one more if there is one behind them in the month."""
        return listings.latest(
            self._tx,
            topic=self._topic,
            source=self._source,
            leads=self._leads,
            before=part.until,
            since=start,
            skip=(part.number - 1) * PART,
            limit=PART + 1,
        )

    def month_before(self, cursor: Cursor) -> datetime | None:
        """The beginning of the month of the newest entry behind the cursor."""
        behind = listings.latest(
            self._tx,
            topic=self._topic,
            source=self._source,
            leads=self._leads,
            before=cursor,
            limit=1,
            full=False,
        )
        return _month(behind[0].order_at) if behind else None

    def behind(self, last: Entry, part: Part) -> str:
        """What goes on in the same month behind the last entry of this part."""
        return _month_name(part.since, part.number + 1) if part.since else name_behind(last)

    def older(self, start: datetime) -> str | None:
        """What comes before the month that begins then: a closed month, or else what stands before it."""
        newest = listings.newest(
            self._tx, topic=self._topic, source=self._source, leads=self._leads, until=start
        )
        if newest is None:
            return None
        month = _month(newest)
        if _next_month(month) + _SETTLED <= self._state_of:
            return _month_name(month)
        return f"before-{microseconds(start)}-"

    def newer(self, part: Part) -> str | None:
        """What follows the part of a month: the last part of the next month with entries, once that is closed."""
        if part.since is None or part.number > 1:
            return _month_name(part.since, part.number - 1) if part.since else None
        place = {"topic": self._topic, "source": self._source}
        oldest = listings.oldest(self._tx, **place, leads=self._leads, since=part.until.order_at)
        if oldest is None or _next_month(_month(oldest)) + _SETTLED > self._state_of:
            return None
        month = _month(oldest)
        there = listings.count(self._tx, **place, leads=self._leads, since=month, until=_next_month(month))
        return _month_name(month, -(-there // PART))


def _name(part: Part) -> str:
    if part.since:
        return _month_name(part.since, part.number)
    return f"before-{microseconds(part.until.order_at)}-{part.until.key}"


def _month_name(start: datetime, number: int = 1) -> str:
    return f"{start:%Y-%m}" + (f"-{number}" if number > 1 else "")


def _month(instant: datetime) -> datetime:
    return instant.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _next_month(start: datetime) -> datetime:
    return _month(start + timedelta(days=31))
