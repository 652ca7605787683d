"""Subscription lists (OPML 1.0 to 2.0, http://opml.org/spec2.opml), as listparser reads them.

The only importer of listparser, which reads broken files too. Only addresses for the web come out: newsboat's
`exec:` and `filter:` lines name programs to run.
"""

from dataclasses import dataclass

import listparser

from aggregator.errors import ParseError
from aggregator.parse.encoding import decode
from aggregator.parse.record import Record, children, string


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription: the address of a feed, its title ("" for none), its folders joined by /."""

    url: str
    title: str = ""
    category: str = ""


def parse_opml(body: bytes) -> tuple[Outline, ...]:
    """The subscriptions in `body`, in order, each address once.

    Raises:
        ParseError: `empty` or `not_opml`.
    """
    text = decode(body, "")
    if not text.strip():
        raise ParseError("empty", "The file has no content.")
    parsed = listparser.parse(text.encode())  # bytes: a text that begins like a URL would be fetched
    outlines = [outline for feed in children(parsed, "feeds") if (outline := _outline(feed))]
    if not outlines and not string(parsed, "version"):
        raise ParseError("not_opml", "The file is no OPML: it has no <opml> element.")
    return tuple({outline.url: outline for outline in reversed(outlines)}.values())[::-1]


def _outline(feed: Record) -> Outline | None:
    url = string(feed, "url").strip()
    if not url.startswith(("http://", "https://")):
        return None
    categories = feed.get("categories")
    folders = categories[0] if isinstance(categories, list) and categories else []
    return Outline(url, string(feed, "title").strip(), "/".join(map(str, folders)))
