"""A page as the lines a reader sees: runs of text between the edges of its blocks, in page order."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from aggregator.parse.article.tree import folded

_BLOCKS = frozenset(
    str.split(
        "html body address article aside blockquote center dd details div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
_UNREAD = frozenset(
    str.split(
        "head script style noscript template iframe object embed svg math canvas audio video select button "
        "textarea input map title"
    )
)
MAX_ELEMENTS = 40_000
"""A page with more is read up to there."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text directly inside one element (and the inline elements within), without a line break."""

    index: int
    element: etree._Element
    place: int
    """The element's number in `Page.elements`."""
    pieces: list[tuple[etree._Element, bool, str]] = field(default_factory=list)
    """(element, True, …) is the text behind an element, (element, False, …) that at its beginning."""
    text: str = ""
    linked: int = 0
    """Characters of the text that stand in links."""


@dataclass(slots=True)
class Page:
    """All blocks, and the elements around them: of each the number of its parent, the first being its own."""

    blocks: list[Block] = field(default_factory=list)
    elements: list[etree._Element] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    times: list[tuple[int, etree._Element]] = field(default_factory=list)
    """`<time>` elements, each with the number of the block it stands in or before."""


def read_blocks(root: etree._Element) -> Page:
    """The blocks of a page; what only programs read (scripts, menus to choose from) has none."""
    page = Page()
    body = root.find("body")
    _Walk(page).into(root if body is None else body, parent=0, owner=0, linked=False)
    for block in page.blocks:
        block.text = folded("".join(text for _, _, text in block.pieces))
    return page


class _Walk:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: Block | None = None

    def into(self, element: etree._Element, *, parent: int, owner: int, linked: bool) -> None:
        """Recursion is bounded: no element of a parsed page lies deeper than 256."""
        page, tag = self._page, element.tag
        if tag in _UNREAD or len(page.elements) >= MAX_ELEMENTS:
            return
        place = len(page.elements)
        page.elements.append(element)
        page.parents.append(parent)
        is_block = tag in _BLOCKS
        if is_block or tag == "br":
            self._open = None
        if is_block:
            owner = place
        elif tag == "time":
            page.times.append((len(page.blocks), element))
        linked = linked or tag == "a"
        self._add(element, False, element.text, owner, linked)
        for child in element:
            self.into(child, parent=place, owner=owner, linked=linked)
            self._add(child, True, child.tail, owner, linked)
        if is_block:
            self._open = None

    def _add(self, node: etree._Element, tail: bool, text: str | None, owner: int, linked: bool) -> None:
        if not text or (self._open is None and text.isspace()):
            return
        if self._open is None:
            page = self._page
            self._open = Block(len(page.blocks), page.elements[owner], owner)
            page.blocks.append(self._open)
        self._open.pieces.append((node, tail, text))
        if linked:
            self._open.linked += len(text.strip())


def sums(page: Page, weights: Sequence[float]) -> list[float]:
    """For each element the sum of the weights of all blocks in it; `weights` are by number of block."""
    total = [0.0] * len(page.elements)
    for block in page.blocks:
        total[block.place] += weights[block.index]
    for place in range(len(total) - 1, 0, -1):
        total[page.parents[place]] += total[place]
    return total
