"""An entry as a page shows it: every field a word or an address that is safe to print after escaping."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from aggregator.config import Settings
from aggregator.documents import coverage, source_name
from aggregator.model import Coverage, Entry, SourceProfile
from aggregator.search import Query, pieces
from aggregator.store import Tx, sources
from aggregator.urls import web_url
from aggregator.words import Words

REVISED = timedelta(minutes=10)
"""What is changed sooner was being put right while it went out."""


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads on this site, from the root of the site."""

    title: str
    path: str
    language: str = ""
    """Of the name; "" for one that belongs to no language, or is said in the page's."""


@dataclass(frozen=True, slots=True)
class Card:
    """One entry. `url` and `image` lead to the publisher; "" where there is none."""

    key: str
    title: str
    url: str
    summary: str
    image: str
    language: str
    paper: Link
    also: tuple[Coverage, ...]
    """The other papers that tell its story."""
    story: str
    """The path of its story's page."""
    topics: tuple[Link, ...]
    instant: str
    """For machines."""
    when: str
    clock: str
    """Short: the time if it is today's, else the day."""
    day: str
    """The day under which it is listed."""
    revised: str
    """When the paper changed it, where that was well after it came: the time, or another day; "" where it did not."""
    revised_instant: str


@dataclass(frozen=True, slots=True)
class Day:
    """The cards listed under one day."""

    name: str
    cards: tuple[Card, ...]


def by_day(cards: Iterable[Card]) -> tuple[Day, ...]:
    """The cards, in their order, under their days."""
    return tuple(Day(name, tuple(some)) for name, some in groupby(cards, key=attrgetter("day")))


class Cards:
    """Makes cards as of one moment, under one configuration, in one language."""

    def __init__(self, settings: Settings, now: datetime, words: Words) -> None:
        self._settings = settings
        self._now = now
        self._words = words
        self._zone: tzinfo = ZoneInfo(settings.site.timezone)
        self._topics = {
            topic.slug: Link(topic.title, f"/topics/{topic.slug}", topic.language)
            for topic in settings.topics
        }

    def make(self, tx: Tx, found: Iterable[Entry]) -> tuple[Card, ...]:
        """A card for each entry, in their order."""
        listed = tuple(found)
        profiles = sources.profiles(tx, {entry.source for entry in listed})
        also = coverage(tx, self._settings, listed)
        return tuple(
            self._card(entry, profiles.get(entry.source), also.get(entry.key, ())) for entry in listed
        )

    def marked(self, tx: Tx, found: Iterable[Entry], query: Query) -> tuple[Card, ...]:
        """A card for each entry, in title and summary of which what was asked for is marked."""
        return tuple(
            replace(card, title=_marked(query, card.title), summary=_marked(query, card.summary))
            for card in self.make(tx, found)
        )

    def _card(self, entry: Entry, profile: SourceProfile | None, also: tuple[Coverage, ...]) -> Card:
        words, at = self._words, entry.published or entry.first_seen
        when = words.moment(at, self._zone)
        paper = source_name(self._settings, profile) if profile else entry.source
        return Card(
            key=entry.key,
            title=entry.title.strip() or words.say("(untitled)"),
            url=web_url(entry.url),
            summary=entry.summary,
            image=web_url(entry.image),
            language=entry.language or self._settings.site.language,
            paper=Link(paper, f"/sources/{entry.source}"),
            also=tuple(replace(one, url=web_url(one.url)) for one in also),
            story=f"/stories/{entry.story}",
            topics=tuple(self._topics[slug] for slug in entry.topics if slug in self._topics),
            instant=at.isoformat(timespec="seconds"),
            when=when if entry.published else words.say("received %(when)s", when=when),
            clock=words.clock_or_day(at, self._zone, self._now),
            day=words.day(entry.order_at, self._zone),
            revised=words.clock_or_day(entry.updated, self._zone, at)
            if entry.updated - at >= REVISED
            else "",
            revised_instant=entry.updated.isoformat(timespec="seconds"),
        )


def _marked(query: Query, text: str) -> Markup:
    """Text as HTML: its pieces escaped, one by one, those that were found in elements of our own."""
    return Markup().join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.found else escape(piece.text)
        for piece in pieces(query, text)
    )
