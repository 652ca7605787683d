"""Terpopuler: how widely, and how lately, a story is being reported. Nobody's reading is watched."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from math import fsum
from operator import attrgetter

from aggregator.dates.epoch import EPOCH
from aggregator.ranking.publishers import Publisher

WINDOW = timedelta(hours=72)
"""Stories without a telling in it are left out: what it would weigh is a three-hundredth of a new one."""
_STEP = timedelta(minutes=10)
_HOUR = timedelta(hours=1)
_COPY = 0.3
_DELAY = 2
_DECAY = -1.8
_FEWEST_OWNERS = 2


@dataclass(frozen=True, slots=True)
class Telling:
    """One entry of a story. `is_copy` says that its text is another's; `at` is its place in the listings."""

    key: str
    source: str
    story: str
    is_copy: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """What one publisher's first telling adds to the score; `hours` is its age."""

    telling: Telling
    publisher: Publisher
    weight: float
    hours: float

    @property
    def value(self) -> float:
        """Its weight, decayed."""
        return self.weight * float((self.hours + _DELAY) ** _DECAY)


@dataclass(frozen=True, slots=True)
class Popularity:
    """A story's score, and the terms that it is the sum of: one for each publisher, first first."""

    story: str
    terms: tuple[Term, ...]
    score: float

    @property
    def owners(self) -> int:
        """How many of its publishers have nothing to do with each other."""
        return len({term.publisher.owner for term in self.terms})


def as_of(now: datetime) -> datetime:
    """The instant as of which is ranked: the same for ten minutes, so that documents are the same as long."""
    return now - (now - EPOCH) % _STEP


def popular(
    tellings: Iterable[Telling], publishers: Mapping[str, Publisher], now: datetime
) -> tuple[Popularity, ...]:
    """The stories that publishers of two owners at least report, most popular first.

    `publishers` are those of sources, by slug; a source without one is its own.
    """
    by_story = groupby(sorted(tellings, key=attrgetter("story")), key=attrgetter("story"))
    scored = (popularity(tuple(told), publishers, now) for _, told in by_story)
    wide = (one for one in scored if one.owners >= _FEWEST_OWNERS)
    return tuple(sorted(wide, key=lambda one: (-one.score, one.story)))


def popularity(
    tellings: tuple[Telling, ...], publishers: Mapping[str, Publisher], now: datetime
) -> Popularity:
    """The score of one story from all its tellings: Σ over publishers of w · (hours since its first telling + 2)^−1.8.

    w is 1 for one in words of its own, .3 for a copy; what a publisher adds later counts nothing.
    """
    first: dict[str, Term] = {}
    for telling in sorted(tellings, key=lambda one: (one.at, one.key)):
        publisher = publishers.get(telling.source) or Publisher(telling.source, telling.source)
        hours = max((now - telling.at) / _HOUR, 0.0)
        first.setdefault(publisher.name, Term(telling, publisher, _COPY if telling.is_copy else 1.0, hours))
    terms = tuple(first.values())
    # fsum: the sum of floats in any other order would be another.
    return Popularity(tellings[0].story, terms, fsum(term.value for term in terms))
