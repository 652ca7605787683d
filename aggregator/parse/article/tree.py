"""A web page as a tree, at a cost that its author does not decide."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from aggregator.errors import ParseError

MAX_CHARACTERS = 2 * 1024 * 1024
"""Of a page that are read; the state that scripts leave behind the text may be longer."""
MAX_LINKS = 5_000
"""Of a page that are followed up."""

# libxml2 looks each attribute of a tag up among those before it: 20,000 of them take half a second. Every
# run is bounded, so that the search is linear; no page written for readers comes near such a tag.
_CROWDED_TAG = re.compile(
    r"""<[a-zA-Z][^\s/>]{0,64}+
        (?:[\s/]{1,64}+ [^\s/>=]{1,256}+ (?:=\s?+(?:"[^"]{0,1000}+"|'[^']{0,1000}+'|[^\s>"']{0,1000}+))?+){128}""",
    re.VERBOSE,
)


def parse_html(html: str) -> etree._Element:
    """The root of the page; nothing lies deeper in it than 256 elements (libxml2 cuts there).

    Raises:
        ParseError: `empty` when the text holds no element, `too_large` when a tag holds absurdly much.
    """
    text = html[:MAX_CHARACTERS].replace("\0", "")
    if _CROWDED_TAG.search(text):
        raise ParseError("too_large", "A tag of the page has more attributes than can be read.")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(errors="replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise ParseError("empty", "The page holds no element.")
    return root


def names_of(element: etree._Element) -> str:
    """The classes and the id of an element, in small letters."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()


def folded(text: str | None) -> str:
    """On one line, single spaces."""
    return " ".join((text or "").split())


def text_of(element: etree._Element) -> str:
    """All text in `element`, on one line."""
    return folded(" ".join(element.itertext()))


def links_of(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The `<a>` that lead somewhere, with their addresses as written."""
    for link in islice(root.iter("a"), MAX_LINKS):
        if href := (link.get("href") or "").strip():
            yield link, href
