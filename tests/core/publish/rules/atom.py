"""RFC 4287, section by section."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.core.publish.rules.words import (
    ATOM,
    DC,
    HISTORY_MARKS,
    LANG,
    MEDIA,
    bad_attributes,
    bad_history,
    bad_texts,
    cardinality,
    is_filled,
    is_language,
    is_media_type,
    is_rfc3339,
    is_size,
    is_uri,
    missing_attribute,
    repeated,
    tree,
    unknown,
)


def _names(*names: str) -> list[str]:
    return [ATOM + name for name in names]


_HEAD = _names("id", "title", "updated")
_OPTIONAL = _names("generator", "icon", "logo", "rights", "subtitle")
_PLENTY = _names("author", "category", "contributor", "link")


def atom(body: bytes) -> list[str]:
    """What is wrong with this Atom document."""
    feed = tree(body)
    if feed.tag != f"{ATOM}feed":
        return [f"the root is <{feed.tag}>"]
    return [*_feed(feed), *(problem for entry in feed.findall(f"{ATOM}entry") for problem in _entry(entry))]


def _feed(feed: Element) -> Iterator[str]:
    """§4.1.1."""
    yield from cardinality(feed, one=_HEAD, optional=_OPTIONAL)
    yield from unknown(feed, [*_HEAD, *_OPTIONAL, *_PLENTY, *HISTORY_MARKS, f"{ATOM}entry"])
    yield from bad_history(feed)
    yield from _shared(feed)
    if len(feed.findall(f"{ATOM}link[@rel='self']")) > 1:
        yield "more than one self link"
    if feed.find(f"{ATOM}author") is None:
        yield "the feed has no author"
    for entry_id in repeated(found.text for found in feed.findall(f"{ATOM}entry/{ATOM}id")):
        yield f"id {entry_id} is there twice"


def _entry(entry: Element) -> Iterator[str]:
    """§4.1.2."""
    optional = _names("content", "published", "rights", "source", "summary")
    extensions = [f"{DC}identifier", f"{MEDIA}thumbnail"]
    yield from cardinality(entry, one=[*_HEAD, f"{ATOM}source"], optional=[*optional, *extensions])
    yield from unknown(entry, [*_HEAD, *optional, *_PLENTY, *extensions])
    yield from _shared(entry)
    if entry.find(f"{ATOM}author") is None:
        yield "an entry has no author"
    content = entry.find(f"{ATOM}content")
    if content is None and entry.find(f"{ATOM}link[@rel='alternate']") is None:
        yield "an entry has neither content nor alternate link (§4.1.2)"
    if content is not None and (content.get("type") != "html" or len(content)):
        yield "content is not escaped HTML (§4.1.3.3)"
    for source in entry.findall(f"{ATOM}source"):
        yield from cardinality(source, one=_HEAD, optional=_OPTIONAL)
        yield from unknown(source, [*_HEAD, *_OPTIONAL, *_PLENTY])
        yield from _shared(source)


def _shared(element: Element) -> Iterator[str]:
    """What feed, entry and source have in common: §3 and §4.2."""
    plain = _names("title", "subtitle", "summary", "rights", "generator")
    yield from bad_texts(element, _names("id", "icon", "logo"), is_uri)
    yield from bad_texts(element, _names("updated", "published"), is_rfc3339)
    yield from bad_texts(element, _names("title", "generator"), is_filled)
    yield from bad_attributes([element], LANG, is_language)
    for text in (one for one in element if one.tag in plain):
        if len(text) or text.get("type", "text") != "text":
            yield f"<{text.tag}> is not plain text (§3.1)"
    for person in element.findall(f"{ATOM}author"):
        yield from _person(person)
    categories = element.findall(f"{ATOM}category")
    yield from missing_attribute(categories, "term")
    yield from bad_attributes(categories, "term", is_filled)
    yield from bad_attributes(categories, "scheme", is_uri)
    yield from _links(element.findall(f"{ATOM}link"))


def _person(person: Element) -> Iterator[str]:
    """§3.2."""
    yield from cardinality(person, one=[f"{ATOM}name"], optional=_names("uri", "email"))
    yield from unknown(person, _names("name", "uri"))
    yield from bad_texts(person, [f"{ATOM}name"], is_filled)
    yield from bad_texts(person, [f"{ATOM}uri"], is_uri)


def _links(links: list[Element]) -> Iterator[str]:
    """§4.2.7, and §4.1.1 on alternates: one for each type and language."""
    yield from missing_attribute(links, "href", "rel")
    yield from missing_attribute([link for link in links if link.get("rel") == "enclosure"], "type")
    yield from bad_attributes(links, "href", is_uri)
    yield from bad_attributes(links, "rel", lambda rel: re.fullmatch("[a-z][a-z0-9.-]*", rel) is not None)
    yield from bad_attributes(links, "type", is_media_type)
    yield from bad_attributes(links, "length", is_size)
    yield from bad_attributes(links, "title", is_filled)
    yield from ("a link with content" for link in links if len(link) or link.text)
    alternates = [
        (link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"
    ]
    yield from (f"two alternate links of {both}" for both in repeated(alternates))
