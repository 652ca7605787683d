"""Dates as Indonesian papers write them, all in Western Indonesian Time (WIB, UTC+7)."""

from datetime import datetime, timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def weekday(at: datetime) -> str:
    """`Rabu`."""
    return _DAYS[at.astimezone(WIB).weekday()]


def day(at: datetime) -> str:
    """`28 Agustus 2024`."""
    at = at.astimezone(WIB)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def in_text(at: datetime) -> str:
    """`Rabu (28/8/2024)`, the way a lead names the day."""
    local = at.astimezone(WIB)
    return f"{weekday(at)} ({local.day}/{local.month}/{local.year})"


def clock(at: datetime) -> str:
    """`14.30 WIB`, to the last five minutes."""
    at = at.astimezone(WIB)
    return f"{at.hour:02}.{at.minute // 5 * 5:02} WIB"


def indonesian(at: datetime) -> str:
    """`Rabu, 28 Agustus 2024 14:30 WIB`."""
    return f"{weekday(at)}, {day(at)} {at.astimezone(WIB):%H:%M} WIB"


def on_page(at: datetime) -> str:
    """`Rabu, 28 Agustus 2024 | 14:30 WIB`, as listings print it."""
    return f"{weekday(at)}, {day(at)} | {at.astimezone(WIB):%H:%M} WIB"


def rfc822(at: datetime, zone: str = "+0700") -> str:
    """`Wed, 28 Aug 2024 14:30:00 +0700` (RFC 822 §5), or with the zone word that some put there."""
    at = at.astimezone(WIB)
    names = _ENGLISH_DAYS[at.weekday()], _ENGLISH_MONTHS[at.month - 1]
    return f"{names[0]}, {at.day:02} {names[1]} {at.year} {at:%H:%M:%S} {zone}"


def rfc822_wib(at: datetime) -> str:
    """`Wed, 28 Aug 2024 14:30:00 WIB`: no zone of RFC 822, and common all the same."""
    return rfc822(at, "WIB")


def rfc3339(at: datetime) -> str:
    """`2024-08-28T14:30:00+07:00`."""
    return at.astimezone(WIB).isoformat(timespec="seconds")
