"""Forty newsrooms and what they publish in a month: the world in which polling policies are compared.

Local time in seconds; `t % 86400` is the time of day and day 0 a Monday. Intensities stand on a grid of five minutes.
"""

import math
from dataclasses import dataclass
from itertools import accumulate
from random import Random

HOUR = 3600.0
DAY = 24 * HOUR
STEP = 300.0
OPENING = 7 * DAY
"""Polling begins; the pages are full by then."""

# Relative activity by hour of the day and by weekday, Monday first.
DESKS = {
    "portal": (
        (2, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 9, 9, 9, 9, 9, 9, 8, 8, 8, 7, 6, 5, 3),
        (1.05, 1.05, 1.05, 1.05, 1.0, 0.9, 0.9),
    ),
    "daily": (
        (1, 0.5, 0.3, 0.3, 1, 4, 7, 8, 9, 10, 10, 8, 7, 9, 10, 10, 9, 7, 6, 7, 6, 4, 3, 2),
        (1.1, 1.1, 1.1, 1.1, 1.05, 0.8, 0.75),
    ),
    "local": (
        (0.5, 0.2, 0.1, 0.1, 0.3, 1, 3, 6, 9, 10, 10, 8, 6, 8, 10, 10, 8, 6, 5, 5, 4, 3, 2, 1),
        (1.15, 1.15, 1.15, 1.1, 1.0, 0.8, 0.65),
    ),
    "office": (
        (0, 0, 0, 0, 0, 0, 0.5, 3, 8, 10, 10, 7, 3, 7, 10, 9, 5, 2, 1, 0.5, 0.3, 0, 0, 0),
        (1.4, 1.35, 1.35, 1.3, 1.2, 0.25, 0.15),
    ),
}
_STAFF = (
    # desk, how many, entries a day, window, share that publishes in batches, bursts a week
    ("portal", 4, (160, 250), (10, 20), 0.0, 3),
    ("daily", 8, (30, 90), (15, 30), 0.25, 2),
    ("local", 16, (5, 25), (10, 20), 0.25, 1.5),
    ("office", 12, (0.6, 4), (10, 10), 0.25, 0.3),
)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """One source: its true `intensity` (entries per second, per step of the grid) and what came of it."""

    kind: str
    window: int
    published: tuple[float, ...]
    intensity: tuple[float, ...]

    @property
    def small(self) -> bool:
        return self.kind in {"office", "small"}


def found(seed: int, end: float, *, batches: bool = True) -> tuple[Newsroom, ...]:
    """The same newsrooms for the same seed; they publish from 0 to `end`."""
    random = Random(seed)
    return tuple(
        _open(random, desk, random.uniform(*rates), random.randint(*windows), share * batches, bursts, end)
        for desk, count, rates, windows, share, bursts in _STAFF
        for _ in range(count)
    )


def _open(
    random: Random, desk: str, rate: float, window: int, batches: float, bursts: float, end: float
) -> Newsroom:
    hours, weekdays = (habit(random, profile) for profile in DESKS[desk])
    swell = _swell(random, bursts, end)
    intensity = tuple(
        rate / DAY * hours[int(t % DAY // HOUR)] * weekdays[int(t // DAY) % 7] * swell[index]
        for index, t in enumerate(grid(end))
    )
    published = draw(random, intensity)
    if random.random() < batches:
        published = in_batches(random, published)
    return Newsroom(desk, window, published, intensity)


def grid(end: float) -> list[float]:
    return [index * STEP for index in range(int(end / STEP))]


def habit(random: Random, profile: tuple[float, ...]) -> list[float]:
    """The desk's profile as this newsroom lives it, with a mean of 1."""
    own = [value * random.lognormvariate(0, 0.25) for value in profile]
    mean = sum(own) / len(own)
    return [value / mean for value in own]


def _swell(random: Random, per_week: float, end: float) -> list[float]:
    """Bursts: the rate jumps to two to five times its height and dies away within hours."""
    swell = [1.0] * int(end / STEP)
    at = random.expovariate(per_week / (7 * DAY))
    while at < end:
        height, life = random.uniform(1, 4), random.uniform(0.5, 2) * HOUR
        first = int(at / STEP)
        for index in range(first, min(first + int(5 * life / STEP), len(swell))):
            swell[index] += height * math.exp(-(index - first) * STEP / life)
        at += random.expovariate(per_week / (7 * DAY))
    return swell


def draw(random: Random, intensity: tuple[float, ...]) -> tuple[float, ...]:
    """A Poisson process: unit exponential steps along the integrated intensity."""
    published = []
    target = random.expovariate(1)
    for index, reached in enumerate(accumulate(value * STEP for value in intensity)):
        while target <= reached:
            share = 1 - (reached - target) / (intensity[index] * STEP)
            published.append((index + share) * STEP)
            target += random.expovariate(1)
    return tuple(published)


def in_batches(random: Random, published: tuple[float, ...]) -> tuple[float, ...]:
    """Held back until the newsroom's minute of the hour; four in five entries go that way."""
    minute = random.randrange(60)
    every = random.choice((HOUR / 2, HOUR, HOUR))
    moved = []
    for time in published:
        if random.random() < 0.2:
            moved.append(time)
            continue
        batch = math.ceil((time - minute * 60) / every) * every + minute * 60
        moved.append(batch + random.uniform(0, 50))
    return tuple(sorted(moved))
