"""Newspapers by the thousand, for measurements: the same bytes for the same arguments.

Of the feeds 65 % are RSS 2.0, 25 % Atom and 10 % RDF; 10 % of them write dates with WIB or in Indonesian. Of
the entries 10 % are edited copies of an entry in an earlier feed. Bodies have 2–6 kB.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from aggregator.demo.dice import dice
from aggregator.demo.forms import render_feed
from aggregator.demo.papers import Article, Issue, Paper
from aggregator.demo.phrasebook import phrasebook
from aggregator.demo.stories import Story, Text, reprint, tell

_NEWEST = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_STEP = timedelta(minutes=10)
_ORIGIN = "https://koran-{}.example"
_NAMES = ("Kabar", "Warta", "Suara", "Gema", "Radar", "Lentera", "Harian", "Cahaya", "Mimbar", "Jendela")


class Document(NamedTuple):
    """One file to serve."""

    path: str
    body: bytes
    content_type: str


def farm(count: int, entries: int = 19, *, seed: int = 1, newest: datetime = _NEWEST) -> Iterator[Document]:
    """`count` feeds with `entries` entries on average; the newest entry of all is from about `newest`."""
    for feed in range(count):
        yield _Feed(seed, feed, entries, newest).render(0)


def advance(
    count: int, entries: int = 19, *, step: int, seed: int = 1, newest: datetime = _NEWEST
) -> Iterator[Document]:
    """The feeds that change with `step` (1, 2, …): one in ten, with one to three new entries at the top."""
    for number in range(count):
        feed = _Feed(seed, number, entries, newest)
        if feed.additions(step):
            yield feed.render(step)


class _Feed:
    def __init__(self, seed: int, number: int, entries: int, newest: datetime) -> None:
        self.seed, self.number, self.newest = seed, number, newest
        rng = dice(seed, "feed", number)
        self.copied = max(1, entries // 2)  # so many are in every feed at first: what others may copy
        self.size = max(1, round(entries * rng.uniform(0.5, 1.5)))
        self.span = timedelta(hours=rng.choice((12, 24, 48, 72, 240)))
        self.paper = _paper(number, rng)

    def additions(self, step: int) -> int:
        """How many entries come with a step."""
        rng = dice(self.seed, "step", self.number, step)
        return rng.randint(1, 3) if rng.random() < 0.1 else 0

    def render(self, step: int) -> Document:
        added = [(turn, nth) for turn in range(step, 0, -1) for nth in range(self.additions(turn))]
        fresh = [
            self._article(1000 * turn + nth, self.newest + turn * _STEP - timedelta(seconds=40 * nth))
            for turn, nth in added
        ]
        old = [self._article(nth, self.newest - self.span * nth / self.size) for nth in range(self.size)]
        issue = Issue(self.paper, _ORIGIN.format(self.number), tuple((fresh + old)[: self.size]))
        content_type, body = render_feed(issue)
        return Document(f"{self.number:05}.xml", body, content_type)

    def _article(self, entry: int, at: datetime) -> Article:
        text, story, copy_of = _text(self.seed, self.number, entry, self.copied)
        origin = _ORIGIN.format(self.number)
        return Article(
            number=entry,
            story=story,
            copy_of=copy_of,
            paper=self.paper.slug,
            url=f"{origin}/read/{entry}",
            published=at.replace(microsecond=0),
            title=text.title,
            paragraphs=text.paragraphs,
            category=text.category,
            tags=text.tags,
            author=f"Redaksi {self.number}",
        )


def _paper(number: int, rng: random.Random) -> Paper:
    form = rng.choices(("rss", "atom", "rdf"), (65, 25, 10))[0]
    dates = rng.choices(("rfc822", "wib", "indonesian"), (85, 8, 7))[0]
    place = rng.choice(phrasebook().places).name
    return Paper(
        slug=f"koran-{number}",
        title=f"{rng.choice(_NAMES)} {place} {number}",
        tagline=f"Berita {place}",
        form=form,
        feed_path=f"/{number:05}.xml",
        dates=dates,
        full_text=True,
    )


def _text(seed: int, feed: int, entry: int, copied: int) -> tuple[Text, str, str]:
    """The text with its story and, if it is a copy, the URL of what it was copied from."""
    rng = dice(seed, "entry", feed, entry)
    if feed and rng.random() < 0.1:
        other, nth = rng.randrange(feed), rng.randrange(copied)
        text, story, _ = _text(seed, other, nth, copied)
        text = reprint(phrasebook(), text, f"Koran {other}", "SUMSEL", rng)
        return text, story, f"{_ORIGIN.format(other)}/read/{nth}"
    return _long_text(seed, feed, entry), f"{feed}.{entry}", ""


def _long_text(seed: int, feed: int, entry: int) -> Text:
    """A story with its background: further news from the same place, as agencies append it."""
    rng = dice(seed, "story", feed, entry)
    book = phrasebook()
    place = rng.choice(book.places)
    texts = [
        tell(book, Story(f"{seed}/{feed}/{entry}/{nth}", str(seed), rng.choice(book.beats), place, _NEWEST))
        for nth in range(rng.randint(3, 7))
    ]
    paragraphs = tuple(paragraph for text in texts for paragraph in text.paragraphs)
    return replace(texts[0], paragraphs=paragraphs)
