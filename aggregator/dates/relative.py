"""Times counted from now: "2 jam lalu", "kemarin 14.30", "baru saja"."""

import re
from calendar import monthrange
from datetime import datetime, timedelta, tzinfo

from aggregator.dates.clock import find_clock
from aggregator.dates.words import NUMBERS, UNITS, alternatives
from aggregator.dates.zones import UnreadableError

_FLAGS = re.IGNORECASE | re.ASCII
_UNIT = rf"(?:{alternatives(UNITS)})"
_TERM = rf"(?:([0-9]{{1,4}}|\b(?:{alternatives(NUMBERS)})\b|se) ?({_UNIT})\b)"
_AGO = re.compile(
    rf"(?<![0-9a-z+-])(?<![0-9][.,:/])((?:{_TERM}[ ,]*(?:dan |and )?){{1,3}})"
    r"(?:yang |yg )?(?:lalu|silam|ago)\b",
    _FLAGS,
)
_TERMS = re.compile(_TERM, _FLAGS)
_START = r"(?:^|[|,:(•·-] ?)"
_JUST_NOW = re.compile(rf"{_START}(?:baru saja|barusan|just now|beberapa detik (?:yang )?lalu)\b", _FLAGS)
_DAYS = {"hari ini": 0, "today": 0, "kemarin": 1, "yesterday": 1, "kemarin lusa": 2, "kemarin dulu": 2}
_DAY = re.compile(rf"{_START}({alternatives(_DAYS)})(?![a-z])", _FLAGS)


def read_relative(text: str, zone: tzinfo | None, now: datetime | None) -> datetime:
    """The instant that a text such as "10 menit yang lalu" means at `now`.

    Raises UnreadableError: `needs_now` when there is no now to count from, else `unreadable`.
    """
    ago, day = _AGO.search(text), _DAY.search(text)
    found = ago or day or _JUST_NOW.search(text)
    if found is None:
        raise UnreadableError("unreadable")
    if now is None:
        raise UnreadableError("needs_now")
    if ago:
        then, whole_days = _counted_back(now, ago[1])
    elif day:
        then, whole_days = now - timedelta(days=_DAYS[day[1].lower()]), True
    else:
        return now
    return _at_clock(then, text, found, zone) if whole_days else then


def _counted_back(now: datetime, terms: str) -> tuple[datetime, bool]:
    """Now less all terms, and whether all of them are days or longer."""
    whole_days = True
    for number, word in _TERMS.findall(terms):
        unit = UNITS[word.lower()]
        count = int(number) if number.isdigit() else NUMBERS.get(number.lower(), 1)
        whole_days = whole_days and unit in {"days", "weeks", "months", "years"}
        now = _less(now, unit, count)
    return now, whole_days


def _less(moment: datetime, unit: str, count: int) -> datetime:
    if unit not in {"months", "years"}:
        return moment - timedelta(**{unit: count})
    months = moment.year * 12 + moment.month - 1 - count * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _at_clock(then: datetime, text: str, found: re.Match[str], zone: tzinfo | None) -> datetime:
    """That day at the time of day in the text; "hari ini" alone is the day, any other keeps now's time."""
    clock = find_clock(text[: found.start()], text[found.end() :])
    zone = (clock.zone if clock else None) or zone
    if zone is None:
        raise UnreadableError("no_zone")
    day = then.astimezone(zone).date()
    if clock:
        return clock.on(day, zone)
    if found[1].lower() in {"hari ini", "today"}:
        return datetime(day.year, day.month, day.day, tzinfo=zone)
    return then
