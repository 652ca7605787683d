"""What the formats have in common: URIs, instants, languages, media types, and trees."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_RESERVED = ":/?#@!$&'()*+,;="


def tree(body: bytes) -> ElementTree.Element:
    """The root, when expat and lxml both read the bytes and neither had to forgive anything."""
    etree.fromstring(body, etree.XMLParser(recover=False, resolve_entities=False, huge_tree=True))
    return ElementTree.fromstring(body)


def is_uri(text: str) -> bool:
    """RFC 3986 §3: a scheme, then only characters of the grammar, complete escapes, at most one fragment."""
    scheme, colon, rest = text.partition(":")
    if not colon or not rest or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*", scheme):
        return False
    if scheme.lower() in {"http", "https"} and not is_web_url(text):
        return False
    unescaped = re.sub(r"%[0-9A-Fa-f]{2}", "", rest)
    if scheme.lower() in {"http", "https"}:
        unescaped = re.sub(r"^//\[[0-9A-Fa-f:.]+\]", "", unescaped)
    return unescaped.count("#") <= 1 and all(letter in _UNRESERVED + _RESERVED for letter in unescaped)


def is_web_url(text: str) -> bool:
    """http or https, with a host, and with nobody's password."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def is_rfc3339(text: str) -> bool:
    """An instant in UTC, spelled with `Z`."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_rfc822(text: str) -> bool:
    """RFC 822 with a year of four digits, in GMT, on the right day of the week."""
    if not re.fullmatch(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", text):
        return False
    try:
        instant = datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
    except ValueError:
        return False
    return text.startswith(f"{instant:%a}")


def is_language(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", text) is not None


def is_media_type(text: str) -> bool:
    return re.fullmatch(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", text) is not None


def cardinality(
    element: ElementTree.Element, one: Iterable[str] = (), optional: Iterable[str] = ()
) -> Iterator[str]:
    """Complaints about children that must be there once, and those that may not be there twice."""
    counts = Counter(child.tag for child in element)
    for tag in one:
        if counts[tag] != 1:
            yield f"<{element.tag}> has {counts[tag]} <{tag}>, not one"
    for tag in optional:
        if counts[tag] > 1:
            yield f"<{element.tag}> has {counts[tag]} <{tag}>"


def unknown(element: ElementTree.Element, known: Iterable[str]) -> Iterator[str]:
    """Complaints about children that the specification does not name, and text between them."""
    for child in element:
        if child.tag not in set(known):
            yield f"<{element.tag}> has <{child.tag}>"
        if (child.tail or "").strip():
            yield f"text after <{child.tag}>"
    if len(element) and (element.text or "").strip():
        yield f"text in <{element.tag}>"


Check = Callable[[str], bool]


def bad_texts(element: ElementTree.Element, tags: Iterable[str], check: Check) -> Iterator[str]:
    """Complaints about children whose text fails the check."""
    for tag in tags:
        yield from (f"<{tag}> {text!r}" for text in texts(element, tag) if not check(text))


def bad_attributes(elements: Iterable[ElementTree.Element], name: str, check: Check) -> Iterator[str]:
    """Complaints about an attribute that is there and fails the check."""
    for element in elements:
        if name in element.attrib and not check(element.attrib[name]):
            yield f"<{element.tag} {name}={element.attrib[name]!r}>"


def missing_attribute(elements: Iterable[ElementTree.Element], *names: str) -> Iterator[str]:
    """Complaints about elements without an attribute."""
    yield from (f"<{one.tag}> without {name}" for one in elements for name in names if name not in one.attrib)


def is_filled(text: str) -> bool:
    """There is something to read."""
    return bool(text.strip())


def is_size(text: str) -> bool:
    """A number of bytes."""
    return text.isascii() and text.isdecimal()


def texts(element: ElementTree.Element, tag: str) -> list[str]:
    return [child.text or "" for child in element.findall(tag)]


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


HISTORY_MARKS = [f"{HISTORY}archive", f"{HISTORY}complete"]


def bad_history(feed: ElementTree.Element) -> Iterator[str]:
    """RFC 5005 §2 and §4: the marks are empty and exclude each other; an archive leads to what is current."""
    marks = [child for child in feed if child.tag in HISTORY_MARKS]
    if len(marks) > 1:
        yield "more than one of archive and complete"
    yield from (f"<{mark.tag}> is not empty" for mark in marks if mark.text or len(mark) or mark.attrib)
    rels = [link.get("rel") for link in feed.findall(f"{ATOM}link")]
    yield from (f"two {rel} links" for rel in repeated(rels) if rel != "hub")
    archived = {"prev-archive", "next-archive", "current"} & set(rels)
    if marks and marks[0].tag.endswith("archive") and "current" not in archived:
        yield "an archive without a link to the current document"
    if marks and marks[0].tag.endswith("complete") and archived:
        yield "a complete feed with an archive"
