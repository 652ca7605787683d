"""What polling has learned of a source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """How a source publishes and what its document asks for: sums that fade, never a list that grows.

    Moments are local seconds, as in `polling.History`. A few hundred bytes, however long a source is known.
    """

    since: float
    """The first poll."""
    window: int = 0
    """How many entries the document showed when it was last read."""
    ttl: int = 0
    """Seconds between polls that the document asks for; 0 when it asks for nothing."""
    skip_hours: tuple[int, ...] = ()
    """Hours of the day in UTC, and weekdays (0 is Monday), in which it asks not to be read (RSS 2.0)."""
    skip_days: tuple[int, ...] = ()
    hours: tuple[float, ...] = ()
    """Entries by hour, weekday and minute, and seconds of watching by hour and weekday; empty before the first."""
    weekdays: tuple[float, ...] = ()
    minutes: tuple[float, ...] = ()
    hours_watched: tuple[float, ...] = ()
    weekdays_watched: tuple[float, ...] = ()
    watched_until: float | None = None
    recent: tuple[float, ...] = ()
    """When the entries of the last 90 minutes came, as of `watched_until`."""
    last_minute: int = -1
    """The minute of the last entry whose date was believed."""
