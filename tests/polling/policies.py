"""The policies that are compared, all behind the interface of `aggregator.polling.next_poll`."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import accumulate
from math import sqrt
from typing import Any

from aggregator.polling import History, next_poll
from tests.polling.newsrooms import DAY, HOUR, STEP, Newsroom

Policy = Callable[[float, History, float, dict[str, object]], float]


def fixed(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
    """Every source at the same interval (FreshRSS, and most others)."""
    return now + HOUR * scale


def entry_frequency(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
    """Miniflux: a week divided by the number of entries of the last seven days."""
    weekly = _recent(history, now - 7 * DAY)
    return now + (7 * DAY / weekly if weekly else DAY) * scale


def thresholds(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
    """A few classes by entries a month, in the manner of NewsBlur."""
    monthly = _recent(history, now - 7 * DAY) * 30 / 7
    minutes = next(
        (
            minutes
            for least, minutes in ((300, 30), (150, 45), (30, 60), (8, 120), (2, 240))
            if monthly >= least
        ),
        720,
    )
    return now + minutes * 60 * scale


def root_rate(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
    """Polls in proportion to the root of the source's mean rate (Sia & Cho, TKDE 2007)."""
    daily = max(_recent(history, now - 7 * DAY), 1) / 7
    return now + HOUR * 4 * scale / sqrt(daily)


def equal_roots(newsroom: Newsroom) -> Policy:
    """The known-rate optimum of the literature: equal parts of the integral of the root of the true intensity."""
    roots = [0.0, *accumulate(sqrt(value / HOUR) * STEP for value in newsroom.intensity)]
    counts = [0.0, *accumulate(value * STEP for value in newsroom.intensity)]

    def place(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
        return min(_reach(roots, now, scale), _reach(counts, now, newsroom.window / 2))

    return place


def equal_waits(newsroom: Newsroom) -> Policy:
    """Stronger: a poll when the entries truly expected since the last one have waited long enough together."""

    def place(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
        worth, most = HOUR * scale * scale / 2, newsroom.window / 2
        entries = waited = 0.0
        first = int(now / STEP)
        for index in range(first, min(first + int(DAY / STEP), len(newsroom.intensity))):
            came = newsroom.intensity[index] * STEP
            entries, waited = entries + came, waited + (entries + came / 2) * STEP
            if waited >= worth or entries >= most:
                return (index + 1) * STEP
        return now + DAY

    return place


def _reach(sums: list[float], now: float, amount: float) -> float:
    """When the integral from `now` reaches `amount`."""
    target = _value(sums, now) + amount
    index = bisect_left(sums, target)
    if index >= len(sums):
        return now + DAY
    below, above = sums[index - 1], sums[index]
    return (index - 1 + (target - below) / (above - below)) * STEP


def _value(sums: list[float], t: float) -> float:
    index = int(t / STEP)
    if index + 1 >= len(sums):
        return sums[-1]
    return sums[index] + (sums[index + 1] - sums[index]) * (t / STEP - index)


def _recent(history: Any, since: float) -> int:
    entries = history.entries
    return len(entries) - bisect_right(entries, since, key=lambda entry: entry[0])


FIXED = "fixed interval"
MINIFLUX = "entry_frequency (Miniflux)"
OURS = "next_poll"
ORACLE = "oracle, bursts foreseen"

POLICIES: dict[str, Callable[[Newsroom], Policy]] = {
    FIXED: lambda newsroom: fixed,
    MINIFLUX: lambda newsroom: entry_frequency,
    "thresholds (NewsBlur)": lambda newsroom: thresholds,
    "root of the rate": lambda newsroom: root_rate,
    OURS: lambda newsroom: next_poll,
    ORACLE: equal_roots,
    "the same, by waiting": equal_waits,
}
"""By name, what makes the policy of a newsroom; only the oracles look at more than the history."""
