"""The values, in the order they flow: source → fetched → parsed → entry → document.

Frozen dataclasses, tuples instead of lists, aware UTC datetimes. Nothing here does anything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

# ── what the operator wrote ──────────────────────────────────────────────────────────────────────


class Kind(StrEnum):
    """How a source's document is read. A source without a kind is told apart by its bytes."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class PageSelectors:
    """CSS selectors of a listing page; `entry` is the repeated block, the others are looked up inside it."""

    entry: str
    link: str | None = None
    title: str | None = None
    published: str | None = None
    image: str | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A place that is polled. `slug` is its identity for ever; everything else may change."""

    slug: str
    title: str
    url: str
    kind: Kind | None = None
    language: str = "id"
    timezone: str = "Asia/Jakarta"
    interval: timedelta | None = None
    group: str | None = None
    selectors: PageSelectors | None = None
    full_text: bool = False
    """Whether each entry's own page is fetched, once, for its whole text."""


Field = Literal["title", "summary", "any"]


@dataclass(frozen=True, slots=True)
class Word:
    """One token, equal; or, ending in `*`, the beginning of one."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens in sequence, inside one field."""

    text: str


@dataclass(frozen=True, slots=True)
class Near:
    """A word of `a` and a word of `b` with at most `within` tokens from one to the other."""

    a: tuple[str, ...]
    b: tuple[str, ...]
    within: int = 8


@dataclass(frozen=True, slots=True)
class Regex:
    """A bounded regular expression, searched in the field without regard to case."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """The entry's `name` equals one of `values` (`url`: starts with one of them)."""

    name: Literal["category", "source", "author", "url"]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InPlace:
    """The entry is about a place of the gazetteer, or one that lies in it."""

    place: str
    strength: Literal["title", "any"] = "any"


@dataclass(frozen=True, slots=True)
class InTopic:
    """The entry belongs to another topic."""

    slug: str


@dataclass(frozen=True, slots=True)
class Match:
    """True when at least `minimum` of `any` hold (if there are some), all of `all`, and none of `none`."""

    any: tuple["Condition", ...] = ()
    all: tuple["Condition", ...] = ()
    none: tuple["Condition", ...] = ()
    minimum: int = 1
    field: Field = "any"


