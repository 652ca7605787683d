"""What readers get."""

from dataclasses import dataclass
from datetime import datetime

from aggregator.model.known import Entry, SourceProfile
from aggregator.model.parsed import Person


@dataclass(frozen=True, slots=True)
class Coverage:
    """Another entry of the same story, and the paper that it stands in."""

    paper: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry with where it came from, and who else tells its story: first first."""

    entry: Entry
    source: SourceProfile
    also: tuple[Coverage, ...] = ()
    reason: str = ""
    """Why it stands where it stands, in words for readers; empty in listings by time."""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """What every renderer takes. Equal documents render to equal bytes."""

    id: str
    title: str
    subtitle: str
    language: str
    self_url: str
    html_url: str
    updated: datetime
    entries: tuple[FeedEntry, ...]
    links: tuple[tuple[str, str], ...] = ()
    """More (rel, URL) pairs, such as hub or prev-archive."""
    author: Person = Person()
    """Who publishes the feed: the wire itself, not the papers. Without a name, the feed's title stands for it."""
    icon: str = ""
    """URL of a small square picture of the wire (PNG, JPEG or GIF: RSS takes no other)."""
    archive: bool = False
    """Whether this is a part of the feed's past (`fh:archive`, RFC 5005 §4)."""
    complete: bool = False
    """Whether the feed has no entries but these (`fh:complete`, RFC 5005 §2)."""
    ttl: int | None = None
    """Seconds that a reader may keep the document before it asks again."""
