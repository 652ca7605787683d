"""What a page must be, whatever is on it: well-formed, free of script and inline style, its links whole."""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

from lxml import etree
from lxml import html as lxml_html

_VOID = frozenset(str.split("area base br col embed hr img input link meta source track wbr"))
_ABSOLUTE_OR_ROOTED = re.compile(r"https?://[^\s/]+.*|/(?!/).*|#\w+|mailto:([^\s@]+@\S+|\?\S+)")
_FORBIDDEN = {"script", "style", "iframe", "object", "embed", "base", "svg"}


class _Nesting(HTMLParser):
    """Every start tag has its end tag, in order: what we write ourselves needs no parser's mercy."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> says {name} twice" for name, count in Counter(names).items() if count > 1]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing, at {self.getpos()}")


def tree_of(page: str) -> etree._Element:
    """The page as a parser reads it."""
    return lxml_html.document_fromstring(page)


def faults_of(page: str) -> list[str]:
    """What is wrong with a page, in words; nothing, if it is right."""
    nesting = _Nesting()
    nesting.feed(page)
    nesting.close()
    tree = tree_of(page)
    unclosed = [f"<{tag}> is not closed" for tag in nesting.open]
    return [*nesting.faults, *unclosed, *_structure(tree), *_markup(tree), *_links(tree)]


def _structure(tree: etree._Element) -> list[str]:
    faults = [
        f"{len(tree.xpath(path))} times {path}"
        for path in (
            "//html[@lang]",
            "//head/title",
            "//h1",
            "//main",
            "//meta[@name='description']",
            "//meta[@charset]",
        )
        if len(tree.xpath(path)) != 1
    ]
    ids = Counter(tree.xpath("//@id"))
    faults += [f"id {name} is there {count} times" for name, count in ids.items() if count > 1]
    named = set(ids)
    faults += [
        f"aria-labelledby {name} is nowhere" for name in tree.xpath("//@aria-labelledby") if name not in named
    ]
    levels = [int(heading.tag[1]) for heading in tree.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    faults += [f"h{b} follows h{a}" for a, b in pairwise(levels) if b > a + 1]
    return faults


def _markup(tree: etree._Element) -> list[str]:
    faults = [
        f"<{one.tag}> has no place here" for one in tree.iter() if one.tag in _FORBIDDEN and not _is_ours(one)
    ]
    faults += [
        f"{name} on <{one.tag}>"
        for one in tree.iter()
        if isinstance(one.tag, str)
        for name in one.attrib
        if name.startswith("on") or name == "style"
    ]
    faults += [f"form to {one.get('action')}" for one in tree.iter("form") if one.get("role") != "search"]
    for image in tree.iter("img"):
        faults += [f"image without {name}" for name in ("alt", "width", "height") if name not in image.attrib]
    return faults


def _is_ours(script: etree._Element) -> bool:
    """A file of our own, data in which nothing means anything to HTML, or a chart that says what it shows."""
    if script.tag == "svg":
        return script.get("role") == "img" and bool(script.findtext("title"))
    if script.get("type") == "application/ld+json":
        return set(script.attrib) == {"type"} and not set(script.text) & set("<>&")
    return script.get("src", "").startswith("/assets/") and not script.text


def _links(tree: etree._Element) -> list[str]:
    addresses = tree.xpath("//@href | //@src")
    return [f"{address!r} is no link" for address in addresses if not _ABSOLUTE_OR_ROOTED.fullmatch(address)]
