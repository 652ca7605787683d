"""How much each entry resembles those before it: cosine over rare word beginnings, less with every hour between."""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from math import exp, sqrt

from aggregator.stories.rarity import Rarity, stem
from aggregator.stories.reading import Read

LIVE = timedelta(hours=72)
_FADES = timedelta(hours=48).total_seconds()
_IN_SUMMARY, _NAME = 0.5, 1.7
_SUMMARY_WORDS = 30
_READ = 400
"""So many bearers of its words are looked at, those of rare words first: the common ones say little."""
_LEAST = 0.08
_KEPT = 16


@dataclass(frozen=True, slots=True)
class _Live:
    number: int
    at: float
    weights: dict[str, float]


class Likeness:
    """The entries of the last 72 hours by their words."""

    def __init__(self, rarity: Rarity) -> None:
        self._rarity = rarity
        self._live: deque[_Live] = deque()
        self._by_number: dict[int, Read] = {}
        self._times: dict[int, float] = {}
        self._by_stem: defaultdict[str, deque[tuple[int, float]]] = defaultdict(deque)

    def find(
        self, number: int, entry: Read, rarity: Mapping[str, float], *, keep: bool
    ) -> list[tuple[int, float]]:
        """(number, likeness) of the live entries most like this one, the most alike first; likeness in 0 … 1.

        `rarity` says how much each of its words says. With `keep`, later entries may resemble this one.
        """
        at = entry.told.at.timestamp()
        self._expire(at)
        weights = self._weights(entry, rarity)
        shared: defaultdict[int, float] = defaultdict(float)
        borne = [(live, weight) for word, weight in weights.items() if (live := self._by_stem.get(word))]
        borne.sort(key=lambda one: len(one[0]))
        left = _READ
        for live, weight in borne:
            if shared and len(live) > left:
                break
            left -= len(live)
            for bearer, other in live:
                shared[bearer] += weight * other
        best = sorted([(-value, bearer) for bearer, value in shared.items() if value > _LEAST])[: 2 * _KEPT]
        faded = sorted([(self._fading(bearer, at) * value, bearer) for value, bearer in best])
        if keep:
            self._keep(number, entry, weights)
        return [(bearer, -value) for value, bearer in faded[:_KEPT]]

    def entry(self, number: int) -> Read:
        """One of the entries that `find` names."""
        return self._by_number[number]

    def _keep(self, number: int, entry: Read, weights: dict[str, float]) -> None:
        at = entry.told.at.timestamp()
        self._live.append(_Live(number, at, weights))
        self._by_number[number], self._times[number] = entry, at
        for word, weight in weights.items():
            self._by_stem[word].append((number, weight))

    def _weights(self, entry: Read, rarity: Mapping[str, float]) -> dict[str, float]:
        """Of length 1. Words of the title count twice those of the summary, and names more than words."""
        weights: dict[str, float] = {}
        for words, share in ((entry.title.full, 1.0), (entry.summary.full[:_SUMMARY_WORDS], _IN_SUMMARY)):
            for word in words:
                name = _NAME if word in entry.capitals or self._rarity.is_name(word) else 1.0
                key = stem(word)
                weights[key] = max(weights.get(key, 0.0), share * name * rarity[word])
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {key: weight / length for key, weight in weights.items()}

    def _fading(self, number: int, at: float) -> float:
        return exp(-abs(at - self._times[number]) / _FADES)

    def _expire(self, at: float) -> None:
        while self._live and self._live[0].at < at - LIVE.total_seconds():
            old = self._live.popleft()
            del self._by_number[old.number], self._times[old.number]
            for word in old.weights:
                bearers = self._by_stem[word]
                bearers.popleft()
                if not bearers:
                    del self._by_stem[word]
