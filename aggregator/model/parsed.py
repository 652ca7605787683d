"""What a document says: all strings as received."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """An author as named; any part may be missing."""

    name: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """What the publisher put in `<category>`."""

    term: str
    scheme: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with an entry; `length` is in bytes, None when unknown."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item of any format. Dates are the raw strings; `title_is_html` when the format says it is markup.

    `summary` and `content` are always markup: what the format calls plain text is escaped.
    """

    guid: str = ""
    url: str = ""
    title: str = ""
    title_is_html: bool = True
    summary: str = ""
    content: str = ""
    published: str = ""
    updated: str = ""
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Skips:
    """When a document asks not to be read (RSS 2.0): hours of the day in UTC, and weekdays, 0 being Monday."""

    hours: tuple[int, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document of any format. `problems` says what was wrong with it and was read all the same."""

    format: str
    title: str = ""
    id: str = ""
    url: str = ""
    """The page this feed belongs to (`rel=alternate`, `<link>`)."""
    self_url: str = ""
    updated: str = ""
    language: str = ""
    rights: str = ""
    icon: str = ""
    ttl: int | None = None
    """Seconds that the document asks to be kept for."""
    skips: Skips = Skips()
    hubs: tuple[str, ...] = ()
    base_url: str = ""
    entries: tuple[ParsedEntry, ...] = ()
    children: tuple[str, ...] = ()
    """URLs of the sitemaps that a sitemap index lists; it has no entries of its own."""
    problems: tuple[str, ...] = ()
    """Each is `code: sentence`."""
