"""Time zones: the source's, by name; and the one a date names itself, as an offset or as a word."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregator.dates.words import NO_ZONES

_FARTHEST = 14 * 60
"""Minutes: the largest offset in use (Kiritimati)."""


class UnreadableError(ValueError):
    """Internal: why a text is no date. The public functions turn it into `DateReading.problem`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def _hours(hours: float) -> timezone:
    return timezone(timedelta(hours=hours))


_ABBREVIATIONS: dict[str, tzinfo] = {
    name: _hours(hours)
    for hours, names in {
        # RFC 5322 §4.3 defines the American names. Names with two owners (BST, IST, AST) have no place here.
        -10: "hst",
        -9: "akst",
        -8: "pst akdt",
        -7: "mst pdt",
        -6: "cst mdt",
        -5: "est cdt",
        -4: "edt",
        0: "z ut utc gmt wet",
        1: "cet west",
        2: "cest eet sast",
        3: "eest msk eat",
        5: "pkt",
        7: "wib ict",
        8: "wita sgt myt hkt pht awst",
        9: "wit jst kst",
        9.5: "acst",
        10: "aest",
        11: "aedt",
        12: "nzst",
        13: "nzdt",
    }.items()
    for name in names.split()
}
_NAMED: dict[str, tzinfo] = _ABBREVIATIONS | {
    "waktu indonesia barat": _hours(7),
    "waktu indonesia tengah": _hours(8),
    "waktu indonesia timur": _hours(9),
    "asia/jakarta": _hours(7),
    "asia/pontianak": _hours(7),
    "asia/makassar": _hours(8),
    "asia/jayapura": _hours(9),
}

_OFFSET = re.compile(
    r"[\s,|(\[]*((?:gmt|utc|ut)\s?)?([+-])([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?![0-9]|[:.][0-9])"
    r"(\s*(?:$|[)\](\[,;]))?",
    re.IGNORECASE | re.ASCII,
)
_SIGN = re.compile(r"\s?(?:[+-][0-9]|[+] [0-9]|- [0-9]{4}(?![0-9])|[0-9]{4}(?![0-9]))")
"""Numbers where an offset stands."""
_COMMENT = re.compile(r"\s*\([^()]*\)(?=\s*[+-][0-9]{4})")
"""RFC 5322 §3.2.2 allows comments between the parts."""
_WORD = re.compile(
    r"([\s,|(\[-]*)(waktu indonesia (?:barat|tengah|timur)|[a-z]+(?:/[a-z_]+)*)(?![a-z0-9])",
    re.IGNORECASE | re.ASCII,
)
_TIGHT = re.compile(r"\s?[(\[-]?")
_ANYWHERE = re.compile(r"(?<![a-z])(?:wib|wita|wit|gmt|utc)(?![a-z])", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo:
    """An IANA name ("Asia/Jakarta"), an abbreviation ("WIB") or an offset ("+07:00"), else ValueError."""
    if known := _NAMED.get(name.lower()):
        return known
    if match := _OFFSET.fullmatch(name):
        return offset(match[2], match[3], match[4] or "00")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(f"unknown time zone {name!r}: use a name such as Asia/Jakarta") from None


@lru_cache(maxsize=1024)
def offset(sign: str, hours: str, minutes: str) -> tzinfo:
    """The zone of `+07:00`. "-0000" is UTC whose local time is not known (RFC 5322 §3.3)."""
    total = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or total > _FARTHEST:
        raise UnreadableError("unknown_zone")
    return timezone(timedelta(minutes=-total if sign == "-" else total)) if total else UTC


def abbreviated(name: str) -> tzinfo | None:
    """The zone of a bare abbreviation such as WIB or GMT; None when it names none for certain."""
    return _ABBREVIATIONS.get(name.lower())


def zone_after(text: str) -> tzinfo | None:
    """The zone at the start of `text`, which is what follows a time of day; None when there is no zone word.

    Raises UnreadableError for a word that stands where a zone stands and is not known: a guess would be wrong
    by hours.
    """
    text = _COMMENT.sub("", text, count=1) if text.lstrip().startswith("(") else text
    match = _OFFSET.match(text)
    if match and (match[1] or match[4] or match[5] is not None):
        zone = offset(match[2], match[3], match[4] or "00")
        _refuse_contradiction(zone, text[match.end(4) if match[4] else match.end(3) :])
        return zone
    if _SIGN.match(text):
        raise UnreadableError("unknown_zone")
    return _zone_word(text)


def zone_anywhere(text: str) -> tzinfo | None:
    """The first of the zone names that are nothing else (WIB, WITA, WIT, GMT, UTC), wherever it stands."""
    match = _ANYWHERE.search(text)
    return zone_after(text[match.start() :]) if match else None


def day_zone(text: str) -> tzinfo | None:
    """The zone right behind a date that has no time of day (`2024-08-28Z`, `2024-08-28+07:00`), if any."""
    if (match := _OFFSET.match(text)) and match[4]:
        return offset(match[2], match[3], match[4])
    match = _WORD.match(text)
    return _NAMED.get(match[2].lower()) if match else None


def _refuse_contradiction(zone: tzinfo, rest: str) -> None:
    """`08:00-09:00 WIB` is a span of time, not an offset."""
    match = _WORD.match(rest)
    if match and _NAMED.get(match[2].lower(), zone).utcoffset(None) != zone.utcoffset(None):
        raise UnreadableError("unknown_zone")


def _zone_word(text: str) -> tzinfo | None:
    match = _WORD.match(text)
    if not match:
        return None
    word = match[2].lower()
    if zone := _NAMED.get(word):
        rest = text[match.end() :]
        if _SIGN.match(rest):
            _refuse_contradiction(zone_after(rest) or zone, match[2])
        return zone
    if _TIGHT.fullmatch(match[1]) and _stands_as_zone(match[2], text[match.end() :]):
        raise UnreadableError("unknown_zone")
    return None


def _stands_as_zone(word: str, rest: str) -> bool:
    """A short word in capitals, a name with a slash, "waktu …", or the last word of all."""
    if word.lower() in NO_ZONES:
        return False
    capitals = word.isupper() and len(word) < 6
    return capitals or word.lower() == "waktu" or "/" in word or not rest.strip(" )].")
