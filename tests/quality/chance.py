"""A stream made by chance, in no language: stories of all sizes up to eighty, each a choice of words of its own.

The sets that are written by hand have stories of two to seven entries. What happens to bigger ones shows here, and
nobody chose a word of it.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from aggregator.quality import Row
from tests.quality.sets import LabelledSet

_LETTERS = "abcdefghijklmnoprstuvwy"
_WORDS = 6000
_OWN, _IN_TITLES = 22, 14
"""So many words a story has of its own, and so many of them its titles use."""
_MOST = 80


class _Language:
    """Words by chance; a few stand everywhere, most nearly nowhere."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        words = {"".join(rng.choices(_LETTERS, k=rng.randint(4, 9))) for _ in range(_WORDS)}
        self._words = rng.sample(sorted(words), len(words))
        self._weights = [1 / (rank + 8) for rank in range(len(words))]

    def words(self, count: int) -> list[str]:
        return self._rng.choices(self._words, self._weights, k=count)

    def text(self, own: list[str], share: float, count: int) -> str:
        """So many words, `share` of them the story's own; two of those are names."""
        chosen = [self._rng.choice(own) if self._rng.random() < share else word for word in self.words(count)]
        names = own[:2]
        return " ".join(word.capitalize() if word in names else word for word in dict.fromkeys(chosen))


def stream(seed: int, entries: int, days: int) -> LabelledSet:
    """At least so many entries within so many days, and their stories; the same for the same seed."""
    rng = random.Random(seed)
    language = _Language(rng)
    rows: list[Row] = []
    truth: dict[str, str] = {}
    while len(rows) < entries:
        story = f"story{len(truth)}"
        told = list(_story(rng, language, story, days))
        rows += told
        truth |= {row.id: story for row in told}
    rows.sort(key=lambda row: (row.at, row.id))
    return LabelledSet(tuple(rows), {"story": truth})


def _story(rng: random.Random, language: _Language, name: str, days: int) -> Iterator[Row]:
    own = language.words(_OWN)
    begins = datetime(2024, 8, 26, tzinfo=UTC) + timedelta(days=rng.random() * days)
    for number in range(min(_MOST, int(rng.paretovariate(2)))):
        at = begins + timedelta(hours=rng.expovariate(1 / 14) if number else 0)
        title = language.text(own[:_IN_TITLES], 0.55, rng.randint(6, 10))
        summary = language.text(own, 0.35, rng.randint(10, 22)) if rng.random() < 0.5 else ""
        yield Row(f"{name}-{number}", title, summary, f"paper{rng.randint(1, 12)}", at=at)
