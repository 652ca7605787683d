"""How much each entry resembles those before it: cosine over rare word beginnings, less with every hour between."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, sqrt
from operator import itemgetter

from aggregator.stories.rarity import STEMS, Rarity
from aggregator.stories.reading import Read

LIVE = timedelta(hours=72)
_LIVE_SECONDS = LIVE.total_seconds()
_FADES = -timedelta(hours=48).total_seconds()
_IN_SUMMARY, _NAME = 0.65, 1.55
_SUMMARY_WORDS = 30
_LEFT_OUT = 0.02
"""The share of the squared length that the least of its words make up: they stand in many entries and say little."""
_READ = 150
"""So many bearers of its words are looked at, those of words that say most first."""
_LEAST = 0.04
_NEAR = 24

Vector = Mapping[str, float]
"""Beginnings of words with their weights, those that say most first, of length 1."""

Likes = Mapping[int, float]
"""Numbers of entries with their likeness in 0 … 1, the most alike first."""

_second = itemgetter(1)


@dataclass(frozen=True, slots=True)
class _Live:
    number: int
    entry: Read
    vector: Vector


class Likeness:
    """The entries of the last 72 hours by their words."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._live: deque[_Live] = deque()
        self._by_number: dict[int, Read] = {}
        self._told_at: dict[int, float] = {}
        self._by_stem: defaultdict[str, dict[int, float]] = defaultdict(dict)

    def find(self, vector: Vector) -> Likes:
        """The live entries that are most like a vector."""
        shared: dict[int, float] = {}
        by_stem, so_far, left = self._by_stem, shared.get, _READ
        for word, weight in vector.items():
            if word not in by_stem:
                continue
            bearers = by_stem[word]
            if len(bearers) > left and shared:
                continue
            left -= len(bearers)
            for bearer, other in bearers.items():
                shared[bearer] = so_far(bearer, 0.0) + weight * other
        most = sorted(shared, key=shared.__getitem__, reverse=True)[:_NEAR]
        return {number: value for number in most if (value := shared[number]) > _LEAST}

    def keep(self, number: int, entry: Read, vector: Vector) -> None:
        """From now on entries may resemble this one."""
        self._live.append(_Live(number, entry, vector))
        self._by_number[number] = entry
        self._told_at[number] = entry.at
        by_stem = self._by_stem
        for word, weight in vector.items():
            by_stem[word][number] = weight

    def vector(self, entry: Read, rarity: Mapping[str, float]) -> Vector:
        """Words of the title count twice those of the summary, and names more than words.

        `rarity` says how much the beginning of each of its words says.
        """
        weights: dict[str, float] = {}
        texts = (entry.title.full, 1.0), (entry.summary.full[:_SUMMARY_WORDS], _IN_SUMMARY)
        for words, share in texts:
            names, of_names = self._rarity.names(words).union(entry.capitals), share * _NAME
            for word in words:
                key = STEMS[word]
                weight = rarity[key] * (of_names if word in names else share)
                if key not in weights or weight > weights[key]:
                    weights[key] = weight
        return _of_length_one(weights)

    def faded(self, near: Likes, at: float) -> Likes:
        """What is left of these likenesses for an entry told `at` that time, in UNIX seconds."""
        told_at = self._told_at
        left = [(number, value * exp(abs(at - told_at[number]) / _FADES)) for number, value in near.items()]
        left.sort(key=_second, reverse=True)
        return dict(left)

    def entry(self, number: int) -> Read:
        """One of the entries that `find` names."""
        return self._by_number[number]

    def expire(self, at: float) -> None:
        """Forget what is older than 72 hours at that time, in seconds."""
        oldest, by_stem = at - _LIVE_SECONDS, self._by_stem
        while self._live and self._live[0].entry.at < oldest:
            old = self._live.popleft()
            del self._by_number[old.number], self._told_at[old.number]
            for word in old.vector:
                bearers = by_stem[word]
                del bearers[old.number]
                if not bearers:
                    del by_stem[word]


def _of_length_one(weights: Mapping[str, float]) -> Vector:
    """Without the least weights, scaled so that all of them together had length 1."""
    squared = sum([weight * weight for weight in weights.values()]) or 1.0
    ordered = sorted(weights.items(), key=_second, reverse=True)
    left = _LEFT_OUT * squared
    while ordered and left > ordered[-1][1] ** 2:
        left -= ordered.pop()[1] ** 2
    length = sqrt(squared)
    return {word: weight / length for word, weight in ordered}
