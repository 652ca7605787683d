"""Where in the day the polls that one source gets bring the most."""

from bisect import bisect_left
from math import exp, inf, sqrt
from typing import Final

from aggregator.polling.counts import Counts
from aggregator.polling.history import DAY, HOUR, History
from aggregator.polling.rhythm import Rhythm, find_rhythm

CAP: Final = 4 * HOUR
FLOOR: Final = 300.0

BURST_LIFE: Final = 75 * 60.0
"""The time constant with which a burst is expected to die away."""

BATCH_LAG: Final = 75.0
"""A batch of minute m is on the page by so many seconds after m:00."""

ALARM: Final = 3 * DAY
"""How long an overflow is remembered: a source that was too fast once is so again, mostly next morning."""

_STEP: Final = HOUR / 2
_NO_HURRY: Final = 1e6
"""A scale at which no number of entries is worth a poll: only the window is."""


def next_poll(now: float, history: History, scale: float, memo: dict[str, object]) -> float:
    """The moment of the next poll: where, of those that a budget allows, it brings the most.

    Args:
        now: The time of the poll just made, in the local seconds of `History`.
        history: What is known of the source, this poll included.
        scale: Multiplies intervals: one number for all sources, turned up when more polls are made than the budget
            of the day allows, and down when fewer. 1 is about 24 polls a source and day for a usual mix of sources.
            Cap and window come first: below half of that hardly any scale is large enough.
        memo: A dict for this source, kept between calls or not: it holds sums over `history` and nothing else. It
            is not to be stored, nor shared between sources.

    Returns:
        Local seconds as `now`, at least 5 minutes and at most 4 hours ahead, or as far as the source's ttl asks for,
        a day at most. Retry-After, an operator's interval and the configured bounds are the caller's to apply.

    Polls are allocated by the root of the rate, which minimises the mean delay of entries for a given number of
    polls (Sia & Cho, "Efficient Monitoring Algorithm for Fast News Alerts", TKDE 2007), by a rate that follows the
    source's hours, weekdays and bursts. Sooner than that when half a window of entries is expected (a quarter for three
    days after an overflow), and moved to just after the minute at which the source publishes in batches, if it does.
    """
    rhythm = _learn(history, memo)
    rate = rhythm.rate(now, history.polls[0][0] if history.polls else now)
    most = (history.window or inf) * (0.25 if _overflowed(history, now - ALARM) else 0.5)
    due, full = _due(now, rhythm, rate, scale, most), _due(now, rhythm, rate, _NO_HURRY, most)
    due = _snap(due, now, rhythm.batch_minutes, full)
    return max(due, now + FLOOR, now + min(history.ttl or 0.0, DAY))


def _learn(history: History, memo: dict[str, object]) -> Rhythm:
    counts, rhythm = memo.get("counts"), memo.get("rhythm")
    if not isinstance(counts, Counts) or not counts.fits(history):
        counts, rhythm = Counts(), None
    if counts.read(history) or not isinstance(rhythm, Rhythm):
        rhythm = find_rhythm(counts)
        memo.update(counts=counts, rhythm=rhythm)
    return rhythm


def _overflowed(history: History, since: float) -> bool:
    first = bisect_left(history.polls, since, key=lambda poll: poll[0])
    return any(overflow for _, _, overflow in history.polls[first:])


def _due(now: float, rhythm: Rhythm, rate: float, scale: float, most: float) -> float:
    """When the entries expected since `now` have waited, all together, as long as a poll is worth.

    For a steady rate that is the root rule: an interval of scale / √(entries an hour) hours. Where the rate falls,
    as in the evening, what has already come keeps waiting, so that the last entries of a day are not left till
    morning: 3 % less delay than equal parts of ∫√rate with the true rates known.
    """
    swell = rhythm.burst(now, rate) - 1
    worth = HOUR * max(scale, 0.0) * max(scale, 0.0) / 2
    at, end = now, now + CAP
    entries = waited = 0.0
    while at < end:
        span = min(_STEP - at % _STEP, end - at)
        here = rate * rhythm.activity(at) * (1 + swell * exp((now - at - span / 2) / BURST_LIFE))
        waited_then = waited + (entries + here * span / 2) * span
        if waited_then >= worth or entries + here * span >= most:
            left = max(worth - waited, 0.0)
            by_waiting = 2 * left / (sqrt(entries * entries + 2 * here * left) + entries) if left else 0.0
            return at + max(min((most - entries) / here, by_waiting), 0.0)
        at, entries, waited = at + span, entries + here * span, waited_then
    return end


def _snap(due: float, now: float, batch_minutes: tuple[int, ...], latest: float) -> float:
    """To just after the nearest batch minute, if the source has any, and by when its window may be full."""
    hour = due - due % HOUR
    places = (
        hour + shift + minute * 60 + BATCH_LAG for minute in batch_minutes for shift in (-HOUR, 0.0, HOUR)
    )
    allowed = (place for place in places if now + FLOOR <= place <= latest)
    return min(allowed, key=lambda place: abs(place - due), default=due)
