"""What is known of one source, as `next_poll` takes it."""

from collections.abc import Sequence
from typing import Final, Protocol

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

Poll = tuple[float, int, bool]
"""When, how many new entries, and whether it overflowed: no entry on the page was known, so some may be lost."""

Sighting = tuple[float | None, float]
"""One entry: when the source says it was published, and when a poll first saw it."""


class History(Protocol):
    """The past of one source. It may grow between calls; when it loses its beginning, all is counted anew.

    Times are seconds of the source's local time, `t % 86400` being the time of day and day 0 a Monday: for an aware
    datetime in the source's zone that is `timestamp() + utcoffset().total_seconds() + 3 * 86400`, 1970-01-01 having
    been a Thursday.
    """

    @property
    def polls(self) -> Sequence[Poll]:
        """Successful polls, oldest first, the one just made included."""

    @property
    def entries(self) -> Sequence[Sighting]:
        """Entries in the order seen. Eight weeks of them tell all that is used."""

    @property
    def window(self) -> int:
        """How many entries the source shows at a time; 0 when that is not known."""

    @property
    def ttl(self) -> float:
        """The seconds between polls that the source asks for; 0 when it asks for nothing."""


def hour_of(t: float) -> int:
    """The hour of the day, 0 to 23."""
    return int(t % DAY // HOUR)


def weekday_of(t: float) -> int:
    """The day of the week, 0 being Monday."""
    return int(t % WEEK // DAY)
