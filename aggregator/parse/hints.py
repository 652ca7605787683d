"""What an RSS document asks of those who poll it."""

import re
from collections.abc import Iterator

from aggregator.model import Skips
from aggregator.parse.record import Record, integer, string

_HEAD = 64 * 1024
"""Characters in which the channel's own elements are looked for."""

_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_UNSAID = 3_600
"""WordPress writes an hourly period into every feed whose owner never chose one: it says nothing."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*([a-z]{6,9})\s*</day>", re.IGNORECASE)


def seconds_asked(feed: Record) -> int | None:
    """From RSS 2.0's ttl (minutes), or the syndication module's period over frequency."""
    minutes = integer(feed, "ttl")
    if minutes:
        return minutes * 60
    period = _PERIODS.get(string(feed, "sy_updateperiod").strip().lower(), 0)
    asked = period // max(1, integer(feed, "sy_updatefrequency") or 1)
    return asked if asked and asked != _UNSAID else None


def skips_in(element: str) -> Skips:
    """The hours and days in which the document asks not to be read; all of them at once says nothing."""
    hours = {int(hour) % 24 for hour in _listed(element, "skipHours", _HOUR) if int(hour) <= 24}
    days = {_DAYS.index(day.lower()) for day in _listed(element, "skipDays", _DAY) if day.lower() in _DAYS}
    return Skips(
        tuple(sorted(hours)) if len(hours) < 24 else (),
        tuple(sorted(days)) if len(days) < 7 else (),
    )


def _listed(element: str, name: str, item: re.Pattern[str]) -> Iterator[str]:
    start = element.find(f"<{name}>", 0, _HEAD)
    end = element.find(f"</{name}>", start, start + 4096) if start >= 0 else -1
    return (found[1] for found in item.finditer(element, start, end)) if end >= 0 else iter(())
