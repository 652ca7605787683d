"""The time of day in a text, looked for on both sides of its date."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from aggregator.dates.zones import UnreadableError, day_zone, zone_after, zone_anywhere

_FLAGS = re.IGNORECASE | re.ASCII
_HALF = r"(?:\s?(?P<half>[ap])\.?m\b\.?|\s(?P<part>pagi|siang|sore|petang|malam)\b)?"
_AT = r"\b(?:pukul|pkl|jam|at)\b\W*"
_DOTTED = r"(?P<h>[0-9]{1,2})\.(?P<m>[0-5][0-9])(?:\.(?P<s>[0-5][0-9]))?(?![0-9]|\.[0-9])"
_CLOSED = r"(?=\s*(?:$|[^a-z0-9\s]|(?-i:[A-Z])|(?:wib|wita|wit)\b))"

_COLON = re.compile(
    r"(?<![0-9+])(?<![0-9][:.,])(?P<h>[0-9]{1,2})\s?:\s?(?P<m>[0-9]{2})"
    r"(?:\s?:\s?(?P<s>[0-9]{1,2})(?:[.,](?P<f>[0-9]{1,9}))?)?(?![0-9]|\s?:\s?[0-9])" + _HALF,
    _FLAGS,
)
_NEXT_TO_DATE = re.compile(rf"^[^0-9a-z+]*(?:{_AT})?{_DOTTED}{_HALF}{_CLOSED}", _FLAGS)
_UP_TO_DATE = re.compile(rf"(?<![0-9.,:]){_DOTTED}{_HALF}(?=[^0-9a-z]*$)", _FLAGS)
_MARKED = (
    re.compile(rf"{_AT}{_DOTTED}{_HALF}", _FLAGS),
    re.compile(rf"(?<![0-9.,:]){_DOTTED}{_HALF}(?=\s?(?:wib|wita|wit)\b)", _FLAGS),
    re.compile(r"\b(?:pukul|pkl|jam)\b\.?\s?(?P<h>[0-9]{1,2})(?![0-9:.])" + _HALF, _FLAGS),
    re.compile(r"(?<![0-9:.,])(?P<h>[0-9]{1,2})\s?(?P<half>[ap])\.?m\b", _FLAGS),
)
_AFTER = (_NEXT_TO_DATE, _COLON, *_MARKED)
_BEFORE = (_UP_TO_DATE, _COLON, *_MARKED)
_STRAY = re.compile(r"[0-9]:[0-9]")


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day and the zone it names, if it names one. `next_day` for 24:00."""

    time: time
    zone: tzinfo | None
    next_day: bool = False

    def on(self, day: date, zone: tzinfo | None) -> datetime:
        """This time on that day, in the zone it names itself or else in `zone`, the source's."""
        if (zone := self.zone or zone) is None:
            raise UnreadableError("no_zone")
        return datetime.combine(day + timedelta(days=self.next_day), self.time, zone)


def find_clock(before: str, after: str) -> Clock | None:
    """The time nearest to the date that stands between `before` and `after`; None when there is none.

    Raises UnreadableError for a time that is impossible or a zone that is not known.
    """
    late, early = _search(after), _search(before, last=True)
    if late and early and len(before) - early.end() < late.start():
        late = None
    match = late or early
    if match is None:
        if _STRAY.search(before) or (_STRAY.search(after) and not day_zone(after)):
            raise UnreadableError("unreadable")
        return None
    rest = (after if late else before)[match.end() :]
    zone = zone_after(rest) or (None if late else day_zone(after)) or zone_anywhere(f"{before} {after}")
    if late and after.startswith("-") and match.start() == 1 and not zone:
        raise UnreadableError(
            "unreadable"
        )  # 2024-08-28-07:00: a time, or an offset as XML Schema dates have it
    return _clock(match, zone)


def find_day_zone(before: str, after: str) -> tzinfo | None:
    """The zone of a date without a time of day."""
    return day_zone(after) or zone_anywhere(f"{before} {after}")


def _search(text: str, *, last: bool = False) -> re.Match[str] | None:
    patterns = _BEFORE if last else _AFTER
    for pattern in patterns if any(map(str.isdigit, text)) else ():
        if found := list(pattern.finditer(text)):
            return found[-1 if last else 0]
    return None


def _clock(match: re.Match[str], zone: tzinfo | None) -> Clock:
    parts = match.groupdict()
    hour = _hour(int(parts["h"]), (parts["half"] or "").lower(), (parts.get("part") or "").lower())
    minute, second = int(parts.get("m") or 0), int(parts.get("s") or 0)
    micro = int((parts.get("f") or "0")[:6].ljust(6, "0"))
    if hour == 24 and not (minute or second or micro):
        return Clock(time(), zone, next_day=True)
    if second == 60:  # a leap second, RFC 3339 §5.7; datetime has none
        second, micro = 59, 0
    return Clock(time(hour, minute, second, micro), zone)


_PARTS = {"pagi": (0, 0), "siang": (1, 4), "sore": (1, 6), "petang": (1, 7), "malam": (6, 11)}
"""The hours of a part of the day that are counted from noon: pukul 2 siang is 14:00."""
_WHICH_NIGHT = frozenset({*range(6), 12})
"""Pukul 1 malam may be the night before or after that day."""


def _hour(hour: int, half: str, part: str) -> int:
    if (
        (half == "a" and hour > 12)
        or (half == "p" and not hour)
        or (part == "malam" and hour in _WHICH_NIGHT)
    ):
        raise UnreadableError("unreadable")
    if half == "a":
        return hour % 12
    if half == "p" and hour < 12:
        return hour + 12
    first, final = _PARTS.get(part, (0, 0))
    return hour + 12 if part and first <= hour <= final and hour else hour
