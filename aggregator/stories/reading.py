"""What of an entry is compared: words, word pairs, numbers, days and names, read once."""

import re
from dataclasses import dataclass
from functools import lru_cache

from aggregator.stories.rarity import stem
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


@dataclass(frozen=True, slots=True)
class Read:
    """An entry as it is compared."""

    told: Told
    shown: str
    """The summary without dateline and credit."""
    title: Text
    summary: Text
    words: frozenset[str]
    numbers: frozenset[str]
    capitals: frozenset[str]
    """Words that have a capital letter inside a sentence and never a small one."""
    smalls: frozenset[str]
    unsure: frozenset[str]
    """Words of a title that writes every word with a capital letter."""
    template: bool
    credit: str
    """The letters behind "dikutip dari": they may begin with a source's name."""
    source_letters: str
    frame: frozenset[str]
    """The title's words, numbers aside."""
    places: frozenset[str]
    """Its words that are part of names of places, those of the title once more with a stroke."""
    subject: frozenset[str]
    """The beginnings of the title's words, those of places aside."""


def read(told: Told) -> Read:
    """Take an entry apart."""
    shown = _without_dateline(told.summary[:_LONGEST])
    title, summary = scan(_TAIL.sub("", told.title)), scan(shown)
    if credit := _credit(summary.words):
        shown = _without_credit(shown)
        summary = scan(shown)
    headline, text = _text(title), _text(summary)
    capitals, smalls, unsure = _cases(title, summary)
    return Read(
        told=told,
        shown=shown,
        title=headline,
        summary=text,
        words=frozenset(title.words + summary.words),
        numbers=headline.numbers | text.numbers,
        capitals=frozenset(capitals - smalls),
        smalls=frozenset(smalls),
        unsure=frozenset(unsure),
        template=find_phrase(vocabulary().templates, headline.words) > 0,
        credit=credit,
        source_letters=_letters(told.source),
        frame=frozenset(word for word in headline.full if not word[0].isdigit()),
        places=_places(headline, text),
        subject=frozenset(stem(word) for word in headline.full if word not in vocabulary().places),
    )


def _places(title: Text, summary: Text) -> frozenset[str]:
    known = vocabulary().places
    titled = known.intersection(title.words)
    return frozenset([*titled, *known.intersection(summary.words), *(f"{word}/" for word in titled)])


def names_source(entry: Read, other: Read) -> bool:
    """Whether the entry says that it has its text from the other's source."""
    letters = other.source_letters
    return len(letters) >= _FEWEST_LETTERS and entry.credit.startswith(letters)


def _text(scanned: Scanned) -> Text:
    empty = vocabulary().empty
    return Text(
        words=tuple(scanned.words),
        full=tuple(word for word in scanned.words if word not in empty),
        numbers=frozenset(scanned.numbers),
        days=frozenset(scanned.days),
        months=frozenset(scanned.months),
        weekdays=frozenset(scanned.weekdays),
    )


def _without_dateline(text: str) -> str:
    """Without "PALEMBANG, KABAR.com –", "Palembang (Kabar) –": capitals, a site or a paper before a stroke."""
    stroke = _STROKE.search(text, 0, _LONGEST_DATELINE)
    if not stroke:
        return text
    head = text[: stroke.start()]
    shouted = any(len(word) >= _FEWEST_LETTERS and word.isupper() for word in head.split())
    return text[stroke.end() :] if shouted or head.endswith(")") or ".co" in head.lower() else text


def _credit(words: list[str]) -> str:
    if vocabulary().credits.keys().isdisjoint(words):
        return ""
    end = find_phrase(vocabulary().credits, tuple(words))
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
