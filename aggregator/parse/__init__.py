"""Bytes become a `ParsedFeed` here: every input format, all strings as received.

Nothing here trusts a byte of its input, reads a file or opens a socket. What a document is, its bytes say;
only a web page and a plain-text sitemap must be announced by the source's `kind`.
"""

from aggregator.errors import ParseError
from aggregator.model import Kind, ParsedFeed, Source
from aggregator.parse.encoding import decode, unpack
from aggregator.parse.jsonfeed import parse_json_feed
from aggregator.parse.page import parse_page
from aggregator.parse.sitemap import parse_sitemap, parse_text_sitemap
from aggregator.parse.wellformed import root_name, strip_prolog
from aggregator.parse.xmlfeed import parse_xml_feed

__all__ = ["parse"]

_SITEMAPS = {"urlset", "sitemapindex"}
_PAGES = {"html", "head", "body", "div", "script", "meta", "p", "h1", "br", "center", "title", "link"}


def parse(body: bytes, content_type: str, url: str, source: Source) -> ParsedFeed:
    """The feed, sitemap or listing page in `body`, which was received from `url` with that Content-Type.

    Raises:
        ParseError: with one of these codes. `empty`: no bytes, or only white space. `html`: a web page where
            a feed was expected. `not_a_feed`, `not_a_sitemap`: something else. `truncated`: the document
            breaks off before one entry is whole (one that breaks off later is read, with a problem).
            `too_large`: a gzip body beyond the limit. `selector_empty`, `no_listing`: a page in which the
            source's selectors, or the automatic reading, find no entries.
    """
    text = decode(unpack(body), content_type)
    if not text.strip():
        raise ParseError("empty", "The answer has no content.")
    if source.kind is Kind.PAGE:
        return parse_page(text, url, source.selectors)
    if text.lstrip().startswith(("{", "[")):
        return parse_json_feed(text)
    element = strip_prolog(text)
    name = root_name(element)
    if name in _SITEMAPS:
        return parse_sitemap(element)
    if name in _PAGES:
        raise ParseError(
            "html",
            "The answer is a web page, not a feed. If the page itself is the source, say `kind: page`; "
            "if it is an error or a login page, the address has moved.",
        )
    if source.kind is Kind.SITEMAP and not element:
        return parse_text_sitemap(text)
    if not element:
        raise ParseError("not_a_feed", "The answer is text, but neither XML nor JSON.")
    return parse_xml_feed(element)
