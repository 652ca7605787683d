"""The papers, what they print, and what a renderer gets to see of both."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from aggregator.demo.phrasebook import read_table


@dataclass(frozen=True, slots=True)
class Paper:
    """One publisher and its habits; see `papers.toml` for the cast."""

    slug: str
    title: str
    tagline: str
    form: str
    feed_path: str
    dates: str = "rfc822"
    """How an RSS feed writes dates: rfc822, wib or indonesian."""
    encoding: str = "utf-8"
    full_text: bool = False
    guid: str = "url"
    """What an RSS item's guid is: the url, or a number that is none."""
    pictures: bool = False
    enclosures: bool = False
    interruption: str = ""
    """What stands before a link to another article in the middle of a text."""
    validators: str = "etag"
    """Which the server sends: etag, modified, both or none."""
    gzip: bool = False
    delay: float = 0.0
    """Seconds the feed keeps its reader waiting."""
    healthy: bool = True
    moved_from: tuple[str, ...] = ()
    """Older paths of the feed; each answers 301 with the next one, the last with `feed_path`."""
    colour: str = "#444444"

    @property
    def entrance(self) -> str:
        """The path that the world knows the feed by, redirects and all."""
        return self.moved_from[0] if self.moved_from else self.feed_path


@dataclass(frozen=True, slots=True)
class Article:
    """What a paper printed, and the truth about it: `story` and, of a reprint, `copy_of` (URL)."""

    number: int
    story: str
    copy_of: str
    paper: str
    url: str
    published: datetime
    title: str
    paragraphs: tuple[str, ...]
    category: str
    tags: tuple[str, ...]
    author: str
    caption: str = ""
    credit: str = ""
    picture_url: str = ""
    related: tuple[tuple[str, str], ...] = ()
    """(URL, title) of older articles that the text is interrupted with."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The section and the tags, each once: what feeds call categories."""
        return tuple(dict.fromkeys((self.category, *self.tags)))


@dataclass(frozen=True, slots=True)
class Issue:
    """A paper as it stands now: `articles` newest first; `origin` is `http://host:port`."""

    paper: Paper
    origin: str
    articles: tuple[Article, ...]

    @property
    def feed_url(self) -> str:
        """Where the feed is now, after all redirects."""
        return self.origin + self.paper.feed_path


@cache
def all_papers() -> tuple[Paper, ...]:
    """The cast, in the order of the file."""
    tables = read_table("papers.toml")["papers"]
    return tuple(Paper(**{**table, "moved_from": tuple(table.get("moved_from", ()))}) for table in tables)
