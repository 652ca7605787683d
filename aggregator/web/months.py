"""Months of UTC, as archives count them: their names in addresses and in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aggregator.words import Words

_NAME = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_LONGER_THAN_ANY = timedelta(days=31)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month, by its first instant."""

    since: datetime

    @property
    def until(self) -> datetime:
        """The first instant of the next."""
        return _beginning(self.since + _LONGER_THAN_ANY)

    @property
    def name(self) -> str:
        """For addresses: `2024-08`."""
        return f"{self.since:%Y-%m}"

    def said(self, words: Words) -> str:
        """For readers: `Agustus 2024`."""
        return words.month(self.since)

    @property
    def following(self) -> "Month":
        """The next one."""
        return Month(self.until)


def month_of(instant: datetime) -> Month:
    """The month of an instant."""
    return Month(_beginning(instant.astimezone(UTC)))


def read_month(name: str) -> Month | None:
    """The month of a name; None for anything that is no month of a year from 1970 to 9998."""
    found = _NAME.fullmatch(name)
    if found is None or not 1970 <= int(found[1]) <= 9998:
        return None
    return Month(datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC))


def between(first: datetime, last: datetime) -> Iterator[Month]:
    """Every month from that of `first` to that of `last`, in order."""
    month, end = month_of(first), month_of(last)
    while month <= end:
        yield month
        month = month.following


def _beginning(instant: datetime) -> datetime:
    return instant.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
