"""Polls newsrooms by a policy and says what it cost: minutes until first seen, entries lost, polls wasted."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.polling.newsrooms import DAY, HOUR, OPENING, Newsroom
from tests.polling.policies import Policy

SHORTEST, LONGEST = 300.0, DAY


@dataclass(slots=True)
class Seen:
    """What a poller knows of one source: the history that `next_poll` takes."""

    window: int
    ttl: float = 0.0
    polls: list[tuple[float, int, bool]] = field(default_factory=list)
    entries: list[tuple[float, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Costs:
    """Delays in minutes, of all newsrooms together and of the small ones alone."""

    polls: float
    delays: tuple[float, ...]
    small: tuple[float, ...]
    lost: int
    useful: float

    @property
    def mean(self) -> float:
        return sum(self.delays) / len(self.delays)

    @property
    def small_mean(self) -> float:
        return sum(self.small) / len(self.small) if self.small else 0.0

    @property
    def p95(self) -> float:
        return self.delays[int(len(self.delays) * 0.95)]

    @property
    def lost_share(self) -> float:
        return self.lost / (self.lost + len(self.delays))


def replay(
    newsrooms: tuple[Newsroom, ...],
    end: float,
    policy: Callable[[Newsroom], Policy],
    scale: float,
    counted: float,
) -> Costs:
    """Every newsroom from its own minute of the first hour on; only what is published from `counted` on counts."""
    delays: list[float] = []
    small: list[float] = []
    polls = lost = useful = 0
    for index, newsroom in enumerate(newsrooms):
        seen = _watch(newsroom, OPENING + HOUR * index / len(newsrooms), end, policy(newsroom), scale)
        start = max(counted, seen.polls[0][0])
        own = [(first_seen - at) / 60 for at, first_seen in seen.entries if at > start]
        delays += own
        small += own if newsroom.small else []
        late = [poll for poll in seen.polls if poll[0] > start]
        polls += len(late)
        useful += sum(new > 0 for _, new, _ in late)
        shown = bisect_right(newsroom.published, late[-1][0]) - bisect_right(newsroom.published, start)
        lost += shown - len(own)
    daily = polls / len(newsrooms) / ((end - counted) / DAY)
    return Costs(daily, tuple(sorted(delays)), tuple(small), lost, useful / polls)


def _watch(newsroom: Newsroom, now: float, end: float, policy: Policy, scale: float) -> Seen:
    seen = Seen(newsroom.window)
    memo: dict[str, object] = {}
    known = 0
    while now < end:
        stand = bisect_right(newsroom.published, now)
        first = max(known, stand - newsroom.window)
        seen.entries.extend((at, now) for at in newsroom.published[first:stand])
        overflow = bool(seen.polls) and stand - known >= newsroom.window
        seen.polls.append((now, stand - first, overflow))
        known = stand
        now += min(max(policy(now, seen, scale, memo) - now, SHORTEST), LONGEST)
    return seen


def at_budget(
    newsrooms: tuple[Newsroom, ...],
    end: float,
    policy: Callable[[Newsroom], Policy],
    polls: float,
    counted: float = OPENING,
) -> tuple[float, Costs]:
    """The scale at which the policy needs `polls` per source and day, and what that costs."""
    low, high = 1 / 64, 64.0
    trial = 1.0
    for _ in range(12):
        costs = replay(newsrooms, end, policy, trial, counted)
        if abs(costs.polls / polls - 1) < 0.002:
            break
        low, high = (trial, high) if costs.polls > polls else (low, trial)
        guess = trial * costs.polls / polls
        trial = guess if low < guess < high else (low * high) ** 0.5
    return trial, costs
