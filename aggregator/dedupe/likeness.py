"""Do two titles, or two texts, say the same? By their words, where a number counts for more than a word."""

from aggregator.identity import words_of

_ALIKE = 0.6
_FOREIGN = 0.3
_FEWEST = 5


def alike(ours: str, theirs: str) -> bool:
    """Most words are common and every number is: "emas Rp1.412.000" is not "emas Rp1.415.000"."""
    first, second = set(words_of(ours)), set(words_of(theirs))
    if not first or not second or _numbers(first) != _numbers(second):
        return False
    return _overlap(first, second) >= _ALIKE


def contradict(ours: str, theirs: str) -> bool:
    """Both say something, and nearly nothing of it is the same."""
    first, second = set(words_of(ours)), set(words_of(theirs))
    return min(len(first), len(second)) >= _FEWEST and _overlap(first, second) < _FOREIGN


def _overlap(first: set[str], second: set[str]) -> float:
    return len(first & second) / len(first | second)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if any(letter.isdigit() for letter in word)}
