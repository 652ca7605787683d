"""The forms that a standard describes, read fast: RFC 5322, RFC 3339 and ISO 8601, Unix time."""

import re
from datetime import UTC, datetime, tzinfo

from aggregator.dates.words import MONTHS
from aggregator.dates.zones import UnreadableError, abbreviated, offset

_RFC5322 = re.compile(
    r"(?:[a-z]{3,9},? ?)?([0-9]{1,2})[ -]([a-z]{3,9})[ -]([0-9]{2,4}) "
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{1,2}))?"
    r"(?: ?(?:([+-])([0-9]{2}):?([0-9]{2})|([a-z]{1,5})))?",
    re.IGNORECASE | re.ASCII,
)
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{4}-?W[0-9]{2}-?[1-7])"
    r"(?:[T ]([0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2}(?:[.,][0-9]+)?)?)?) ?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?",
    re.IGNORECASE | re.ASCII,
)
_UNIX = re.compile(r"([1-9][0-9]{9})([0-9]{3})?(?:\.[0-9]+)?")
_DIGITS = re.compile(r"((?:19|20)[0-9]{6})([0-9]{4}(?:[0-9]{2})?)")


def read_formal(text: str, zone: tzinfo | None) -> datetime | None:
    """The instant where the whole text has one of the standard forms; None leaves it to looser readers."""
    if text[0].isdigit():
        return _iso(text, zone) or _unix(text) or _digits(text, zone) or _rfc5322(text, zone)
    return _rfc5322(text, zone)


def placed(moment: datetime, zone: tzinfo | None) -> datetime:
    """A local time of the source, with its zone."""
    if zone is None:
        raise UnreadableError("no_zone")
    return moment.replace(tzinfo=zone)


def _rfc5322(text: str, zone: tzinfo | None) -> datetime | None:
    """RFC 5322 §3.3 and the obsolete forms of §4.3; RFC 9110 §5.6.7 dates are a subset."""
    match = _RFC5322.fullmatch(text)
    if not match:
        return None
    day, name, year, hour, minute, second, sign, hours, minutes, word = match.groups()
    month = MONTHS.get(name.lower())
    named = abbreviated(word) if word else None
    if month is None or (word and named is None) or int(hour) > 23 or int(second or 0) > 59:
        return None
    moment = datetime(_full_year(year), month, int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001 - placed() gives it its zone
    return placed(moment, offset(sign, hours, minutes) if sign else named or zone)


def _full_year(year: str) -> int:
    """RFC 5322 §4.3: two digits are 1950–2049, three count from 1900."""
    number = int(year)
    if len(year) == 2 and number < 50:
        return number + 2000
    return number + 1900 if len(year) < 4 else number


def _iso(text: str, zone: tzinfo | None) -> datetime | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    day, time, offset_text = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{time or '00'}{offset_text or ''}".upper())
    except ValueError:  # 24:00 and leap seconds are for the looser reader; what is impossible fails there too
        return None
    return moment if moment.tzinfo else placed(moment, zone)


def _unix(text: str) -> datetime | None:
    """Seconds, or milliseconds when there are 13 digits."""
    match = _UNIX.fullmatch(text)
    return datetime.fromtimestamp(int(match[1]), UTC) if match else None


def _digits(text: str, zone: tzinfo | None) -> datetime | None:
    """`20240828143000`, as databases and file names have it."""
    match = _DIGITS.fullmatch(text)
    return placed(datetime.fromisoformat(f"{match[1]}T{match[2]}"), zone) if match else None
