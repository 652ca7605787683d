"""How much a word says: learnt from the stream itself over the last full days and the day that runs."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log

WINDOW = timedelta(days=14)
_STEM = 5
"""Letters of a word that count: "kampanye" and "kampanyekan" are one."""
_FEW = 30


def stem(word: str) -> str:
    """The beginning of a word; a number stays whole."""
    return word if word[0].isdigit() else word[:_STEM]


@dataclass(slots=True)
class _Counts:
    """In how many entries a word's beginning stands, and in how many a word is a name, or none."""

    entries: int = 0
    stems: Counter[str] = field(default_factory=Counter)
    capitals: Counter[str] = field(default_factory=Counter)
    smalls: Counter[str] = field(default_factory=Counter)


class Rarity:
    """Counts per day, so that a day leaves as a whole. A function of the last `WINDOW` and of nothing else."""

    def __init__(self) -> None:
        self._days: deque[tuple[date, _Counts]] = deque()
        self._all = _Counts()

    def learn(self, day: date, stems: Iterable[str], capitals: Iterable[str], smalls: Iterable[str]) -> None:
        """Count an entry of `day`, which is not before the last one's."""
        if not self._days or self._days[-1][0] != day:
            self._turn(day)
        for counts in (self._days[-1][1], self._all):
            counts.entries += 1
            counts.stems.update(stems)
            counts.capitals.update(capitals)
            counts.smalls.update(smalls)

    def weight(self, word_stem: str) -> float:
        """The inverse document frequency, as a natural logarithm; that of an unknown word is the highest."""
        return log(1 + (self._all.entries + 1) / (self._all.stems.get(word_stem, 0) + 0.5))

    @property
    def trust(self) -> float:
        """How far a weight can be believed, in 0 … 1: among few entries everything is rare."""
        return self._all.entries / (self._all.entries + _FEW)

    def is_name(self, word: str) -> bool | None:
        """Whether it mostly has a capital letter inside sentences; None when never seen there."""
        capitals, smalls = self._all.capitals.get(word, 0), self._all.smalls.get(word, 0)
        return None if capitals == smalls == 0 else capitals > smalls

    def _turn(self, day: date) -> None:
        self._days.append((day, _Counts()))
        while self._days[0][0] < day - WINDOW:
            _, gone = self._days.popleft()
            self._all.entries -= gone.entries
            self._all.stems -= gone.stems
            self._all.capitals -= gone.capitals
            self._all.smalls -= gone.smalls
