"""A document as the lines a reader sees, each of them removable."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from lxml import etree

_BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body center dd div dl dt figcaption figure footer form h1 h2 h3 h4 "
        "h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul br"
    )
)
_UNREAD = frozenset({"script", "style", "template", "noscript", "textarea"})
_KEPT_WHEN_EMPTY = frozenset(str.split("area audio br col embed hr iframe img input object source video wbr"))


@dataclass(frozen=True, slots=True)
class Link:
    """An `<a href>` that stands in a line, from `start` to `end` of its text."""

    start: int
    end: int
    url: str


@dataclass(slots=True)
class _Piece:
    """Text of one node: before an element's children, or (`tail`) behind the element."""

    element: Any
    tail: bool
    text: str


@dataclass(slots=True)
class Line:
    """What stands between two block edges or `<br>`. `cell` says that it is in a table or list."""

    cell: bool = False
    pieces: list[_Piece] = field(default_factory=list)
    closed_by: Any = None
    text: str = ""
    links: tuple[Link, ...] = ()


class Document:
    """HTML, as a tree whose lines can be cut, the last cut of a line first.

    `html` is read when all is cut: it clears away what was left empty.
    """

    def __init__(self, html: str) -> None:
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        source = f"<html><body>{html}</body></html>".encode(errors="replace")
        self._body = etree.fromstring(source, parser).find("body")
        self._touched: list[Any] = []
        self._breaks: list[Any] = []
        self.lines = tuple(_finished(line) for line in _lines(self._body) if not _is_blank(line))

    def cut(self, line: Line, start: int, end: int) -> None:
        """Takes the characters from `start` to `end` out of a line, and its `<br>` if no word is left."""
        at = 0
        for piece in line.pieces:
            a, b = max(0, start - at), max(0, end - at)
            at += (length := len(piece.text))
            if a < length and b > 0:
                _write(piece, piece.text[:a] + piece.text[b:])
                self._touched.append(piece.element.getparent() if piece.tail else piece.element)
        if line.closed_by is not None and line.closed_by.tag == "br" and _is_blank(line):
            self._breaks.append(line.closed_by)

    def html(self) -> str:
        """The document as it stands now."""
        for element in self._breaks:
            _remove(element)
        for element in self._touched:
            self._prune(element)
        children = (etree.tostring(child, encoding="unicode", method="html") for child in self._body)
        return escape(self._body.text or "", quote=False) + "".join(children)

    def _prune(self, element: Any) -> None:
        while element is not self._body and element.getparent() is not None and _is_hollow(element):
            parent = element.getparent()
            _remove(element)
            element = parent


def _lines(body: Any) -> Iterator[Line]:
    """Lines in order; text is appended to the line that is open."""
    line = Line()
    unread = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if tag in _UNREAD:
            unread += 1 if event == "start" else -1
        if tag in _BLOCKS:
            line.closed_by = element
            yield line
            line = Line(cell=_in_cell(element, event))
        tail = event == "end"
        text = element.tail if tail else element.text
        if text and not unread and not (tail and element is body):
            line.pieces.append(_Piece(element, tail, text))
    yield line


def _in_cell(element: Any, event: str) -> bool:
    return event == "start" and element.tag in {"td", "th", "li", "dt", "dd"}


def _finished(line: Line) -> Line:
    line.text = "".join(piece.text for piece in line.pieces)
    line.links = tuple(_links(line.pieces))
    return line


def _links(pieces: list[_Piece]) -> Iterator[Link]:
    at = 0
    open_link: tuple[Any, int] | None = None
    for piece in pieces:
        anchor = _anchor(piece)
        if open_link and anchor is not open_link[0]:
            yield Link(open_link[1], at, open_link[0].get("href"))
            open_link = None
        if anchor is not None and open_link is None:
            open_link = (anchor, at)
        at += len(piece.text)
    if open_link:
        yield Link(open_link[1], at, open_link[0].get("href"))


def _anchor(piece: _Piece) -> Any:
    """The `<a href>` that this text stands in."""
    element = piece.element.getparent() if piece.tail else piece.element
    while element is not None and element.tag not in _BLOCKS:
        if element.tag == "a" and element.get("href"):
            return element
        element = element.getparent()
    return None


def _is_blank(line: Line) -> bool:
    return not any(piece.text.strip() for piece in line.pieces)


def _write(piece: _Piece, text: str) -> None:
    if piece.tail:
        piece.element.tail = text
    else:
        piece.element.text = text
    piece.text = text


def _is_hollow(element: Any) -> bool:
    """Without words or anything else that is seen. A link that lost its words takes its picture along."""
    if element.tag in {"td", "th"} and len(element.getparent()) > 1:
        return False
    if element.tag in _KEPT_WHEN_EMPTY or (element.text or "").strip():
        return False
    if element.tag == "a":
        return not "".join(element.itertext()).strip()
    return not len(element)


def _remove(element: Any) -> None:
    """Removes an element and keeps the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)
