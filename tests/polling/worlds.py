"""Other newsrooms than the usual ones: nothing was tuned to any of them, and a policy has to do well with all."""

import math
from collections.abc import Callable
from random import Random

from tests.polling.newsrooms import DAY, DESKS, HOUR, Newsroom, draw, found, grid, habit, in_batches

Shape = Callable[[float], float]
"""The activity at a moment, of whatever height: only its course counts."""

COUNT = 40
_NEVER = 1e-15


def steady(random: Random, end: float) -> Newsroom:
    """The same at any hour."""
    return _room(random, end, _rate(random), lambda t: 1.0)


def office(random: Random, end: float) -> Newsroom:
    """From morning to afternoon, Monday to Friday, in any time zone."""
    opens, closes, zone = random.randint(7, 9), random.randint(15, 17), random.randrange(24)

    def shape(t: float) -> float:
        there = t + zone * HOUR
        return float(opens <= there % DAY / HOUR < closes and there // DAY % 7 < 5)

    return _room(random, end, _rate(random), shape)


def bursty(random: Random, end: float) -> Newsroom:
    """Hardly anything, and then for an hour or three all that there is."""
    starts, at = [], 0.0
    while (at := at + random.expovariate(1.5 / DAY)) < end:
        starts.append((at, random.uniform(5, 40), random.uniform(0.3, 3) * HOUR))

    def shape(t: float) -> float:
        return 1 + sum(
            height * math.exp((at - t) / life) for at, height, life in starts if 0 <= t - at < 5 * life
        )

    return _room(random, end, _rate(random), shape)


def batches(random: Random, end: float) -> Newsroom:
    """A day's profile, published at one minute of the hour."""
    return _room(random, end, _rate(random), _local(random), batches=True)


def editions(random: Random, end: float) -> Newsroom:
    """All of a day at one to three hours of it."""
    hours = random.sample(range(24), random.randint(1, 3))
    rate = _rate(random, 12)
    return _room(
        random, end, rate, lambda t: float(t % DAY // HOUR in hours and t % HOUR < 900), window=int(2 * rate)
    )


def weekly(random: Random, end: float) -> Newsroom:
    """A magazine: two hours of one day of the week, and hardly anything else."""
    day, hour, rate = random.randrange(7), random.randint(6, 20), _rate(random, 4)

    def shape(t: float) -> float:
        return 1.0 if t // DAY % 7 == day and hour <= t % DAY / HOUR < hour + 2 else 0.001

    return _room(random, end, rate, shape, window=int(8 * rate))


def dead(random: Random, end: float) -> Newsroom:
    """Three in four never say anything, or once a month; the others are dailies."""
    rate = random.uniform(20, 120) if random.random() < 0.25 else random.choice((0, 0, 0.03, 0.1, 0.3))
    return _room(random, end, rate, _local(random))


def seasons(random: Random, end: float) -> Newsroom:
    """Holidays, and the weeks of an election: for some time nothing, less, or many times more."""
    course, factor = _local(random), random.choice((0.0, 0.2, 4.0, 8.0))
    begins = random.uniform(0.3, 0.7) * end
    ends = begins + random.uniform(5, 14) * DAY
    usual = _rate(random)

    def shape(t: float) -> float:
        return course(t) * (factor if begins < t < ends else 1)

    return _room(random, end, usual, shape)


KINDS: dict[str, Callable[[Random, float], Newsroom]] = {
    kind.__name__: kind for kind in (steady, office, bursty, batches, editions, weekly, dead, seasons)
}
NAMES = ("usual", *KINDS)


def found_world(name: str, seed: int, end: float, *, count: int = COUNT) -> tuple[Newsroom, ...]:
    """Newsrooms of one kind; the same for the same seed."""
    if name == "usual":
        return found(seed, end)
    random = Random(seed)
    return tuple(KINDS[name](random, end) for _ in range(count))


def _rate(random: Random, mean: float = 18) -> float:
    """Entries a day: many small papers, few large ones."""
    return min(random.lognormvariate(math.log(mean / 2), 1.2), 300)


def _local(random: Random) -> Shape:
    hours, weekdays = (habit(random, profile) for profile in DESKS["local"])
    return lambda t: hours[int(t % DAY // HOUR)] * weekdays[int(t // DAY) % 7]


def _room(
    random: Random, end: float, rate: float, shape: Shape, *, batches: bool = False, window: int = 0
) -> Newsroom:
    course = [shape(t) for t in grid(end)]
    height = rate / DAY * len(course) / sum(course)
    intensity = tuple(height * value + _NEVER for value in course)
    published = draw(random, intensity)
    if batches:
        published = in_batches(random, published)
    return Newsroom("small" if rate < 4 else "", max(window, random.randint(10, 30)), published, intensity)
