"""The rhythm of a source: entries an hour, by hour of the day and weekday, and the minutes at which it publishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp
from typing import Final

from aggregator.polling.counts import BURST_SPAN, MEMORY, Counts
from aggregator.polling.history import DAY, HOUR, WEEK, hour_of, weekday_of

HOUR_LEAN: Final = 40.0
WEEKDAY_LEAN: Final = 25.0
"""How many entries the usual profile weighs beside those that were counted."""

PRIOR_ENTRIES: Final = 0.5
PRIOR_TIME: Final = 0.05 * DAY
"""The rate before anything is known: ten entries a day, on evidence that an hour of watching outweighs."""

BURST_LEAN: Final = 3.0
"""How many entries as expected a burst has to outweigh."""

BATCH_LEAST: Final = 5.0
BATCH_SHARE: Final = 0.2
"""A minute of the hour is a batch minute from so many batches and this share of all of them."""


def _mean_one(values: Sequence[float]) -> tuple[float, ...]:
    mean = sum(values) / len(values)
    return tuple(value / mean for value in values)


# An Indonesian newsroom: up with the day, a dip at noon, a second shift, a thinner Saturday and Sunday.
USUAL_HOURS: Final = _mean_one(
    (1, 0.7, 0.5, 0.5, 1, 2.5, 5, 7, 9, 10, 10, 9, 7.5, 8.5, 9.5, 9.5, 8.5, 7, 6.5, 6.5, 6, 4.5, 3, 2)
)
USUAL_WEEKDAYS: Final = _mean_one((1.08, 1.08, 1.08, 1.06, 1.0, 0.88, 0.82))
_USUAL_WEEK: Final = tuple(weekday * hour for weekday in USUAL_WEEKDAYS for hour in USUAL_HOURS)
_USUAL_SUMS: Final = (0.0, *accumulate(_USUAL_WEEK))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What the counts say as of the last entry: factors with a mean of about 1, and the sums that make the rate."""

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]
    batch_minutes: tuple[int, ...]
    entries: float
    watched: float
    until: float | None
    recent: tuple[float, ...]

    def rate(self, now: float, first_poll: float) -> float:
        """Entries a second in an hour of mean activity; the silence until `now` counts."""
        start = first_poll if self.until is None else self.until
        gap = max(now - start, 0.0)
        fade = exp(-gap / MEMORY)
        silent = _usual_time(start, start + gap) * ((1 - fade) * MEMORY / gap if gap else 1.0)
        return (self.entries * fade + PRIOR_ENTRIES) / (self.watched * fade + silent + PRIOR_TIME)

    def activity(self, at: float) -> float:
        """The part of the rate that hour and weekday make."""
        return self.hours[hour_of(at)] * self.weekdays[weekday_of(at)]

    def burst(self, now: float, rate: float) -> float:
        """How many times more than expected came in the last 90 minutes, cautiously."""
        expected, at = 0.0, now - BURST_SPAN
        while at < now:
            until = min(at - at % HOUR + HOUR, now)
            expected += rate * self.activity(at) * (until - at)
            at = until
        came = sum(at > now - BURST_SPAN for at in self.recent)
        return (came + BURST_LEAN) / (expected + BURST_LEAN)


def find_rhythm(counts: Counts) -> Rhythm:
    """The profile that is usual, corrected by what was counted beside what was to be expected."""
    hours_usual = _usual_share(_smooth(counts.hours_watched), USUAL_HOURS)
    weekdays_usual = _usual_share(counts.weekdays_watched, USUAL_WEEKDAYS)
    entries = sum(counts.hours)
    watched = sum(hours_usual)
    rate = (entries + PRIOR_ENTRIES) / (watched + PRIOR_TIME)
    return Rhythm(
        _correct(USUAL_HOURS, _smooth(counts.hours), hours_usual, rate, HOUR_LEAN),
        _correct(USUAL_WEEKDAYS, counts.weekdays, weekdays_usual, rate, WEEKDAY_LEAN),
        _batch_minutes(counts.minutes),
        entries,
        watched,
        counts.watched_until,
        tuple(counts.recent),
    )


def _smooth(hours: Sequence[float]) -> list[float]:
    """Each hour a little like its neighbours: newsrooms do not keep to the clock."""
    return [
        0.15 * hours[hour - 1] + 0.7 * value + 0.15 * hours[(hour + 1) % 24]
        for hour, value in enumerate(hours)
    ]


def _usual_share(watched: Sequence[float], usual: Sequence[float]) -> list[float]:
    return [seconds * factor for seconds, factor in zip(watched, usual, strict=True)]


def _correct(
    usual: Sequence[float], counted: Sequence[float], watched: Sequence[float], rate: float, lean: float
) -> tuple[float, ...]:
    """Each factor moves from the usual one towards the counted one; the usual one weighs `lean` entries."""
    share = lean / len(usual)
    return tuple(
        factor * (came + share * factor) / (rate * seconds + share * factor)
        for factor, came, seconds in zip(usual, counted, watched, strict=True)
    )


def _batch_minutes(minutes: Sequence[float]) -> tuple[int, ...]:
    """The minutes of the hour at which most is published, if that is by far most; the last of adjoining ones."""
    top = max(minutes)
    if top < BATCH_LEAST or top < BATCH_SHARE * sum(minutes):
        return ()
    found = {minute for minute, batches in enumerate(minutes) if batches > 0.6 * top}
    return tuple(minute for minute in sorted(found) if (minute + 1) % 60 not in found)


def _usual_time(start: float, end: float) -> float:
    """The seconds between two moments, each weighing what a usual newsroom does in it."""
    return _usual_sum(end) - _usual_sum(start)


def _usual_sum(t: float) -> float:
    weeks, rest = divmod(t, WEEK)
    hour = int(rest // HOUR)
    return (weeks * _USUAL_SUMS[-1] + _USUAL_SUMS[hour]) * HOUR + _USUAL_WEEK[hour] * (rest - hour * HOUR)
