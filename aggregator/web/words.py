"""Dates, durations and numbers in Indonesian. Everything here is a pure function; instants are aware."""

from datetime import datetime, timedelta, tzinfo

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def day(instant: datetime, zone: tzinfo) -> str:
    """The day there: `Rabu, 28 Agustus 2024`."""
    local = instant.astimezone(zone)
    return f"{_WEEKDAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year}"


def month(instant: datetime) -> str:
    """The month of an instant, in its own zone: `Agustus 2024`."""
    return f"{_MONTHS[instant.month - 1]} {instant.year}"


def moment(instant: datetime, zone: tzinfo) -> str:
    """Day and time there: `28 Agu 2024, 14.30 WIB`."""
    local = instant.astimezone(zone)
    return f"{_short_day(local)} {local.year}, {clock(instant, zone)} {zone_name(local)}"


def clock(instant: datetime, zone: tzinfo) -> str:
    """The time there: `14.30`."""
    return f"{instant.astimezone(zone):%H.%M}"


def clock_or_day(instant: datetime, zone: tzinfo, now: datetime) -> str:
    """The time there if it is today's, else the day: `14.30` or `27 Agu`."""
    local = instant.astimezone(zone)
    return clock(instant, zone) if local.date() == now.astimezone(zone).date() else _short_day(local)


def zone_name(local: datetime) -> str:
    """`WIB`, `WITA`, `WIT`, or `UTC+8` for a zone that has no name."""
    name = local.tzname() or "UTC"
    if name.lstrip("+-").isdigit():
        hours, minutes = name[:3], name[3:]
        return f"UTC{hours[0]}{int(hours[1:])}" + (f".{minutes}" if minutes else "")
    return name


def duration(length: timedelta) -> str:
    """About how long, in its largest unit: `45 detik`, `12 menit`, `3 jam`, `2 hari`."""
    seconds = max(round(length.total_seconds()), 0)
    if seconds < _MINUTE:
        return f"{seconds} detik"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} menit"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} jam"
    return f"{seconds // _DAY} hari"


def ago(instant: datetime, now: datetime) -> str:
    """`12 menit lalu`, or `baru saja`."""
    passed = now - instant
    return "baru saja" if passed < timedelta(seconds=_MINUTE) else f"{duration(passed)} lalu"


def ahead(instant: datetime, now: datetime) -> str:
    """`12 menit lagi`, or `sebentar lagi`."""
    left = instant - now
    return "sebentar lagi" if left < timedelta(seconds=_MINUTE) else f"{duration(left)} lagi"


def number(value: int) -> str:
    """With the Indonesian thousands mark: `12.345`."""
    return f"{value:,}".replace(",", ".")


def _short_day(local: datetime) -> str:
    return f"{local.day} {_MONTHS[local.month - 1][:3]}"
