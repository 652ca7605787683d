"""Copies: by the word pairs that two texts share, weighed by how much they say, and only where no guard forbids."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import islice, pairwise
from math import fsum
from typing import NamedTuple, TypeVar

from aggregator.stories.guards import forbid_edition, forbid_thing
from aggregator.stories.rarity import STEMS, Rarity
from aggregator.stories.reading import Read, names_source

WITHIN = timedelta(hours=36)
_WITHIN_SECONDS = WITHIN.total_seconds()
_SHARED = 0.5
"""Of the smaller text's pairs, by weight."""
_SHARED_IF_CREDITED = 0.35
_SHARED_UNDER_ONE_TITLE = 0.3
_OF_ALL = 0.15
"""Of both texts' pairs: a headline that stands in a long text is no copy of it."""
_NEARLY_ALL = 0.9
_FEWEST_PAIRS, _FEWEST_WORDS = 4, 4
_TRIED = 6
_WORTH_A_LOOK = 0.3
"""Likeness below which nobody looks at the pairs."""
_WORTH_WEIGHING = 0.2
"""The share of the pairs, unweighed, below which none is weighed."""

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Weighed:
    """`weights` says how much the beginning of each of the entry's words said when it came."""

    entry: Read
    weights: Mapping[str, float]

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Neighbours in title or summary; worked out when first asked for: most never are."""
        return frozenset([*pairwise(self.entry.title.full), *pairwise(self.entry.summary.full)])

    @cached_property
    def total(self) -> float:
        """How much all pairs say."""
        return self.weigh(self.pairs)

    def weigh(self, pairs: Iterable[tuple[str, str]]) -> float:
        """How much some of its pairs say, to the last bit whatever their order."""
        weights = self.weights
        return fsum([weights[STEMS[word]] for pair in pairs for word in pair])


class _Overlap(NamedTuple):
    """Of the pairs of two texts the share of the smaller and of both, by weight; how many the smaller has."""

    share: float
    of_all: float
    few: int


class Copies:
    """The entries of the last 36 h by number, in the order of their numbers, and by title."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._live: deque[tuple[int, Read]] = deque()
        self._by_number: dict[int, Weighed] = {}
        self._by_title: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
        self._first: dict[int, int] = {}
        self._further: defaultdict[int, deque[int]] = defaultdict(deque)
        """The later copies of an entry that is none itself."""

    def find(self, number: int, new: Weighed, near: Mapping[int, float]) -> tuple[int, ...]:
        """The numbers of the live entries that have the same text, the most alike first; then it is live too.

        `near` are entries that resemble it and are no copies of others, the most alike first.
        """
        self._expire(new.entry)
        likes = (
            (self._likeness(new, self._by_number[one]), -one)
            for one in self._candidates(new.entry, near)
            if one in self._by_number
        )
        found = tuple(-old for likeness, old in sorted(likes, reverse=True) if likeness)
        self._keep(number, new, found)
        return found

    def _candidates(self, entry: Read, near: Mapping[int, float]) -> dict[int, None]:
        """The entries with the same title, and the most alike ones with their copies."""
        numbers: dict[int, None] = {}
        for number, likeness in islice(near.items(), _TRIED):
            if likeness < _WORTH_A_LOOK:
                break
            numbers[number] = None
            if further := self._further.get(number):
                numbers.update(dict.fromkeys(islice(reversed(further), _TRIED)))
        if same_title := self._by_title.get(entry.title.full):
            numbers.update(dict.fromkeys(islice(reversed(same_title), _TRIED)))
        return numbers

    def _likeness(self, new: Weighed, old: Weighed) -> float:
        """The share of the smaller text that both have, in 0 … 1; 0 if they are not copies."""
        one, other = new.entry, old.entry
        if abs(one.at - other.at) > _WITHIN_SECONDS or forbid_edition(one, other):
            return 0.0
        shared, few = new.pairs & old.pairs, min(len(new.pairs), len(old.pairs))
        if len(shared) < _WORTH_WEIGHING * few and one.title.full != other.title.full:
            return 0.0
        common, ours, theirs = new.weigh(shared), new.total, old.total
        share, of_all = common / (min(ours, theirs) or 1), common / ((ours + theirs - common) or 1)
        alike = _nearly_same if one.told.source == other.told.source else _alike
        if not alike(one, other, _Overlap(share, of_all, few)):
            return 0.0
        return 0.0 if forbid_thing(one, other, self._rarity) else max(share, 0.01)

    def _keep(self, number: int, new: Weighed, copies: tuple[int, ...]) -> None:
        self._live.append((number, new.entry))
        self._by_number[number] = new
        self._by_title[new.entry.title.full].append(number)
        if copies:
            first = self._first[number] = self._first.get(copies[0], copies[0])
            self._further[first].append(number)

    def _expire(self, entry: Read) -> None:
        oldest = entry.at - _WITHIN_SECONDS
        while self._live and self._live[0][1].at < oldest:
            number, old = self._live.popleft()
            del self._by_number[number]
            _drop_first(self._by_title, old.title.full)
            if (first := self._first.pop(number, None)) is not None:
                _drop_first(self._further, first)


def _alike(one: Read, other: Read, overlap: _Overlap) -> bool:
    """Two papers: most of the shorter text; less where one credits the other, or the titles are the same."""
    if one.title.full == other.title.full and len(one.title.full) >= _FEWEST_WORDS:
        return not one.summary.full or not other.summary.full or _share_a_sentence(one, other)
    credited = names_source(one, other) or names_source(other, one)
    enough = overlap.share >= (_SHARED_IF_CREDITED if credited else _SHARED) and overlap.of_all >= _OF_ALL
    return enough and overlap.few >= _FEWEST_PAIRS


def _share_a_sentence(one: Read, other: Read) -> bool:
    """The summaries have a good part of the shorter one in common, whatever the order of their sentences."""
    ours, theirs = set(pairwise(one.summary.full)), set(pairwise(other.summary.full))
    return len(ours & theirs) >= _SHARED_UNDER_ONE_TITLE * min(len(ours), len(theirs))


def _nearly_same(one: Read, other: Read, overlap: _Overlap) -> bool:
    """One paper: a column or a ticker repeats its frame, so nearly every word must be the same."""
    if one.numbers != other.numbers:
        return False
    return overlap.few >= _FEWEST_PAIRS and overlap.of_all >= _NEARLY_ALL and not one.template


def _drop_first(index: defaultdict[_Key, deque[int]], key: _Key) -> None:
    index[key].popleft()
    if not index[key]:
        del index[key]
