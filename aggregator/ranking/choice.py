"""Pilihan: below the editor's picks, the stories that a rule chooses; it is printed with each of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.ranking.popularity import Popularity

AUTOMATIC = 10
"""So many are chosen by the rule."""
RECENT = timedelta(hours=36)
_FEWEST_OWN_REPORTS = 3
_ALIKE = 2
"""So many of them may share a topic, a regency or a publisher."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that may be chosen, with what is known of the entry that stands for it.

    `publisher` is that entry's, by name; `is_template` says that its headline is filled in anew every day.
    """

    popularity: Popularity
    publisher: str
    topics: tuple[str, ...] = ()
    regencies: tuple[str, ...] = ()
    is_template: bool = False


def choose(candidates: Iterable[Candidate], now: datetime) -> tuple[Candidate, ...]:
    """The ten most popular that the rule allows and that are no list of prices, of each topic, regency and publisher
    two at most."""
    chosen: list[Candidate] = []
    taken: Counter[tuple[str, str]] = Counter()
    for one in sorted(candidates, key=lambda one: (-one.popularity.score, one.popularity.story)):
        marks = _marks(one)
        fits = not one.is_template and is_chosen(one.popularity, now)
        if len(chosen) < AUTOMATIC and fits and all(taken[mark] < _ALIKE for mark in marks):
            taken.update(marks)
            chosen.append(one)
    return tuple(chosen)


def is_chosen(told: Popularity, now: datetime) -> bool:
    """Whether the rule allows it, as far as its tellings say: three own ones of different owners, or an office's
    and a newspaper's; at most 36 hours old."""
    return now - told.terms[0].telling.at <= RECENT and (is_widely_told(told) or is_official(told))


def is_widely_told(told: Popularity) -> bool:
    """Whether three owners at least report it in words of their own."""
    return own_reports(told) >= _FEWEST_OWN_REPORTS


def own_reports(told: Popularity) -> int:
    """How many owners report it in words of their own."""
    return len({term.publisher.owner for term in told.terms if not term.telling.is_copy})


def is_official(told: Popularity) -> bool:
    """Whether an office and a newspaper report it."""
    return {term.publisher.official for term in told.terms} == {True, False}


def _marks(candidate: Candidate) -> set[tuple[str, str]]:
    return {
        ("publisher", candidate.publisher),
        *(("topic", topic) for topic in candidate.topics),
        *(("regency", regency) for regency in candidate.regencies),
    }
