"""`words.toml` beside this file, with the months and weekdays of `dates`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aggregator.dates.words import MONTHS, WEEKDAYS
from aggregator.places import place_words
from aggregator.text import tokens

_SHORT = 4
"""Letters: shorter names of months and days are words of their own ("may", "sun") and do not count."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by what they mean; phrases by their first word."""

    empty: frozenset[str]
    numbers: Mapping[str, str]
    roman: Mapping[str, str]
    scales: Mapping[str, float]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    templates: Mapping[str, tuple[tuple[str, ...], ...]]
    credits: Mapping[str, tuple[tuple[str, ...], ...]]
    places: frozenset[str]
    """Words of the gazetteer's names: many entries have them that tell different news."""
    special: frozenset[str]
    """Words with a meaning of their own: of numbers and of days."""


@cache
def vocabulary() -> Vocabulary:
    """The shipped words, read once."""
    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    months = (
        {word: int(value) for word, value in _by_word(data["months"]).items()} | _long(MONTHS) | {"mei": 5}
    )
    weekdays = {word: int(value) for word, value in _by_word(data["weekdays"]).items()} | _long(WEEKDAYS)
    numbers, roman = _by_word(data["numbers"]), _by_word(data["roman"])
    scales = {word: float(value) for word, value in _by_word(data["scales"]).items()}
    return Vocabulary(
        empty=frozenset(data["empty"].split()),
        numbers=numbers,
        roman=roman,
        scales=scales,
        months=months,
        weekdays=weekdays | {"ahad": 6},
        templates=_phrases(data["templates"]["phrases"]),
        credits=_phrases(data["credits"]["phrases"]),
        places=place_words(),
        special=frozenset({*numbers, *roman, *scales, *months, *weekdays, "ahad"}),
    )


def find_phrase(phrases: Mapping[str, tuple[tuple[str, ...], ...]], words: tuple[str, ...]) -> int:
    """Where the first phrase in `words` ends; 0 if there is none."""
    if phrases.keys().isdisjoint(words):
        return 0
    for start, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if words[start : start + len(phrase)] == phrase:
                return start + len(phrase)
    return 0


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: value for value, words in table.items() for word in words.split()}


def _long(words: Mapping[str, int]) -> dict[str, int]:
    return {word: number for word, number in words.items() if len(word) >= _SHORT}


def _phrases(lines: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in sorted(map(tokens, lines), key=len, reverse=True):
        found[words[0]] = (*found.get(words[0], ()), words)
    return found
