"""The simple ways to find copies and stories, written plainly: what ours must be better than.

All see the stream once, in its order, and only what was published within the window before. None has a guard.
"""

import hashlib
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime, timedelta

from aggregator.quality import Row
from aggregator.quality.rows import with_times
from aggregator.text import tokens

Groups = dict[str, str]
Method = Callable[[Sequence[Row], datetime], Groups]

_PERMUTATIONS = 64
_BANDS = 16
_PRIME = (1 << 61) - 1
_rng = random.Random(1)
_FACTORS = [(_rng.randrange(1, _PRIME), _rng.randrange(_PRIME)) for _ in range(_PERMUTATIONS)]


def exact_title(rows: Sequence[Row], now: datetime) -> Groups:
    """The same words in the title within 72 h."""
    latest: dict[tuple[str, ...], tuple[str, datetime]] = {}
    groups = {}
    for row, at in with_times(rows, now):
        words = tokens(row.title)
        group, last = latest.get(words, (row.id, at))
        groups[row.id] = group if at - last <= timedelta(hours=72) else row.id
        latest[words] = groups[row.id], at
    return groups


def title_trigrams(rows: Sequence[Row], now: datetime) -> Groups:
    """Character trigrams of the title, Jaccard ≥ .6 (as tt-rss asks its database)."""

    def trigrams(row: Row) -> frozenset[Hashable]:
        return frozenset(gram for word in tokens(row.title) for gram in _grams(f"  {word} ", 3))

    return _joined(rows, now, trigrams, _jaccard, 0.6)


def minhash(rows: Sequence[Row], now: datetime) -> Groups:
    """Word 3-grams of title and summary, 64 permutations in 16 bands, estimated Jaccard ≥ .5 within 72 h."""
    buckets: dict[tuple[int, tuple[int, ...]], list[str]] = defaultdict(list)
    known: dict[str, tuple[list[int], datetime]] = {}
    groups: Groups = {}
    for row, at in with_times(rows, now):
        signature = _signature(_shingles(row))
        best, likest = 0.5, row.id
        bands = [(band, tuple(signature[band::_BANDS])) for band in range(_BANDS)]
        for other in dict.fromkeys(one for band in bands for one in buckets[band]):
            theirs, their_time = known[other]
            alike = sum(map(int.__eq__, signature, theirs)) / _PERMUTATIONS
            if at - their_time <= timedelta(hours=72) and alike >= best:
                best, likest = alike, other
        groups[row.id] = groups.get(likest, row.id)
        known[row.id] = signature, at
        for band in bands:
            buckets[band].append(row.id)
    return groups


def simhash(rows: Sequence[Row], now: datetime) -> Groups:
    """64 bits of the words of title and summary, at most 12 apart within 72 h."""
    known: list[tuple[int, str, datetime]] = []
    groups: Groups = {}
    for row, at in with_times(rows, now):
        bits = _simhash(tokens(f"{row.title} {row.summary}"))
        near = [
            ((bits ^ theirs).bit_count(), other)
            for theirs, other, their_time in known
            if at - their_time <= timedelta(hours=72)
        ]
        distance, other = min(near, default=(64, row.id))
        groups[row.id] = groups[other] if distance <= 12 else row.id
        known.append((bits, row.id, at))
    return groups


def one_pass(threshold: float) -> Method:
    """Online TF-IDF (words and character 4-grams), cosine × exp(−age / 48 h) with the sum of each story."""

    def method(rows: Sequence[Row], now: datetime) -> Groups:
        stream = _OnePass(threshold)
        return {row.id: stream.add(row, at) for row, at in with_times(rows, now)}

    return method


class _OnePass:
    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._seen = 0
        self._document_counts: Counter[str] = Counter()
        self._sums: dict[str, dict[str, float]] = {}
        self._lengths: dict[str, float] = {}
        self._latest: dict[str, datetime] = {}
        self._postings: dict[str, set[str]] = defaultdict(set)

    def add(self, row: Row, at: datetime) -> str:
        vector = self._vector(row)
        products: dict[str, float] = defaultdict(float)
        for term, weight in vector.items():
            for story in self._postings[term]:
                products[story] += weight * self._sums[story][term]
        best, chosen = self._threshold, row.id
        for story, product in products.items():
            hours = (at - self._latest[story]).total_seconds() / 3600
            alike = product / self._lengths[story] * math.exp(-hours / 48)
            if alike >= best:
                best, chosen = alike, story
        self._join(chosen, vector, at)
        return chosen

    def _vector(self, row: Row) -> dict[str, float]:
        words = tokens(f"{row.title} {row.title} {row.summary}")
        counts = Counter([*words, *(f"#{gram}" for word in words for gram in _grams(f" {word} ", 4))])
        self._seen += 1
        self._document_counts.update(counts.keys())
        vector = {
            term: (1 + math.log(count)) * math.log((1 + self._seen) / self._document_counts[term])
            for term, count in counts.items()
        }
        length = _length(vector) or 1.0
        return {term: weight / length for term, weight in vector.items()}

    def _join(self, story: str, vector: dict[str, float], at: datetime) -> None:
        total = self._sums.setdefault(story, defaultdict(float))
        for term, weight in vector.items():
            total[term] += weight
            self._postings[term].add(story)
        self._lengths[story] = _length(total) or 1.0
        self._latest[story] = at


def _joined(
    rows: Sequence[Row],
    now: datetime,
    features: Callable[[Row], frozenset[Hashable]],
    likeness: Callable[[frozenset[Hashable], frozenset[Hashable]], float],
    threshold: float,
) -> Groups:
    """Each with the likest of the 72 h before, where that is like enough."""
    known: list[tuple[frozenset[Hashable], str, datetime]] = []
    groups: Groups = {}
    for row, at in with_times(rows, now):
        mine = features(row)
        near = [
            (likeness(mine, theirs), other)
            for theirs, other, their_time in known
            if at - their_time <= timedelta(hours=72)
        ]
        alike, other = max(near, default=(0.0, row.id))
        groups[row.id] = groups[other] if alike >= threshold else row.id
        known.append((mine, row.id, at))
    return groups


def _jaccard(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common or 1)


def _grams(text: str, size: int) -> Iterable[str]:
    return (text[start : start + size] for start in range(max(1, len(text) - size + 1)))


def _shingles(row: Row) -> set[int]:
    words = tokens(f"{row.title} {row.summary}")
    return {_hash(" ".join(words[start : start + 3])) for start in range(max(1, len(words) - 2))}


def _signature(shingles: set[int]) -> list[int]:
    return [min((a * one + b) % _PRIME for one in shingles) for a, b in _FACTORS]


def _simhash(words: Iterable[str]) -> int:
    votes = [0] * 64
    for word in words:
        bits = _hash(word)
        for place in range(64):
            votes[place] += 1 if bits >> place & 1 else -1
    return sum(1 << place for place in range(64) if votes[place] > 0)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _length(vector: dict[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values()))
