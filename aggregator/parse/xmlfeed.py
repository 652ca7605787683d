"""RSS, RDF and Atom, as feedparser reads them, or `ordinary` in its place: the only importer of feedparser.

feedparser is given clean UTF-8 in a BytesIO (bytes or text that look like a name or an address would be
opened), with its sanitizer and its URL resolution off: what it read is passed on as it stands.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import feedparser
import feedparser.api

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry, ParsedFeed
from aggregator.parse.hints import seconds_asked, skips_in
from aggregator.parse.ordinary import read_ordinary
from aggregator.parse.record import Record, child, children, string
from aggregator.parse.wellformed import well_formed
from aggregator.parse.xmlentry import base_url, page_url, parse_entry, persons

MAX_ENTRIES = 2_000
"""Of one document; more than this is an archive, not news. The first ones are kept, with a problem."""

# feedparser looks for an e-mail address in every author with a regex that is quadratic in the length
# (feedparser issue 562): nobody's name is this long.
_LONG_AUTHOR = re.compile(
    r"(<(?:\w+:)?(?:author|creator|managingEditor|webMaster|publisher|contributor|name|email)\b[^<>]*>"
    r"\s*(?:<!\[CDATA\[)?[^<\]]{1024})[^<\]]+",
    re.IGNORECASE,
)


feedparser.api.PREFERRED_XML_PARSERS[:] = ["aggregator.parse.expat"]

NAMESPACES = {uri.lower(): prefix for uri, prefix in feedparser.mixin._FeedParserMixin.namespaces.items()}
"""Those that feedparser knows, with the prefix that it gives them."""


def parse_xml_feed(element: str) -> ParsedFeed:
    """The feed in `element`, a text that begins with its root element; entries in the document's order.

    Raises:
        ParseError: `not_a_feed` for other XML, `truncated` when it stops before one entry is whole.
    """
    document = well_formed(_LONG_AUTHOR.sub(r"\1", element))
    record = read_ordinary(document.data, NAMESPACES) or feedparser_record(document.data)
    return replace(feed_of(record, document.problems), skips=skips_in(element))


def feed_of(parsed: Record, problems: tuple[str, ...] = ()) -> ParsedFeed:
    """The feed in what feedparser returned, or in what `read_ordinary` did. Raises ParseError `not_a_feed`."""
    records = tuple(record for record in children(parsed, "entries") if record)  # `<item/>` is none
    version = string(parsed, "version")
    if not version and not records:
        raise ParseError("not_a_feed", "The answer is XML, but neither RSS, RDF, Atom nor a sitemap.")
    noted = list(problems)
    entries = tuple(_entries(records, noted, atom=version.startswith("atom")))
    return _feed(parsed, entries, tuple(noted))


def feedparser_record(data: bytes) -> Record:
    """What feedparser says of a document; empty where it is at a loss. Raises ParseError `not_a_feed`."""
    try:
        parsed = feedparser.parse(  # noqa: TID251 - the one place that may; it sees nothing but BytesIO
            io.BytesIO(data),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception as error:
        # feedparser raises whatever hostile input provokes inside it, from AttributeError to ValueError.
        raise ParseError("not_a_feed", f"The feed cannot be read ({type(error).__name__}).") from error
    return parsed if isinstance(parsed, dict) else {}


def _entries(records: tuple[Record, ...], problems: list[str], *, atom: bool) -> Iterator[ParsedEntry]:
    if len(records) > MAX_ENTRIES:
        problems.append(f"too_many_entries: {len(records)} entries; the first {MAX_ENTRIES} were read")
    for number, record in enumerate(records[:MAX_ENTRIES], 1):
        try:
            yield parse_entry(record, atom=atom)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad entry never loses a feed
            problems.append(f"bad_entry: entry {number} was left out ({type(error).__name__}: {error})")


def _feed(parsed: Record, entries: tuple[ParsedEntry, ...], problems: tuple[str, ...]) -> ParsedFeed:
    feed, version = child(parsed, "feed"), string(parsed, "version")
    if version.startswith("atom"):
        entries = _with_authors_of(feed, entries)
    return ParsedFeed(
        format=version or "xml",
        title=string(feed, "title"),
        id=string(feed, "id"),
        url=page_url(feed),
        self_url=next(iter(_linked(feed, "self")), ""),
        updated=string(feed, "updated", "published"),
        language=string(feed, "language"),
        rights=string(feed, "rights"),
        icon=string(feed, "icon") or string(child(feed, "image"), "href") or string(feed, "logo"),
        ttl=seconds_asked(feed),
        hubs=_linked(feed, "hub"),
        base_url=base_url(feed),
        entries=entries,
        problems=problems,
    )


def _with_authors_of(feed: Record, entries: tuple[ParsedEntry, ...]) -> tuple[ParsedEntry, ...]:
    """An Atom entry without authors has those of its feed (RFC 4287 §4.2.1)."""
    authors = persons(feed)
    return tuple(entry if entry.authors else replace(entry, authors=authors) for entry in entries)


def _linked(feed: Record, rel: str) -> tuple[str, ...]:
    urls = (string(link, "href") for link in children(feed, "links") if string(link, "rel") == rel)
    return tuple(dict.fromkeys(url for url in urls if url))