Condition = Word | Phrase | Near | Regex | Attribute | InPlace | InTopic | Match


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with a page and feeds of its own. Entries published outside [since, until) stay out."""

    slug: str
    title: str
    match: Match
    description: str = ""
    language: str = "id"
    since: datetime | None = None
    until: datetime | None = None


# ── what the network answered ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional GET sends back, byte for byte as received (RFC 9110 §8.8)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PollHints:
    """How long, in seconds, the server asks us to wait before the next poll."""

    max_age: int | None = None
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as received. `url` is the last hop; `moved_to` is set when every hop was permanent."""

    url: str
    body: bytes
    content_type: str = ""
    moved_to: str | None = None
    validators: Validators = Validators()
    hints: PollHints = PollHints()
    links: tuple[tuple[str, str], ...] = ()
    """(rel, absolute URL) of the Link header (RFC 8288), such as WebSub's hub and self."""


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server says that our copy is current (RFC 9110 §15.4.5). `moved_to` as in Fetched."""

    validators: Validators = Validators()
    hints: PollHints = PollHints()
    moved_to: str | None = None


# ── what the document says: all strings as received ──────────────────────────────────────────────


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
    hubs: tuple[str, ...] = ()
    base_url: str = ""
    entries: tuple[ParsedEntry, ...] = ()
    children: tuple[str, ...] = ()
    """URLs of the sitemaps that a sitemap index lists; it has no entries of its own."""
    problems: tuple[str, ...] = ()
    """Each is `code: sentence`."""


# ── what we know ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, every field clean and safe to print after escaping; `content` is sanitized HTML.

    `guid` as received, `id` the atom:id published for ever, `key` ours. `identity` is what says that two
    answers of one source carry the same entry. `order_at` is its place in every listing and never moves.
    """

    key: str
    id: str
    source: str
    guid: str
    identity: str
    url: str
    title: str
    summary: str
    """Plain text, an excerpt."""
    content: str
    published: datetime | None
    updated: datetime
    first_seen: datetime
    order_at: datetime
    source_updated: datetime
    """`atom:source/updated`: the source's newest entry when this one came (RFC 4287 §4.2.11)."""
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    image: str = ""
    language: str = ""
    related: tuple[tuple[str, str], ...] = ()
    """(URL, title) of what interrupting lines such as "BACA JUGA:" pointed to."""
    hash: str = ""
    """Of everything a reader sees: a different hash is an edited entry."""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What the store remembers of an entry, enough to decide what an answer means for it."""

    key: str
    id: str
    identity: str
    guid: str
    url: str
    title: str
    hash: str
    published: datetime | None
    updated: datetime
    first_seen: datetime
    order_at: datetime
    source_updated: datetime
    summary: str = ""
    aliases: int = 0
    """How many handles it has learned since it was new."""
    handles: frozenset[str] = frozenset()
    """Those of its handles (`identity.handles`) that were asked for."""


@dataclass(frozen=True, slots=True)
class SourceProfile:
    """What a source says of itself, for atom:source and its page."""

    slug: str
    title: str
    id: str
    url: str
    """The page for people."""
    feed_url: str
    """The document that is polled."""
    language: str = ""
    rights: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Processed:
    """One answer of one source, turned into entries; ids are proposals until they are stored."""

    profile: SourceProfile
    entries: tuple[Entry, ...]
    ttl: int | None = None
    hubs: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    """Absolute URLs of the sitemaps that an index lists."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What an answer means for the store. What is in neither is known and unchanged."""

    new: tuple[Entry, ...] = ()
    edited: tuple[Entry, ...] = ()
    learned: tuple[tuple[str, str], ...] = ()
    """(key, handle) by which an entry, new or known, will be recognised from now on."""
    withheld: tuple[Entry, ...] = ()
    """Unknown entries that are not to be shown: only their handles are kept."""
    renamed: int = 0
    """How many known entries came without a name that they had before, and were known by address or words."""
    linked: int = 0
    """How many of the edited were recognised by their words alone, in a flood of strangers."""


@dataclass(frozen=True, slots=True)
class SourceError:
    """Why a source's last poll failed, since when, and how often in a row."""

    code: str
    message: str
    since: datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class SourceState:
    """Everything the store keeps about polling one source, as claimed or as shown on the status page."""

    slug: str
    url: str
    next_poll_at: datetime
    lease_owner: str | None = None
    lease_until: datetime | None = None
    validators: Validators = Validators()
    body_hash: str = ""
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    worker_deaths: int = 0
    """Times in a row that this source's document killed the process that parsed it."""
    retry_at: datetime | None = None
    """Not before this, the server said (Retry-After, RFC 9110 §10.2.3); not even when an operator asks."""
    error: SourceError | None = None
    profile: SourceProfile | None = None
    retired: bool = False
    """No longer in the configuration; its entries stay."""
    quarantined_at: datetime | None = None
    """Since when unknown entries older than that are withheld: a flood of strangers bore the words of known ones."""
    quarantine_linked: int = 0
    quarantine_withheld: int = 0


class Outcome(StrEnum):
    """How one poll ended."""

    CHANGED = "changed"
    """Entries were new or edited."""
    UNCHANGED = "unchanged"
    """A body came; nothing in it was new."""
    SAME_BODY = "same_body"
    """The bytes were those of last time; they were not parsed."""
    NOT_MODIFIED = "not_modified"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Report:
    """One refreshed source: one log line, one metric sample."""

    source: str
    outcome: Outcome
    seconds: float
    new: int = 0
    edited: int = 0
    code: str = ""
    message: str = ""
    problems: tuple[str, ...] = ()


# ── what readers get ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An entry with where it came from."""

    entry: Entry
    source: SourceProfile


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
    ttl: int | None = None
    """Seconds that a reader may keep the document before it asks again."""
