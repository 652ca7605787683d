"""What a source published, and how long it was watched, by hour and weekday.

A count means nothing beside no time of watching: three days of history say nothing about a Sunday yet.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp
from typing import Final, Self

from aggregator.model import Habits
from aggregator.polling.history import DAY, HOUR, History, Sighting, hour_of, weekday_of

MEMORY: Final = 28 * DAY
"""The time constant with which habits fade."""

FORGOTTEN: Final = 8 * MEMORY
"""Nothing longer ago than this is looked at."""

BURST_SPAN: Final = 90 * 60.0
"""How long an entry is recent."""

MOST_RECENT: Final = 100
"""Of what is stored: more in 90 minutes is a burst however many there are."""


class Counts:
    """Fading sums over one source's entries. They follow the entries alone, however often they are read."""

    def __init__(self) -> None:
        self.watched_until: float | None = None
        self.hours = [0.0] * 24
        self.weekdays = [0.0] * 7
        self.minutes = [0.0] * 60
        self.hours_watched = [0.0] * 24
        self.weekdays_watched = [0.0] * 7
        self.recent: list[float] = []
        self._entries_read = 0
        self._last_read: Sighting | None = None
        self._last_minute = -1

    @classmethod
    def of(cls, habits: Habits) -> Self:
        """The counts that were stored, ready to take in what was seen since."""
        counts = cls()
        if habits.hours:
            counts.hours, counts.weekdays = list(habits.hours), list(habits.weekdays)
            counts.minutes = list(habits.minutes)
            counts.hours_watched = list(habits.hours_watched)
            counts.weekdays_watched = list(habits.weekdays_watched)
            counts.watched_until, counts._last_minute = habits.watched_until, habits.last_minute
            counts.recent = list(habits.recent)
        return counts

    def stored_in(self, habits: Habits) -> Habits:
        """`habits` with these counts, as exact as it matters."""
        return replace(
            habits,
            hours=_rounded(self.hours, 3),
            weekdays=_rounded(self.weekdays, 3),
            minutes=_rounded(self.minutes, 3),
            hours_watched=_rounded(self.hours_watched, 0),
            weekdays_watched=_rounded(self.weekdays_watched, 0),
            watched_until=self.watched_until,
            recent=_rounded(self.recent[-MOST_RECENT:], 0),
            last_minute=self._last_minute,
        )

    def fits(self, history: History) -> bool:
        """Whether these counts are of this history: it may have grown, but not lost its beginning."""
        read = self._entries_read
        return not read or (read <= len(history.entries) and history.entries[read - 1] == self._last_read)

    def read(self, history: History) -> bool:
        """Takes in what was seen since the last call; says whether there was anything."""
        entries, start = history.entries, self._entries_read
        while start < len(entries):
            end = start + 1
            while end < len(entries) and entries[end][1] == entries[start][1]:
                end += 1
            self._take(history, entries[start:end])
            start = end
        grown = start > self._entries_read
        if grown:
            self._entries_read, self._last_read = start, entries[-1]
        return grown

    def _take(self, history: History, batch: Sequence[Sighting]) -> None:
        """What one poll brought."""
        first_seen = batch[0][1]
        before = bisect_left(history.polls, first_seen, key=lambda poll: poll[0])
        since = history.polls[before - 1][0] if before else self.watched_until
        if since is None:
            since = _beginning(batch, first_seen)
            batch = [sighting for sighting in batch if sighting[0] is not None and sighting[0] > since]
        start = self.watched_until
        if start is None:
            start = history.polls[0][0] if before else since
        self._fade(first_seen - start)
        self._watch(max(start, first_seen - FORGOTTEN), first_seen)
        self.recent = [at for at in self.recent if at > first_seen - BURST_SPAN]
        for published, _ in batch:
            self._count(published, since, first_seen)

    def _fade(self, seconds: float) -> None:
        factor = exp(-max(seconds, 0.0) / MEMORY)
        for sums in (self.hours, self.weekdays, self.minutes, self.hours_watched, self.weekdays_watched):
            sums[:] = [value * factor for value in sums]

    def _watch(self, start: float, end: float) -> None:
        at = start
        while at < end:
            until = min(at - at % HOUR + HOUR, end)
            watched = (until - at) * exp((at - end) / MEMORY)
            self.hours_watched[hour_of(at)] += watched
            self.weekdays_watched[weekday_of(at)] += watched
            at = until
        self.watched_until = end

    def _count(self, published: float | None, since: float, first_seen: float) -> None:
        """A date between the two polls is believed; others say no more than that it came between them.

        Such are: no date, a day without a time, another zone's time, and the future.
        """
        believed = published is not None and since < published <= first_seen
        at = published if published is not None and believed else (since + first_seen) / 2
        self.hours[hour_of(at)] += 1
        self.weekdays[weekday_of(at)] += 1
        self.recent.append(at)
        minute = int(at // 60)
        if believed and minute != self._last_minute:  # ten entries in one minute are one batch
            self.minutes[minute % 60] += 1
            self._last_minute = minute


def _rounded(values: Iterable[float], digits: int) -> tuple[float, ...]:
    return tuple(round(value, digits) for value in values)


def _beginning(batch: Sequence[Sighting], first_seen: float) -> float:
    """Where watching begins on a first page: in its middle, for its oldest entry may be pinned, or years away."""
    dated = sorted(min(published, first_seen) for published, _ in batch if published is not None)
    return max(dated[len(dated) // 2], first_seen - MEMORY) if dated else first_seen
