"""A document as a tree of elements under the names that feedparser knows them by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers import expat

STRANGE = "?"
"""In place of the name of an element that feedparser knows nothing of either."""

_DEEPEST = 40
_MOST_ELEMENTS = 100_000
_BUFFER = 64 * 1024
_USERLAND = "backend.userland.com/rss"
_VERSIONED = {
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://www.w3.org/2005/atom",
}
_OURS = {"title", "summary", "author"}
"""Prefixes that would make a strange element look like one of feedparser's own fields."""

_HARMLESS = {"thr"}
"""Blogger binds it to another namespace than feedparser; nothing is asked of either."""

# feedparser takes these for windows-1252 that was decoded wrongly.
_C1 = re.compile("[\x80-\x9f]")


class DoubtfulError(Exception):
    """This document is not ordinary."""


class Element(NamedTuple):
    """One element. `name` has feedparser's prefix, if any, and is in lower case, as the names of attributes are."""

    name: str
    attributes: dict[str, str]
    pieces: list[str]
    """Its own text."""
    children: list["Element"]
    content: list["str | Element"]
    """Text and children as they come; only where that matters."""

    def text(self) -> str:
        """What a leaf says, without white space around it."""
        if self.children:
            raise DoubtfulError(self.name)
        return certain("".join(self.pieces).strip())


@dataclass(slots=True)
class Tree:
    """A document, and the versions that its namespaces speak of."""

    root: Element
    versions: set[str] = field(default_factory=set)


def certain(text: str) -> str:
    """The text, if feedparser would not repair it: UTF-8 that was read as Latin-1, and C1 controls."""
    if text.isascii():
        return text
    if _C1.search(text):
        raise DoubtfulError("C1")
    try:
        text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
    raise DoubtfulError("mojibake")


def lowered(element: Element) -> dict[str, str]:
    """The attributes, relations and types in lower case."""
    if any(":" in name for name in element.attributes):
        raise DoubtfulError(element.name)
    attributes = dict(element.attributes)
    for name in ("rel", "type"):
        if name in attributes:
            attributes[name] = attributes[name].lower()
    return attributes


def tree(data: bytes, namespaces: Mapping[str, str]) -> Tree:
    """Reads a document. Raises DoubtfulError, or ExpatError for what is not well-formed."""
    builder = _Builder(namespaces)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    parser.StartNamespaceDeclHandler = builder.declare
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.Parse(data, True)
    return Tree(builder.top.children[0], builder.versions)


class _Builder:
    """Expat's handlers."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = namespaces
        self._reserved = (_OURS | set(namespaces.values())) - _HARMLESS
        self._prefixes: dict[str | None, str] = {}
        self._names: dict[str, str] = {}
        self._attributes: dict[str, str] = {}
        self.versions: set[str] = set()
        self.top = Element("", {}, [], [], [])
        self._open = [self.top]
        self._count = 0

    def declare(self, prefix: str | None, uri: str | None) -> None:
        if not uri:
            return
        lower = uri.lower()
        known = "" if _USERLAND in lower else self._namespaces.get(lower)
        if lower in _VERSIONED:
            self.versions.add(lower)
        strange = known is None if prefix is None else prefix in self._reserved and known != prefix
        if strange or (self._prefixes.setdefault(prefix, uri) != uri and not _is_xhtml(uri)):
            raise DoubtfulError(f"xmlns:{prefix}")

    def doctype(self, *_declared: object) -> None:
        raise DoubtfulError("doctype")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST_ELEMENTS or len(self._open) > _DEEPEST:
            raise DoubtfulError("too large")
        if attributes:
            attributes = {self._attribute(key): value for key, value in attributes.items()}
        known = self._names.get(name) or self._named(name)
        element = Element(known, attributes, [], [], [])
        parent = self._open[-1]
        parent.children.append(element)
        parent.content.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        element = self._open[-1]
        element.pieces.append(text)
        element.content.append(text)

    def _named(self, name: str) -> str:
        uri, _, local = name.rpartition(" ")
        prefix = "" if not uri or _USERLAND in uri.lower() else self._namespaces.get(uri.lower())
        known = STRANGE if prefix is None else f"{prefix}:{local}" if prefix else local
        return self._names.setdefault(name, known.lower())

    def _attribute(self, name: str) -> str:
        known = self._attributes.get(name)
        if known is None:
            uri, _, local = name.rpartition(" ")
            prefix = self._namespaces.get(uri.lower()) if uri else ""
            known = f"{STRANGE if prefix is None else prefix}:{local}".lower() if uri else local.lower()
            self._attributes[name] = known
        return known


def _is_xhtml(uri: str) -> bool:
    """Atom's bodies change the default namespace for themselves."""
    return uri == "http://www.w3.org/1999/xhtml"
