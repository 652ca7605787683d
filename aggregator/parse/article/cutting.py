"""Takes lines out of a page's tree, and writes what is left."""

from lxml import etree

from aggregator.parse.article.blocks import Block

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
    text = etree.tostring(_text_alone(element), encoding="unicode", method="html")
    return f"{text.removeprefix('<i>').removesuffix('</i>')}{''.join(children)}".strip()


def _text_alone(element: etree._Element) -> etree._Element:
    alone = etree.Element("i")
    alone.text = element.text
    return alone


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
        before.tail = (before.tail or "") + node.tail
    elif node.tail:
        parent.text = (parent.text or "") + node.tail
    node.tail = None
    parent.remove(node)
