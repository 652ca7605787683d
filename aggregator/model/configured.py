"""What the operator wrote."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal


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
class Preset:
    """What interrupts the stories of some hosts; the head of `text/interruptions.toml` says what each field holds."""

    name: str = ""
    hosts: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


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
    presets: tuple[Preset, ...] = ()
    """What interrupts its stories, besides what is known of all papers and of its network."""
    platform: str | None = None
    """Whose servers it stands on, where its domain does not tell: a name that other sources bear too."""
    owner: str = ""
    """Who owns the paper, where its address does not say it."""
    official: bool | None = None
    """Whether it is an office and no newspaper; None where its address says it."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An entry that the editor puts on top, by its URL. Without `until`, for a while after it was published."""

    url: str
    until: datetime | None = None
    note: str = ""
    """Why, in words for readers."""


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
    frame_ancestors: tuple[str, ...] | None = None
    """Origins whose pages may show it in a frame or as a component; None for all, () for nobody's."""
