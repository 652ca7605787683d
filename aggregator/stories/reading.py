"""What of an entry is compared: words, word pairs, numbers, days and names, read once."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache

from aggregator.stories.rarity import STEMS
from aggregator.stories.scanning import Scanned, scan
from aggregator.stories.values import Told
from aggregator.stories.vocabulary import find_phrase, vocabulary

_LONGEST = 360
"""Characters of a summary that are read: a feed with whole articles costs no more than one with excerpts."""
_STROKE = re.compile(r"\s*(?:[–—]|\s--?\s)\s*")
_LONGEST_DATELINE = 80
_TAIL = re.compile(r"\s+[|–—]\s+[^|–—]{2,30}$")
_FEWEST_LETTERS = 4
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LONGEST_CREDIT = 14


@dataclass(frozen=True, slots=True)
class Text:
    """Title or summary: all `words` in order, the `full` ones without those that say nothing."""

    words: tuple[str, ...]
    full: tuple[str, ...]
    numbers: frozenset[str]
    days: frozenset[tuple[int, int]]
    months: frozenset[int]
    weekdays: frozenset[int]


@dataclass(frozen=True)
class Read:
    """An entry as it is compared. What only likely copies are asked is worked out when first asked for."""

    told: Told
    at: float
    """When it was told, in UNIX seconds."""
    shown: str
    """The summary without dateline and credit."""
    title: Text
    summary: Text
    numbers: frozenset[str]
    capitals: Collection[str]
    """Words that have a capital letter inside a sentence and never a small one."""
    smalls: Collection[str]
    unsure: Collection[str]
    """Words of a title that writes every word with a capital letter."""
    template: bool
    credit: str
    """The letters behind "dikutip dari": they may begin with a source's name."""

    @cached_property
    def source_letters(self) -> str:
        """Those of its source."""
        return _letters(self.told.source)

    @cached_property
    def words(self) -> frozenset[str]:
        """All of both texts."""
        return frozenset(self.title.words + self.summary.words)

    @cached_property
    def frame(self) -> frozenset[str]:
        """The title's words, numbers aside."""
        return frozenset(word for word in self.title.full if not word[0].isdigit())

    @cached_property
    def places(self) -> frozenset[str]:
        """Its words that are part of names of places, those of the title once more with a stroke."""
        known = vocabulary().places
        titled = known.intersection(self.title.words)
        return frozenset([*titled, *known.intersection(self.summary.words), *(f"{word}/" for word in titled)])

    @cached_property
    def subject(self) -> frozenset[str]:
        """The beginnings of the title's words, those of places aside."""
        return frozenset(STEMS[word] for word in self.title.full if word not in vocabulary().places)


_NO_NUMBERS: frozenset[str] = frozenset()
_NO_DAYS: frozenset[tuple[int, int]] = frozenset()
_NO_NAMES: frozenset[int] = frozenset()
"""Most texts have none: one for all."""


def read(told: Told) -> Read:
    """Take an entry apart."""
    shown = _without_dateline(told.summary[:_LONGEST])
    title, summary = scan(_TAIL.sub("", told.title)), scan(shown)
    headline, text = _text(title), _text(summary)
    if credit := _credit(text.words):
        shown = _without_credit(shown)
        summary = scan(shown)
        text = _text(summary)
    capitals, smalls, unsure = _cases(title, summary)
    return Read(
        told=told,
        at=told.at.timestamp(),
        shown=shown,
        title=headline,
        summary=text,
        numbers=headline.numbers | text.numbers if text.numbers else headline.numbers,
        capitals=capitals - smalls,
        smalls=smalls,
        unsure=unsure,
        template=find_phrase(vocabulary().templates, headline.words) > 0,
        credit=credit,
    )


def names_source(entry: Read, other: Read) -> bool:
    """Whether the entry says that it has its text from the other's source."""
    letters = other.source_letters
    return len(letters) >= _FEWEST_LETTERS and entry.credit.startswith(letters)


def _text(scanned: Scanned) -> Text:
    empty = vocabulary().empty
    return Text(
        tuple(scanned.words),
        tuple([word for word in scanned.words if word not in empty]),
        frozenset(scanned.numbers) if scanned.numbers else _NO_NUMBERS,
        frozenset(scanned.days) if scanned.days else _NO_DAYS,
        frozenset(scanned.months) if scanned.months else _NO_NAMES,
        frozenset(scanned.weekdays) if scanned.weekdays else _NO_NAMES,
    )


def _without_dateline(text: str) -> str:
    """Without "PALEMBANG, KABAR.com –", "Palembang (Kabar) –": capitals, a site or a paper before a stroke."""
    begin = text[:_LONGEST_DATELINE]
    stroke = _STROKE.search(begin) if "–" in begin or "—" in begin or " -" in begin else None
    if not stroke:
        return text
    head = text[: stroke.start()]
    shouted = any(len(word) >= _FEWEST_LETTERS and word.isupper() for word in head.split())
    return text[stroke.end() :] if shouted or head.endswith(")") or ".co" in head.lower() else text


def _credit(words: tuple[str, ...]) -> str:
    end = find_phrase(vocabulary().credits, words)
    return "".join(words[end : end + 4]) if end else ""


def _without_credit(text: str) -> str:
    """Without the short sentences that only say who had it first."""
    return " ".join(sentence for sentence in _SENTENCE.split(text) if not _only_credits(sentence))


def _only_credits(sentence: str) -> bool:
    words = tuple(scan(sentence).words)
    return len(words) <= _LONGEST_CREDIT and find_phrase(vocabulary().credits, words) > 0


@lru_cache(maxsize=2048)
def _letters(source: str) -> str:
    return "".join(scan(source).words)


def _cases(title: Scanned, summary: Scanned) -> tuple[set[str], set[str], set[str]]:
    capitals, smalls = set(summary.capitals), summary.smalls | title.smalls
    if len(title.smalls - vocabulary().empty) * 2 >= len(title.capitals):
        return capitals | title.capitals, smalls, set()
    return capitals, smalls, title.capitals - capitals - smalls
