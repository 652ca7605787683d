"""The words and phrases of all rules in one index, so that an entry's words are walked once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from aggregator.text import tokens

Literal = tuple[str, ...]
"""Tokens in sequence; the last may end in `*`."""

Hits = dict[Literal, list[int]]
"""Literals that occur, with the positions of the tokens where they begin."""

_REMEMBERED_WORDS = 50_000
"""News repeats its words: with so many, nineteen of twenty are looked up once. About 8 MB."""


@dataclass(frozen=True, slots=True)
class _Starts:
    """The literals that begin with a word: it alone, by their second token, and those whose second is open."""

    alone: tuple[Literal, ...]
    by_second: Mapping[str, tuple[Literal, ...]]
    second_open: tuple[Literal, ...]


class Index:
    """Literals by their first token; those that begin with a prefix (`pilkada*`) by the prefix."""

    def __init__(self, literals: Iterable[Literal]) -> None:
        self._by_first: dict[str, list[Literal]] = {}
        for literal in set(literals):
            self._by_first.setdefault(literal[0], []).append(literal)
        self._prefix_lengths = sorted({len(first) - 1 for first in self._by_first if first.endswith("*")})
        self._starts: dict[str, _Starts] = {}
        self._dull: set[str] = set()

    def hits(self, words: tuple[str, ...]) -> Hits:
        """Every literal that occurs in these tokens."""
        found: Hits = {}
        dull = self._dull
        for position in [at for at, word in enumerate(words) if word not in dull]:
            starts = self._starts.get(words[position]) or self._remember(words[position])
            if starts is None:
                continue
            for literal in starts.alone:
                found.setdefault(literal, []).append(position)
            second = words[position + 1] if position + 1 < len(words) else ""
            for literal in (*starts.by_second.get(second, ()), *starts.second_open):
                if _continues(literal, words, position):
                    found.setdefault(literal, []).append(position)
        return found

    def _remember(self, word: str) -> _Starts | None:
        if len(self._dull) + len(self._starts) >= _REMEMBERED_WORDS:
            self._dull.clear()
            self._starts.clear()
        beginning = sorted(self._beginning(word))
        if not beginning:
            self._dull.add(word)
            return None
        self._starts[word] = starts = _starts(beginning)
        return starts

    def _beginning(self, word: str) -> Iterator[Literal]:
        """The literals whose first token is the word, or its beginning where that is enough."""
        yield from self._by_first.get(word, ())
        for length in self._prefix_lengths:
            yield from self._by_first.get(word[:length] + "*", ()) if len(word) >= length else ()


def _starts(literals: list[Literal]) -> _Starts:
    longer = [literal for literal in literals if len(literal) > 1]
    by_second: dict[str, tuple[Literal, ...]] = {}
    for literal in longer:
        by_second[literal[1]] = (*by_second.get(literal[1], ()), literal)
    return _Starts(
        alone=tuple(literal for literal in literals if len(literal) == 1),
        by_second=by_second,
        second_open=tuple(literal for literal in longer if literal[1].endswith("*")),
    )


def _continues(literal: Literal, words: tuple[str, ...], position: int) -> bool:
    end = position + len(literal)
    if words[position + 1 : end - 1] != literal[1:-1] or end > len(words):
        return False
    last = literal[-1]
    return words[end - 1].startswith(last[:-1]) if last.endswith("*") else words[end - 1] == last


@lru_cache(maxsize=16_384)
def literal_of(text: str) -> Literal:
    """The tokens of a word or phrase; a `*` at its end stays with the last token."""
    words = tokens(text) or (text.lower(),)
    return (*words[:-1], words[-1] + "*") if text.endswith("*") and not words[-1].endswith("*") else words
