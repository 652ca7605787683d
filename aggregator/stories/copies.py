"""Copies: by the word pairs that two texts share, weighed by how much they say, and only where no guard forbids."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, pairwise
from math import fsum
from typing import TypeVar

from aggregator.stories.guards import forbid_copy
from aggregator.stories.rarity import Rarity
from aggregator.stories.reading import Read, names_source

WITHIN = timedelta(hours=36)
_SHARED = 0.5
"""Of the smaller text's pairs, by weight."""
_SHARED_IF_CREDITED = 0.35
_SHARED_UNDER_ONE_TITLE = 0.3
_OF_ALL = 0.15
"""Of both texts' pairs: a headline that stands in a long text is no copy of it."""
_NEARLY_ALL = 0.9
_FEWEST_PAIRS, _FEWEST_WORDS = 4, 4
_READ = 250
"""So many bearers of its pairs are looked at, those of rare pairs first."""
_TRIED = 6
_WORTH_A_LOOK = 0.2

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class _Weighed:
    number: int
    entry: Read
    pairs: dict[tuple[str, str], float]
    total: float


class Copies:
    """The entries of the last 36 h by their word pairs; entries come in the order of their numbers."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._live: deque[_Weighed] = deque()
        self._by_number: dict[int, _Weighed] = {}
        self._by_pair: defaultdict[tuple[str, str], deque[int]] = defaultdict(deque)
        self._by_title: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)

    def find(self, number: int, entry: Read, weights: Mapping[str, float]) -> tuple[int, ...]:
        """The numbers of the live entries that have the same text, the most alike first; then it is live too.

        `weights` says how much each of its words says.
        """
        self._expire(entry)
        pairs = {(one, two): weights[one] + weights[two] for one, two in entry.pairs}
        new = _Weighed(number, entry, pairs, sum(pairs.values()))
        likes = ((self._likeness(new, old), -old.number) for old in self._candidates(new))
        found = tuple(-old for likeness, old in sorted(likes, reverse=True) if likeness)
        self._keep(new)
        return found

    def _candidates(self, new: _Weighed) -> Iterator[_Weighed]:
        """The entries with the same title, and those that share most of the rarest pairs."""
        same_title = self._by_title.get(new.entry.title.full, ())
        shared: defaultdict[int, float] = defaultdict(float)
        bearers = [(pair, live) for pair in new.pairs if (live := self._by_pair.get(pair))]
        left = _READ
        for pair, live in sorted(bearers, key=lambda one: len(one[1])):
            if shared and len(live) > left:
                break
            left -= len(live)
            weight = new.pairs[pair]
            for number in live:
                shared[number] += weight
        best = sorted([(-weight, number) for number, weight in shared.items()])[: 2 * _TRIED]
        likely = [
            number
            for weight, number in best
            if -weight >= _WORTH_A_LOOK * min(new.total, self._by_number[number].total)
        ]
        numbers = dict.fromkeys(likely[:_TRIED])
        numbers.update(dict.fromkeys(islice(reversed(same_title), _TRIED)))
        return (self._by_number[number] for number in numbers)

    def _likeness(self, new: _Weighed, old: _Weighed) -> float:
        """The share of the smaller text that both have, in 0 … 1; 0 if they are not copies."""
        one, other = new.entry, old.entry
        if abs(one.told.at - other.told.at) > WITHIN:
            return 0.0
        common = fsum(new.pairs[pair] for pair in new.pairs.keys() & old.pairs.keys())
        share = common / (min(new.total, old.total) or 1)
        of_all = common / ((new.total + old.total - common) or 1)
        alike = _nearly_same if one.told.source == other.told.source else _alike
        if not alike(one, other, share, of_all):
            return 0.0
        return 0.0 if forbid_copy(one, other, self._rarity) else max(share, 0.01)

    def _keep(self, new: _Weighed) -> None:
        self._live.append(new)
        self._by_number[new.number] = new
        for pair in new.pairs:
            self._by_pair[pair].append(new.number)
        self._by_title[new.entry.title.full].append(new.number)

    def _expire(self, entry: Read) -> None:
        while self._live and self._live[0].entry.told.at < entry.told.at - WITHIN:
            old = self._live.popleft()
            del self._by_number[old.number]
            for pair in old.pairs:
                _drop_first(self._by_pair, pair)
            _drop_first(self._by_title, old.entry.title.full)


def _alike(one: Read, other: Read, share: float, of_all: float) -> bool:
    """Two papers: most of the shorter text; less where one credits the other, or the titles are the same."""
    if one.title.full == other.title.full and len(one.title.full) >= _FEWEST_WORDS:
        return not one.summary.full or not other.summary.full or _share_a_sentence(one, other)
    credited = names_source(one, other) or names_source(other, one)
    enough = share >= (_SHARED_IF_CREDITED if credited else _SHARED) and of_all >= _OF_ALL
    return enough and min(len(one.pairs), len(other.pairs)) >= _FEWEST_PAIRS


def _share_a_sentence(one: Read, other: Read) -> bool:
    """The summaries have a good part of the shorter one in common, whatever the order of their sentences."""
    ours, theirs = set(pairwise(one.summary.full)), set(pairwise(other.summary.full))
    return len(ours & theirs) >= _SHARED_UNDER_ONE_TITLE * min(len(ours), len(theirs))


def _nearly_same(one: Read, other: Read, share: float, of_all: float) -> bool:
    """One paper: a column or a ticker repeats its frame, so nearly every word must be the same."""
    if one.numbers != other.numbers:
        return False
    return len(one.pairs) >= _FEWEST_PAIRS and of_all >= _NEARLY_ALL and not one.template


def _drop_first(index: defaultdict[_Key, deque[int]], key: _Key) -> None:
    index[key].popleft()
    if not index[key]:
        del index[key]
