"""What a document says, decided once for all formats: the renderers only write it down.

Values come in as they were stored and leave fit to print: addresses legal, ids URIs, instants in UTC, nothing
blank that must not be. Entries are written one by one, so that a bad one costs itself and not the document.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape
from textwrap import shorten
from typing import TypeVar, cast

from aggregator.identity import own_id
from aggregator.model import (
    Category,
    Coverage,
    Enclosure,
    Entry,
    FeedDocument,
    FeedEntry,
    Person,
    SourceProfile,
)
from aggregator.publish.types import media_type
from aggregator.urls import is_uri, web_url

T = TypeVar("T")
OnDrop = Callable[[str, str], None]
"""Called with the id of an entry that could not be written, and why."""

GENERATOR = "aggregator"
"""Without a version: an upgrade must not make every reader fetch every document again."""

# What XML 1.0 §2.2 forbids, and UTF-8 cannot carry.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# BCP 47 in outline: a language of ISO 639 and subtags.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# A registered relation (RFC 8288 §3.3), other than those that every document has one of.
_REL = re.compile(r"(?!self$|alternate$)[a-z][a-z0-9.-]*")


def head(document: FeedDocument) -> FeedDocument:
    """The document without its entries, every field fit to print."""
    bare = cleaned(replace(document, entries=()))
    document_id = permanent_id("", bare.id)
    title = bare.title.strip() or document_id
    return replace(
        bare,
        id=document_id,
        title=title,
        subtitle=bare.subtitle.strip(),
        language=language_tag(bare.language),
        self_url=web_url(bare.self_url),
        html_url=web_url(bare.html_url),
        updated=in_utc(bare.updated),
        links=tuple((rel, fit) for rel, url in bare.links if _REL.fullmatch(rel) and (fit := web_url(url))),
        author=Person(bare.author.name.strip() or title, web_url(bare.author.url) or web_url(bare.html_url)),
        icon=web_url(bare.icon),
    )


def write_each(document: FeedDocument, write: Callable[[FeedEntry], T], on_drop: OnDrop) -> list[T]:
    """Every entry through `write`, in order; one that cannot be written, or repeats an id, is dropped."""
    written: dict[str, T] = {}
    for item in document.entries:
        try:
            entry_id, one = _write(item, write)
            if entry_id in written:
                on_drop(entry_id, "another entry of this document has the same id")
            else:
                written[entry_id] = one
        except Exception as error:  # noqa: BLE001 - whatever is wrong, it is wrong with this entry only
            on_drop(item.entry.id, f"{type(error).__name__}: {error}")
    return list(written.values())


def _write(item: FeedEntry, write: Callable[[FeedEntry], T]) -> tuple[str, T]:
    """The id under which it is published, and what was written."""
    fit = presentable(item)
    try:
        return fit.entry.id, write(fit)
    except ValueError:
        # lxml or UTF-8 met a character that it cannot take. Rare: looking for it beforehand would be dearer.
        return fit.entry.id, write(presentable(cleaned(fit)))


def cleaned(value: T) -> T:
    """The same value with every character that no document can carry gone from every string in it."""
    if isinstance(value, str):
        return cast("T", _UNPRINTABLE.sub("", value))
    if isinstance(value, tuple):
        return cast("T", tuple(cleaned(part) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def presentable(item: FeedEntry) -> FeedEntry:
    """The entry and its source with every field fit to print; what may be missing and is not fit is empty."""
    entry, source = item.entry, _source(item.source)
    url = web_url(entry.url)
    entry_id = permanent_id(entry.source, entry.id)
    fit = replace(
        entry,
        id=entry_id,
        url=url,
        title=entry.title.strip() or shorten(entry.summary, 80, placeholder=" …") or url or entry_id,
        published=in_utc(entry.published) if entry.published else None,
        updated=in_utc(entry.updated),
        source_updated=in_utc(entry.source_updated),
        authors=_authors(entry) or (Person(source.title, source.url),),
        categories=_categories(entry),
        enclosures=_enclosures(entry),
        image=web_url(entry.image) if entry.image else "",
        language=language_tag(entry.language),
        related=_links(entry.related) + _links((one.url, f"{one.paper}: {one.title}") for one in item.also),
        content=_with_coverage(entry, item.also, item.reason),
    )
    return FeedEntry(fit, source)


def _with_coverage(entry: Entry, also: tuple[Coverage, ...], reason: str) -> str:
    """The content, and below it who else tells the story, and why it stands here: most readers show nothing else."""
    if not also and not reason:
        return entry.content
    papers = {one.paper: web_url(one.url) for one in reversed(also)}
    links = ", ".join(
        f'<a href="{escape(url)}">{escape(paper)}</a>' if url else escape(paper)
        for paper, url in reversed(papers.items())
    )
    content = entry.content or (f"<p>{escape(entry.summary)}</p>" if entry.summary else "")
    told = f"<p>Juga diliput: {links}</p>" if links else ""
    return f"{content}{told}<p>Di sini karena {escape(reason)}.</p>" if reason else f"{content}{told}"


@lru_cache(maxsize=1024)
def _source(source: SourceProfile) -> SourceProfile:
    feed_url = web_url(source.feed_url)
    source_id = source.id if is_uri(source.id) else feed_url or permanent_id(source.slug, source.id)
    return replace(
        source,
        id=source_id,
        title=source.title.strip() or source.slug.strip() or source_id,
        url=web_url(source.url),
        feed_url=feed_url,
        icon=web_url(source.icon) if source.icon else "",
        language=language_tag(source.language),
    )


def _authors(entry: Entry) -> tuple[Person, ...]:
    """By name, each once. E-mail addresses stay here: no reader shows them, every harvester takes them."""
    named = {
        name: Person(name, web_url(one.url)) for one in reversed(entry.authors) if (name := one.name.strip())
    }
    return tuple(reversed(named.values()))


def _links(related: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((fit, title.strip()) for url, title in related if (fit := web_url(url)))


def _categories(entry: Entry) -> tuple[Category, ...]:
    found = (
        Category(term, one.scheme if is_uri(one.scheme) else "", one.label.strip())
        for one in entry.categories
        if (term := one.term.strip())
    )
    return tuple(dict.fromkeys(found))


def _enclosures(entry: Entry) -> tuple[Enclosure, ...]:
    found = {
        url: Enclosure(url, media_type(one.type, url), _size(one.length))
        for one in reversed(entry.enclosures)
        if (url := web_url(one.url))
    }
    return tuple(reversed(found.values()))


def _size(length: int | None) -> int | None:
    return length if length is not None and length >= 0 else None


def permanent_id(source: str, entry_id: str) -> str:
    """The id to print: the entry's own when it is a valid URI, else a urn:uuid that depends on it alone."""
    return entry_id if is_uri(entry_id) else own_id(cleaned(source), cleaned(entry_id))


def language_tag(text: str) -> str:
    """The tag when it has the form of one (RFC 5646 §2.1), else ""."""
    return text if _LANGUAGE.fullmatch(text) else ""


def in_utc(instant: datetime) -> datetime:
    """The instant in whole seconds of UTC; a naive one, which nobody should send, is taken to be in UTC."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def rfc3339(instant: datetime) -> str:
    """Such as 2024-08-28T07:30:00Z (RFC 3339 §5.6); `instant` in UTC."""
    return instant.isoformat()[:19] + "Z"


def rfc822(instant: datetime) -> str:
    """Such as Wed, 28 Aug 2024 07:30:00 GMT, in English whatever the locale; `instant` in UTC."""
    return format_datetime(instant, usegmt=True)


def ignore(_entry_id: str, _reason: str) -> None:
    """The `on_drop` of callers that do not ask."""
