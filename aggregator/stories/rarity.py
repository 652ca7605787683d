"""How much a word says: learnt from the stream itself over the last full days and the day that runs."""

from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log

WINDOW = timedelta(days=14)
_STEM = 5
"""Letters of a word that count: "kampanye" and "kampanyekan" are one."""
_FEW = 30


class _Stems(dict[str, str]):
    _MOST = 100_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        beginning = self[word] = word if word[0].isdigit() else word[:_STEM]
        return beginning


STEMS = _Stems()
"""The beginning of every word, remembered, since words come again; a number stays whole."""


@dataclass(slots=True)
class _Counts:
    """In how many entries a word's beginning stands, and in how many a word is a name, or none."""

    entries: int = 0
    stems: Counter[str] = field(default_factory=Counter)
    capitals: Counter[str] = field(default_factory=Counter)
    smalls: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Today:
    """The words of each entry, one behind the other: they are counted when the day is over."""

    day: date = date.min
    entries: int = 0
    stems: list[str] = field(default_factory=list)
    capitals: list[str] = field(default_factory=list)
    smalls: list[str] = field(default_factory=list)

    def counted(self) -> _Counts:
        return _Counts(self.entries, Counter(self.stems), Counter(self.capitals), Counter(self.smalls))


class Rarity:
    """Counts per day, so that a day leaves as a whole. A function of the last `WINDOW` and of nothing else."""

    def __init__(self) -> None:
        self._days: deque[tuple[date, _Counts]] = deque()
        self._today = _Today()
        self._all = _Counts()

    def learn(
        self, day: date, stems: Sequence[str], capitals: Collection[str], smalls: Collection[str]
    ) -> dict[str, float]:
        """Count an entry of `day`, which is not before the last one's; how much each of its stems says.

        That is the inverse document frequency, as a natural logarithm.
        """
        today, known = self._today, self._all
        if today.day != day:
            today = self._turn(day)
        today.entries += 1
        today.stems += stems
        today.capitals += capitals
        today.smalls += smalls
        known.entries += 1
        counts = known.stems
        counts.update(stems)
        known.capitals.update(capitals)
        known.smalls.update(smalls)
        entries = known.entries + 1
        return {one: log(1 + entries / (counts[one] + 0.5)) for one in stems}

    @property
    def trust(self) -> float:
        """How far a weight can be believed, in 0 … 1: among few entries everything is rare."""
        return self._all.entries / (self._all.entries + _FEW)

    def is_name(self, word: str) -> bool | None:
        """Whether it mostly has a capital letter inside sentences; None when never seen there."""
        capitals, smalls = self._all.capitals.get(word, 0), self._all.smalls.get(word, 0)
        return None if capitals == smalls == 0 else capitals > smalls

    def names(self, words: Sequence[str]) -> set[str]:
        """Those that are names: that mostly have a capital letter inside sentences."""
        capitals, smalls = self._all.capitals, self._all.smalls
        return {word for word in words if word in capitals and capitals[word] > smalls.get(word, 0)}

    def _turn(self, day: date) -> _Today:
        if self._today.entries:
            self._days.append((self._today.day, self._today.counted()))
        while self._days and self._days[0][0] < day - WINDOW:
            _, gone = self._days.popleft()
            self._all.entries -= gone.entries
            self._all.stems -= gone.stems
            self._all.capitals -= gone.capitals
            self._all.smalls -= gone.smalls
        self._today = _Today(day)
        return self._today
