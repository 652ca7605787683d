"""How much a word says: learnt from the stream itself over the last full days and the day that runs."""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import date, timedelta
from math import log

WINDOW = timedelta(days=14)
_Counts = defaultdict[str, int]
_STEM = 5
"""Letters of a word that count: "kampanye" and "kampanyekan" are one."""


def stem(word: str) -> str:
    """The beginning of a word; a number stays whole."""
    return word if word[0].isdigit() else word[:_STEM]


class Rarity:
    """Counts per day, so that a day leaves as a whole. A function of the last `WINDOW` and of nothing else."""

    def __init__(self) -> None:
        self._days: deque[tuple[date, _Counts, _Counts]] = deque()
        self._entries = 0
        self._counts: _Counts = defaultdict(int)
        self._cases: _Counts = defaultdict(int)

    def learn(self, day: date, stems: Iterable[str], capitals: Iterable[str], smalls: Iterable[str]) -> None:
        """Count an entry of `day`, which is not before the last one's."""
        if not self._days or self._days[-1][0] != day:
            self._turn(day)
        _, counts, cases = self._days[-1]
        self._entries += 1
        counts[""] += 1
        for word in stems:
            counts[word] += 1
            self._counts[word] += 1
        for words, step in ((capitals, 1), (smalls, -1)):
            for word in words:
                cases[word] += step
                self._cases[word] += step

    def weight(self, word_stem: str) -> float:
        """The inverse document frequency, as a natural logarithm; that of an unknown word is the highest."""
        return log(1 + (self._entries + 1) / (self._counts.get(word_stem, 0) + 0.5))

    def is_name(self, word: str) -> bool | None:
        """Whether it mostly has a capital letter inside sentences; None when never seen there."""
        balance = self._cases.get(word)
        return None if balance is None else balance > 0

    def _turn(self, day: date) -> None:
        self._days.append((day, defaultdict(int), defaultdict(int)))
        while self._days[0][0] < day - WINDOW:
            _, counts, cases = self._days.popleft()
            self._entries -= counts.pop("")
            _take(self._counts, counts)
            _take(self._cases, cases)


def _take(counts: _Counts, gone: _Counts) -> None:
    for word, count in gone.items():
        counts[word] -= count
        if not counts[word]:
            del counts[word]
