"""How much each entry resembles those before it: cosine over rare word beginnings, less with every hour between."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from heapq import nlargest
from math import exp, sqrt

from aggregator.stories.rarity import Rarity
from aggregator.stories.reading import Read

LIVE = timedelta(hours=72)
_FADES = timedelta(hours=48).total_seconds()
_IN_SUMMARY, _NAME = 0.65, 1.55
_SUMMARY_WORDS = 30
_LEFT_OUT = 0.02
"""The share of the squared length that the least of its words make up: they stand in many entries and say little."""
_READ = 100
"""So many bearers of its words are looked at, those of rare words first."""
_LEAST = 0.04
_NEAR = 12


@dataclass(frozen=True, slots=True)
class _Live:
    number: int
    at: float
    entry: Read
    weights: dict[str, float]


class Likeness:
    """The entries of the last 72 hours by their words."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._live: deque[_Live] = deque()
        self._by_number: dict[int, _Live] = {}
        self._by_stem: defaultdict[str, deque[tuple[int, float]]] = defaultdict(deque)

    def find(self, vector: Mapping[str, float]) -> list[tuple[int, float]]:
        """(number, likeness) of the live entries most like a vector, the most alike first; likeness in 0 … 1."""
        shared: defaultdict[int, float] = defaultdict(float)
        borne = [(live, weight) for word, weight in vector.items() if (live := self._by_stem.get(word))]
        borne.sort(key=_how_many)
        left = _READ
        for live, weight in borne:
            if len(live) > left and shared:
                break
            left -= len(live)
            for bearer, other in live:
                shared[bearer] += weight * other
        alike = [(value, bearer) for bearer, value in shared.items() if value > _LEAST]
        return [(bearer, value) for value, bearer in nlargest(_NEAR, alike)]

    def keep(self, number: int, entry: Read, vector: dict[str, float]) -> None:
        """From now on entries may resemble this one."""
        live = _Live(number, entry.told.at.timestamp(), entry, vector)
        self._live.append(live)
        self._by_number[number] = live
        for word, weight in vector.items():
            self._by_stem[word].append((number, weight))

    def vector(self, entry: Read, stems: Mapping[str, str], rarity: Mapping[str, float]) -> dict[str, float]:
        """Of length 1. Words of the title count twice those of the summary, and names more than words.

        `stems` are the beginnings of its words, `rarity` says how much each of those says.
        """
        weights: dict[str, float] = {}
        for words, share in ((entry.summary.full[:_SUMMARY_WORDS], _IN_SUMMARY), (entry.title.full, 1.0)):
            for word in words:
                key = stems[word]
                weight = share * rarity[key]
                if word in entry.capitals or self._rarity.is_name(word):
                    weight *= _NAME
                if weight > weights.get(key, 0.0):
                    weights[key] = weight
        return _of_length_one(weights)

    def fade(self, number: int, at: float) -> float:
        """What is left of a likeness to the live entry for one told `at` that time, in seconds."""
        return exp(-abs(at - self._by_number[number].at) / _FADES)

    def entry(self, number: int) -> Read:
        """One of the entries that `find` names."""
        return self._by_number[number].entry

    def expire(self, at: float) -> None:
        """Forget what is older than 72 hours at that time, in seconds."""
        while self._live and self._live[0].at < at - LIVE.total_seconds():
            old = self._live.popleft()
            del self._by_number[old.number]
            for word in old.weights:
                bearers = self._by_stem[word]
                bearers.popleft()
                if not bearers:
                    del self._by_stem[word]


def _how_many(one: tuple[deque[tuple[int, float]], float]) -> int:
    return len(one[0])


def _of_length_one(weights: Mapping[str, float]) -> dict[str, float]:
    """Without the least weights, scaled so that all of them together had length 1."""
    squared = sum(weight * weight for weight in weights.values()) or 1.0
    left, kept, length = _LEFT_OUT * squared, {}, sqrt(squared)
    for word, weight in sorted(weights.items(), key=_by_weight):
        left -= weight * weight
        if left < 0:
            kept[word] = weight / length
    return kept


def _by_weight(one: tuple[str, float]) -> tuple[float, str]:
    return one[1], one[0]
