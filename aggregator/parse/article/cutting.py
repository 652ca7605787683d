"""Takes lines out of a page's tree, and writes what is left."""

from html import escape

from lxml import etree

from aggregator.parse.article.blocks import Block
from aggregator.text import clean_characters

_SEEN_WITHOUT_TEXT = frozenset({"img", "picture", "source", "br", "hr", "video", "iframe"})
_UNREAD = frozenset(
    str.split(
        "script style noscript template object embed svg canvas select button textarea input form link meta"
    )
)


def blank(block: Block) -> None:
    """Takes the words of a block out of the tree."""
    for node, tail, _ in block.pieces:
        if tail:
            node.tail = None
        else:
            node.text = None


def markup(element: etree._Element) -> str:
    """What is in the element, as HTML, without what a reader would not see."""
    _clear(element)
    children = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return f"{escape(element.text or '', quote=False)}{''.join(children)}".strip()


def _clear(element: etree._Element) -> None:
    """Takes out what holds neither words nor a picture, the innermost first."""
    for node in reversed(list(element.iterdescendants())):
        hollow = not len(node) and not (node.text or "").strip()
        unread = not isinstance(node.tag, str) or node.tag in _UNREAD
        if unread or (hollow and node.tag not in _SEEN_WITHOUT_TEXT):
            _remove(node)


def _remove(node: etree._Element) -> None:
    parent, before = node.getparent(), node.getprevious()
    if node.tail and before is not None:
        before.tail = clean_characters(f"{before.tail or ''}{node.tail}")
    elif node.tail:
        parent.text = clean_characters(f"{parent.text or ''}{node.tail}")
    node.tail = None
    parent.remove(node)
