"""What we know: clean, named, dated."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aggregator.model.fetched import Validators
from aggregator.model.habits import Habits
from aggregator.model.parsed import Category, Enclosure, Person, Skips


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
    story: str = ""
    """The key of the first entry of its story: its own when it is that; "" while nobody has asked."""
    follows: bool = False
    """Whether another entry stands for its story in feeds and pages."""
    copy_of: str = ""
    """The key of the entry whose text it has; its own, or "", when it tells the story in words of its own."""


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
    skips: Skips = Skips()
    hubs: tuple[str, ...] = ()
    self_url: str = ""
    """The address that the document gives as its own (`rel=self`)."""
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
    habits: Habits | None = None
    """What `polling` has learned; None until the first document was read."""
    overflowed_at: datetime | None = None
    """When a page last held no known entry, so that some may have come and gone unseen."""
    moved_to: str | None = None
    """Where permanent redirects have led since `moved_since`, every time (RFC 9110 §15.4.2, §15.4.9)."""
    moved_since: datetime | None = None
    pushed_until: datetime | None = None
    """Until then its hub tells us of what is new."""


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
