"""Everything that can be said of one document, whatever it turns out to be, without side effects."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from aggregator.errors import ParseError
from aggregator.model import Entry, Fetched, Kind, ParsedEntry, ParsedFeed, Processed, Source, Topic
from aggregator.normalize import normalize
from aggregator.parse import parse
from aggregator.parse.article import parse_article
from aggregator.parse.article.described import Described, describe
from aggregator.parse.article.tree import parse_html
from aggregator.parse.discovery import Discovery, discover, sitemaps_of
from aggregator.parse.encoding import decode, encoding_of, unpack
from aggregator.parse.record import string
from aggregator.pipeline import process, read_article
from aggregator.urls import host_of

T = TypeVar("T")

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report)$")
_FRONT_PAGE = re.compile(r"https?://[^/?#]*/?(?:index\.\w+)?")


@dataclass(frozen=True, slots=True)
class WebPage:
    """What an HTML document says beside its listing: where feeds are, who publishes, the article that it is."""

    links: Discovery
    site_name: str
    parsed: ParsedEntry | None
    article: Entry | None
    """The entry as `read_article` gives it; None where the page is no article."""
    is_article: bool
    """Whether it is one article's page rather than a listing of many."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """One document. What cannot be read as entries has neither `parsed` nor `processed`, but a `problem`."""

    encoding: str
    source: Source
    """As given; with `kind` page where the document is a web page and nothing else was asked for."""
    parsed: ParsedFeed | None = None
    processed: Processed | None = None
    page: WebPage | None = None
    problem: str = ""
    """`code: sentence`."""


def inspect(
    document: Fetched,
    source: Source,
    topics: tuple[Topic, ...],
    now: datetime,
    listed: Entry | None = None,
) -> Inspection:
    """Reads a document as feed, sitemap, listing and article, whichever it can be; never raises ParseError.

    `listed` is the stored entry whose page this may be: an article read from it keeps its name.
    """
    body, problem = _attempt(unpack, document.body)
    if body is None:
        return Inspection("", source, problem=problem)
    encoding = encoding_of(body, document.content_type)
    text = decode(body, document.content_type)
    parsed, problem = _attempt(parse, document.body, document.content_type, document.url, source)
    page = None
    if source.kind is Kind.PAGE or problem.startswith("html:"):
        source = replace(source, kind=Kind.PAGE)
        parsed, problem = _attempt(parse, document.body, document.content_type, document.url, source)
        page = _page(document, text, source, topics, now, listed)
    processed = process(document, source, topics, now) if parsed else None
    return Inspection(encoding, source, parsed, processed, page, problem)


def sitemaps_named(robots: Fetched) -> tuple[str, ...]:
    """The addresses of the sitemaps in a robots.txt."""
    return sitemaps_of(decode(robots.body, robots.content_type))


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of one item of a document; `entry` is None for one that was lost, or is another's revision."""

    received: ParsedEntry
    entry: Entry | None
    problems: tuple[str, ...]


def passages(read: Inspection, url: str, now: datetime, most: int) -> tuple[Passage, ...]:
    """The first items of a document received from `url`, each beside the entry that it became."""
    if read.parsed is None or read.processed is None:
        return ()
    return tuple(_passage(item, read, read.parsed, url, now) for item in read.parsed.entries[:most])


def _passage(item: ParsedEntry, read: Inspection, feed: ParsedFeed, url: str, now: datetime) -> Passage:
    """Read by itself, an item has its own problems; what it became among the others is known by its identity."""
    alone = normalize(replace(feed, entries=(item,), problems=()), read.source, url, now)
    kept = read.processed.entries if read.processed else ()
    became = (
        entry
        for own in alone.entries
        for entry in kept
        if (entry.identity + " ").startswith(own.identity + " ") and entry.title == own.title
    )
    problems = tuple(problem.removeprefix("entry 1: ") for problem in alone.problems)
    return Passage(item, next(became, None), problems)


def _attempt(read: Callable[..., T], *arguments: object) -> tuple[T | None, str]:
    try:
        return read(*arguments), ""
    except ParseError as error:
        return None, f"{error.code}: {error}"


def _page(
    document: Fetched,
    text: str,
    source: Source,
    topics: tuple[Topic, ...],
    now: datetime,
    listed: Entry | None,
) -> WebPage | None:
    """What the page says; None for one that is too large, or has no element, to say anything."""
    try:
        links = discover(text, document.url)
        described = describe(parse_html(text), document.url)
    except ParseError:
        return None
    parsed, _ = _attempt(parse_article, text, document.url)
    listed = listed or _unlisted(document, source, now)
    read, _ = _attempt(read_article, (document,), listed, source, topics, now)
    article = read[0] if read else None
    is_article = article is not None and article.published is not None and _is_article(described)
    return WebPage(links, _site_name(described), parsed, article, is_article)


def _is_article(described: Described) -> bool:
    """Says the page itself; but templates call front pages articles too."""
    if _FRONT_PAGE.fullmatch(described.url):
        return False
    types = (string(record, "@type") for record in described.records)
    return (
        described.meta("og:type").lower() == "article"
        or described.meta("article:published_time") != ""
        or any(map(_ARTICLE_TYPE.search, types))
    )


def _site_name(described: Described) -> str:
    """What the site calls itself, not its host, its address or its account elsewhere."""
    host = host_of(described.url)
    said = (name for name in described.site_names() if not name.startswith("@") and "://" not in name)
    return next((name for name in said if name not in host), "")


def _unlisted(document: Fetched, source: Source, now: datetime) -> Entry:
    """An entry of which only the address is known."""
    feed = ParsedFeed(format="page", entries=(ParsedEntry(url=document.url),))
    return normalize(feed, source, document.url, now).entries[0]
