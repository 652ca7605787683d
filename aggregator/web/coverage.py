"""The page of a story: who told it first, who followed, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator.config import Settings
from aggregator.documents import Listing
from aggregator.model import Entry
from aggregator.store import Tx, entries
from aggregator.web.cards import Card, Cards, Link
from aggregator.web.paging import read_page
from aggregator.words import Words

_TELLINGS = 100


@dataclass(frozen=True, slots=True)
class Telling:
    """One entry of a story. `after` says how long after the first it came, "" for the first."""

    card: Card
    after: str
    reprint: bool
    """Whether its text is (nearly) that of another."""
    original: str
    """The paper that it reprints, "" where that is itself or is not shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it was told, earliest first. `next` is the cursor of what stands before, "" mostly."""

    first: Card
    tellings: tuple[Telling, ...]
    said: str
    """How many papers told it, in what time."""
    picture: Card | None
    topics: tuple[Link, ...]
    next: str

    @property
    def cards(self) -> tuple[Card, ...]:
        """Of all that is shown."""
        return tuple(telling.card for telling in self.tellings)


def read_story(tx: Tx, settings: Settings, now: datetime, words: Words, listing: Listing) -> Told | None:
    """The story of a listing; None where it has no entry."""
    page = read_page(tx, listing, None, _TELLINGS)
    told = page.entries[::-1]
    first = entries.get(tx, listing.story or "") if page.next else next(iter(told), None)
    if first is None:
        return None
    cards = Cards(settings, now, words).make(tx, (first, *told))
    shown = tuple(replace(card, also=()) for card in cards)
    papers = {card.key: card.paper.title for card in shown}
    return Told(
        first=shown[0],
        tellings=tuple(
            _telling(words, entry, card, first, papers) for entry, card in zip(told, shown[1:], strict=True)
        ),
        said=_said(words, (first, *told), len(told)),
        picture=next((card for card in shown if card.image), None),
        topics=tuple(dict.fromkeys(topic for card in shown for topic in card.topics)),
        next=page.next,
    )


def _said(words: Words, shown: tuple[Entry, ...], times: int) -> str:
    papers = len({entry.source for entry in shown})
    own = len({entry.source for entry in shown if not _is_reprint(entry)})
    if papers == 1:
        again = words.plural(
            "The paper reported it %(num)s time.", "The paper reported it %(num)s times.", times
        )
        return again if times > 1 else words.say("No other paper has reported it yet.")
    span = words.duration(shown[-1].order_at - shown[0].order_at)
    clauses = [
        words.plural(
            "%(num)s paper reported it within %(span)s",
            "%(num)s papers reported it within %(span)s",
            papers,
            span=span,
        )
    ]
    if own < papers:
        clauses.append(words.plural("%(num)s in its own words", "%(num)s in their own words", own))
    return "; ".join(clauses) + "."


def _telling(words: Words, entry: Entry, card: Card, first: Entry, papers: Mapping[str, str]) -> Telling:
    passed = words.duration(entry.order_at - first.order_at)
    original = papers.get(entry.copy_of, "")
    return Telling(
        card,
        after="" if entry.key == first.key else words.say("%(duration)s later", duration=passed),
        reprint=_is_reprint(entry),
        original=original if original != card.paper.title else "",
    )


def _is_reprint(entry: Entry) -> bool:
    return entry.copy_of not in {"", entry.key}
