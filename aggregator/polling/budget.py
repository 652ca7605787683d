"""One number for all sources: how long intervals must be for a day's polls to fit the budget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Final

from aggregator.model import Habits
from aggregator.polling.counts import Counts
from aggregator.polling.history import DAY, HOUR
from aggregator.polling.learning import PUSHED
from aggregator.polling.placement import CAP, FLOOR
from aggregator.polling.rhythm import find_rhythm

SHORTEST: Final = 1 / 16
LONGEST: Final = 16.0
"""Between these the scale is looked for; beyond them floor and cap decide everywhere."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One source: its habits, and the bounds between which it is polled. `fixed` is the operator's interval."""

    habits: Habits | None
    least: timedelta
    most: timedelta
    fixed: timedelta | None = None
    pushed: bool = False


class Tempo:
    """The scale that is live in this process. It follows from the store, so that every process comes to the same."""

    def __init__(self) -> None:
        self.scale = 1.0


def find_scale(demands: Sequence[Demand], budget: float) -> float:
    """The scale at which all these sources together are polled `budget` times on an average day.

    The longest when no scale is enough, the shortest when every source is polled as often as it may be.
    """
    curves = [_curve(demand) for demand in demands]
    low, high = SHORTEST, LONGEST
    for _ in range(16):
        middle = sqrt(low * high)
        if _polls(curves, middle) > budget:
            low = middle
        else:
            high = middle
    return sqrt(low * high)


def polls_a_day(demands: Iterable[Demand], scale: float) -> float:
    """How many polls a day these sources are expected to take."""
    return _polls([_curve(demand) for demand in demands], scale)


@dataclass(frozen=True, slots=True)
class _Curve:
    """Polls a day as a function of the scale: one of `rates` (entries an hour) for every hour of the day."""

    rates: tuple[float, ...]
    least: float
    most: float
    window: float
    stretch: float

    def polls(self, scale: float) -> float:
        """By the root of the rate, or before half a window has come, within the bounds."""
        return sum(HOUR / self._interval(rate, scale * self.stretch) for rate in self.rates)

    def _interval(self, rate: float, scale: float) -> float:
        wanted = min(scale / sqrt(rate), self.window / rate) * HOUR if rate > 0 else self.most
        return max(min(wanted, self.most), self.least)


def _curve(demand: Demand) -> _Curve:
    if demand.fixed is not None:
        interval = max(demand.fixed, demand.least).total_seconds()
        return _Curve((0.0,) * 24, interval, interval, 0.0, 1.0)
    habits = demand.habits or Habits(since=0.0)
    most = demand.most.total_seconds()
    least = min(max(demand.least.total_seconds(), FLOOR, habits.ttl), most)
    window = habits.window / 2 if habits.window else float("inf")
    stretch = PUSHED if demand.pushed else 1.0
    return _Curve(_rates(habits), least, min(most, CAP), window, stretch)


def _rates(habits: Habits) -> tuple[float, ...]:
    rhythm = find_rhythm(Counts.of(habits))
    mean = rhythm.rate(habits.watched_until or habits.since + DAY, habits.since) * HOUR
    return tuple(mean * factor for factor in rhythm.hours)


def _polls(curves: Iterable[_Curve], scale: float) -> float:
    return sum(curve.polls(scale) for curve in curves)
