"""How near a grouping, or a set of labels, is to the truth: precision, recall and F1.

Pairwise counts the pairs of entries that stand together (so a story of twenty counts 190 times); BCubed is the
mean over entries of how much of an entry's group is right and how much of its truth was found (Bagga and
Baldwin 1998; Amigó et al. 2009).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Groups = Mapping[str, str]
"""By id the name of its group; what the name is does not matter."""


@dataclass(frozen=True, slots=True)
class Score:
    """Between 0 and 1; 1 where there was nothing to be wrong about."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def pairwise(truth: Groups, found: Groups) -> Score:
    """Of all pairs that are found together the share that belongs together, and the other way round."""
    right = _pairs(Counter((truth[name], found[name]) for name in truth).values())
    told = _pairs(Counter(found[name] for name in truth).values())
    wanted = _pairs(Counter(truth.values()).values())
    return Score(_share(right, told), _share(right, wanted))


def bcubed(truth: Groups, found: Groups) -> Score:
    """The mean over entries, singletons counted."""
    both = Counter((truth[name], found[name]) for name in truth)
    told, wanted = Counter(found[name] for name in truth), Counter(truth.values())
    squares = [(size * size, group) for group, size in both.items()]
    precision = sum(square / told[name] for square, (_, name) in squares)
    recall = sum(square / wanted[name] for square, (name, _) in squares)
    return Score(precision / len(truth), recall / len(truth))


def labelled(truth: Mapping[str, str], found: Mapping[str, str], of: Iterable[str]) -> Score:
    """For labels, by id with commas between them: only those in `of` count."""
    counted = frozenset(of)
    wanted = {(name, label) for name, labels in truth.items() for label in labels.split(",")}
    told = {(name, label) for name, labels in found.items() for label in labels.split(",")}
    wanted, told = ({pair for pair in pairs if pair[1] in counted} for pairs in (wanted, told))
    return Score(_share(len(wanted & told), len(told)), _share(len(wanted & told), len(wanted)))


def merged(traps: Mapping[str, str], found: Groups) -> tuple[str, ...]:
    """The ids of the traps that were taken for what they only resemble."""
    return tuple(name for name, seems in traps.items() if seems and found[name] == found[seems])


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
