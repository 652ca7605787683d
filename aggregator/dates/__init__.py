"""When was it published? Strings as received become instants in UTC, right or not at all.

What decides the zone, in this order: a numeric offset; a zone name that has one meaning; an unknown word
where a zone stands, which makes the date unreadable, since a guess would be hours wrong; the source's own
zone, only when the text names none. Numbers are read day first. A date without a time is midnight in the
source's zone.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Literal, cast

from aggregator.dates.clock import Clock, find_clock, find_day_zone
from aggregator.dates.days import find_day
from aggregator.dates.epoch import EPOCH
from aggregator.dates.formal import read_formal
from aggregator.dates.relative import read_relative
from aggregator.dates.zones import UnreadableError, zone_named

DateProblem = Literal["unreadable", "unknown_zone", "no_zone", "needs_now", "epoch", "out_of_range", "future"]

_LONGEST = 200
"""Characters: longer texts are not dates, and reading stays linear."""
_EARLIEST, _LATEST = 1990, 2100
_TOLERANCE = timedelta(minutes=10)
_ZERO = re.compile(r"[0:.TZ /+-]*0[0:.TZ /+-]*")
_LOOK_ALIKES = str.maketrans(
    dict.fromkeys("’‘´ʼ′", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad")
)


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a date string says: an instant in UTC or None, and what is wrong with it, if anything.

    Problems: `unreadable` · `unknown_zone` (a time, but in whose zone?) · `no_zone` (neither text nor source
    names one) · `needs_now` (relative, or without its year) · `epoch` (a zero rendered as a date) ·
    `out_of_range` (before 1990, after 2100) · `future` (more than ten minutes after now; the value is kept).
    An empty text is no date and no problem.
    """

    value: datetime | None
    problem: DateProblem | None = None


def parse_date(
    text: str, timezone: str | tzinfo | None = "Asia/Jakarta", now: datetime | None = None
) -> datetime | None:
    """The instant, aware and in UTC, or None; see `read_date`.

    >>> parse_date("Kamis, 5 November 2015 14:56 WIB")
    datetime.datetime(2015, 11, 5, 7, 56, tzinfo=datetime.timezone.utc)
    """
    return read_date(text, timezone, now).value


def read_date(
    text: str, timezone: str | tzinfo | None = "Asia/Jakarta", now: datetime | None = None
) -> DateReading:
    """Read a date string of any form a feed or a page has; never raises for any text.

    `timezone` is the source's: an IANA name, an offset, a tzinfo, or None when it is not known. `now` (aware)
    is what relative and yearless dates are counted from, and what tells the future. ValueError for a
    `timezone` that does not exist.
    """
    zone = zone_named(timezone) if isinstance(timezone, str) else timezone
    cleaned = _clean(text)
    if not cleaned:
        return DateReading(None)
    if len(cleaned) > _LONGEST:
        return DateReading(None, "unreadable")
    try:
        return _judged(read_formal(cleaned, zone) or _read_prose(cleaned, zone, now), now)
    except UnreadableError as error:
        return DateReading(None, cast("DateProblem", error.problem))
    except (ValueError, OverflowError):  # 31 February, the year 0
        return DateReading(None, "unreadable")


def _clean(text: str) -> str:
    """One line, single spaces, plain hyphens and apostrophes."""
    text = text[: _LONGEST * 10].replace("`", "'")
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_LOOK_ALIKES))
    return " ".join(text.split())


def _read_prose(text: str, zone: tzinfo | None, now: datetime | None) -> datetime:
    """The first date in the text with the time that belongs to it, else a time counted from now."""
    if _ZERO.fullmatch(text):
        raise UnreadableError("epoch")
    day = find_day(text)
    if day is None:
        return read_relative(text, zone, now)
    clock = find_clock(day.before, day.after) or Clock(time(), find_day_zone(day.before, day.after))
    today = now.astimezone(clock.zone or zone).date() if now else None
    return clock.on(day.resolve(today), zone)


def _judged(moment: datetime, now: datetime | None) -> DateReading:
    if not EPOCH.year - 1 <= moment.year <= _LATEST:
        return DateReading(None, "out_of_range")
    value = moment.astimezone(UTC)
    if abs(value - EPOCH) <= timedelta(days=1):
        return DateReading(None, "epoch")
    if value.year < _EARLIEST:
        return DateReading(None, "out_of_range")
    return DateReading(value, "future" if now and value > now + _TOLERANCE else None)
