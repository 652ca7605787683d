"""The front page: what leads, what is new, and the newest of every topic, no entry twice where that can be."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from aggregator import ranked
from aggregator.config import Settings
from aggregator.model import Entry
from aggregator.ranked import CHOICE, POPULAR, Ranking
from aggregator.store import Tx, listings
from aggregator.web.cards import Card, Cards
from aggregator.words import Words

_CANDIDATES = 48
"""From so many newest entries the upper part of the page is made."""
_BESIDE = 4
_NEWEST = 16
_PER_SECTION = 5
_ENOUGH = 3
"""With fewer entries that were not shown above, a section shows some of those again."""
_SECTIONS = 12
"""Topics with a section; the others are named at the foot of the page."""


@dataclass(frozen=True, slots=True)
class Section:
    """A topic's newest entries."""

    title: str
    path: str
    language: str
    """Of the title."""
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first of a ranking, each with the reason why it stands there."""

    title: str
    path: str
    cards: tuple[tuple[Card, str], ...]


@dataclass(frozen=True, slots=True)
class Front:
    """Everything between masthead and foot. `top` is the lead and those beside it."""

    top: tuple[Card, ...]
    newest: tuple[Card, ...]
    rankings: tuple[Ranked, ...]
    sections: tuple[Section, ...]


def read_front(tx: Tx, settings: Settings, now: datetime, words: Words) -> Front:
    """The front page of this moment."""
    cards = Cards(settings, now, words)
    found = _distinct(listings.latest(tx, limit=_CANDIDATES, leads=True, full=False))
    top = _top(found)
    newest = tuple(entry for entry in found if entry not in top)[:_NEWEST]
    shown = {entry.key for entry in (*top, *newest)}
    sections = []
    for topic in settings.topics[:_SECTIONS]:
        chosen = _read_section(tx, topic.slug, shown)
        shown |= {entry.key for entry in chosen}
        if chosen:
            path = f"/topics/{topic.slug}"
            sections.append(Section(topic.title, path, topic.language, cards.make(tx, chosen)))
    shown_ranked = ranked.read_rankings(tx, settings, now, CHOICE, POPULAR)
    rankings = (
        _ranking(tx, which, cards, words, found)
        for which, found in zip((CHOICE, POPULAR), shown_ranked, strict=True)
    )
    return Front(
        cards.make(tx, top),
        cards.make(tx, newest),
        tuple(one for one in rankings if one.cards),
        tuple(sections),
    )


def _ranking(tx: Tx, which: Ranking, cards: Cards, words: Words, found: tuple[ranked.Ranked, ...]) -> Ranked:
    first = found[:_PER_SECTION]
    made = cards.make(tx, (one.entry for one in first))
    reasons = (one.reason.said(words) for one in first)
    return Ranked(words.say(which.heading), f"/{which.name}", tuple(zip(made, reasons, strict=True)))


def _top(found: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The lead and those beside it, in pairs: the newest that have most to show, of many papers."""
    by_paper: dict[str, Entry] = {}
    richest = sorted(found, key=_poverty)
    for entry in richest:
        by_paper.setdefault(entry.source, entry)
    first = tuple(by_paper.values())
    top = (*first, *(entry for entry in richest if entry not in first))[: 1 + _BESIDE]
    return top[: len(top) - (len(top) + 1) % 2]


def _read_section(tx: Tx, topic: str, shown: Set[str]) -> tuple[Entry, ...]:
    """The newest of a topic that stand nowhere above, or all when few are left; one with a picture first."""
    latest = _distinct(
        listings.latest(tx, topic=topic, limit=2 * _PER_SECTION + len(shown), leads=True, full=False)
    )
    fresh = tuple(entry for entry in latest if entry.key not in shown)
    chosen = (fresh if len(fresh) >= _ENOUGH else latest)[:_PER_SECTION]
    feature = min(chosen, key=_poverty, default=None)
    return tuple(sorted(chosen, key=lambda entry: entry is not feature))


def _poverty(entry: Entry) -> int:
    """What an entry lacks to stand large."""
    return 2 * (not entry.image) + (not entry.summary)


def _distinct(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of entries under one headline, as reprints are, the newest alone."""
    by_title: dict[str, Entry] = {}
    for entry in found:
        by_title.setdefault(entry.title.casefold(), entry)
    return tuple(by_title.values())
