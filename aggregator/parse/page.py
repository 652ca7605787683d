"""A web page that lists articles, read as a feed: by the source's selectors, or by itself.

`listing` finds the repeated blocks; this module reads link, title, date, picture and summary out of a block.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree
from lxml.cssselect import CSSSelector

from aggregator.errors import ParseError
from aggregator.model import PageSelectors, ParsedEntry, ParsedFeed
from aggregator.parse.listing import Block, find_blocks, is_headline, text_of
from aggregator.parse.markup import text_as_html

MAX_ENTRIES = 500
"""A page that lists more is an archive."""

_MONTHS = (
    r"jan(?:uari|uary)?|feb(?:ruari|ruary)?|peb(?:ruari)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?"
    r"|agu(?:stus|st)?|ags|agt|aug(?:ust)?|sep(?:t|tember)?|okt(?:ober)?|oct(?:ober)?"
    r"|nov(?:ember)?|nop(?:ember)?|des(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d|\b\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}\b"
    rf"|\b\d{{1,2}}[\s-]+(?:{_MONTHS})\b\.?,?(?:[\s-]+\d{{4}})?|\b(?:{_MONTHS})\.?\s+\d{{1,2}},\s*\d{{4}}",
    re.IGNORECASE,
)
_RECENT = re.compile(
    r"\b\d+\s*(?:detik|menit|jam|hari|minggu|bulan|seconds?|minutes?|mins?|hours?|days?|weeks?)\s+"
    r"(?:yang\s+)?(?:lalu|kemudian|ago)\b|\bkemarin\b|\bbaru saja\b"
    r"|\bpukul\s+\d{1,2}[:.]\d\d|\b\d{1,2}[:.]\d\d\s*WI(?:B|TA|T)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:^|[\sT|,(])\d{1,2}[:.]\d\d(?![\d.]*\d)")
_TITLE_CLASS = re.compile(r"title|judul|headline", re.IGNORECASE)
_SUMMARY_CLASS = re.compile(r"summary|desc|excerpt|teaser|lead|ringkas|intro", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_DATE_ATTRIBUTES = ("datetime", "title", "content", "data-date", "data-time")
_IMAGE_ATTRIBUTES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "src")
_LONGEST_DATE = 60
"""Characters; a longer text that holds a date is prose about that day."""


def parse_page(text: str, url: str, selectors: PageSelectors | None) -> ParsedFeed:
    """The entries of the listing page `text`, received from `url`; in page order, each URL once, absolute.

    Raises:
        ParseError: `selector_empty` when a selector finds no entry or no link, `selector_invalid` when it
            is no CSS, `no_listing` when there are no selectors and nothing on the page repeats like news.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode(), parser)
    if root is None:
        raise ParseError("no_listing", "The page holds no element.")
    base = _joined(url, _attribute(root, "//base/@href")) or url
    found = tuple(_selected(root, base, selectors) if selectors else _automatic(root, base))
    entries = tuple({entry.url: entry for entry in reversed(found)}.values())[::-1][:MAX_ENTRIES]
    return ParsedFeed(
        format="page",
        title=" ".join(_attribute(root, "//title/text()").split()),
        url=url,
        language=root.get("lang") or "",
        icon=_joined(base, _attribute(root, "//link[contains(@rel, 'icon')]/@href")),
        base_url=base,
        entries=entries,
        problems=_missing(entries, selectors),
    )


def _automatic(root: etree._Element, base: str) -> Iterator[ParsedEntry]:
    blocks = find_blocks(root, base)
    if not blocks:
        raise ParseError(
            "no_listing",
            "No list of articles was found on the page. Name it: page: {entry: CSS selector}.",
        )
    for block in blocks:
        yield _entry(block.element, block.url, base, _title(block), None)


def _selected(root: etree._Element, base: str, selectors: PageSelectors) -> Iterator[ParsedEntry]:
    elements = _select(root, selectors.entry)
    found = False
    for element in elements:
        link = _link(element, selectors.link)
        url = _joined(base, (link.get("href") or "").strip()) if link is not None else ""
        if url.startswith(("http://", "https://")):
            found = True
            title = _first_text(element, selectors.title) or _title(Block(element, link, url))
            yield _entry(element, url, base, title, selectors)
    if not found:
        what = f"page.link in {len(elements)} entries" if elements else f"page.entry {selectors.entry!r}"
        raise ParseError("selector_empty", f"Nothing matches {what}: the page may have been rebuilt.")


def _entry(
    element: etree._Element, url: str, base: str, title: str, selectors: PageSelectors | None
) -> ParsedEntry:
    own = selectors or PageSelectors(entry="")
    return ParsedEntry(
        url=url,
        title=title,
        title_is_html=False,
        summary=text_as_html(_summary(element, own.summary, title)),
        published=_selected_date(element, own.published) if own.published else _date(element, title),
        image=_joined(base, _image(element, own.image)),
    )


def _missing(entries: tuple[ParsedEntry, ...], selectors: PageSelectors | None) -> tuple[str, ...]:
    """A selector that was written and finds nothing on the whole page is a fault to show."""
    named = ("title", "published", "image", "summary") if selectors else ()
    return tuple(
        f"selector_empty: page.{field} matches nothing"
        for field in named
        if getattr(selectors, field) and not any(getattr(entry, field) for entry in entries)
    )


def _select(element: etree._Element, selector: str) -> list[etree._Element]:
    try:
        return list(CSSSelector(selector, translator="html")(element))
    except (etree.XPathError, ValueError, SyntaxError) as error:  # cssselect's errors are SyntaxErrors
        raise ParseError("selector_invalid", f"{selector!r} is no CSS selector: {error}.") from error


def _first_text(element: etree._Element, selector: str | None) -> str:
    found = _select(element, selector)[:1] if selector else []
    return text_of(found[0]) if found else ""


def _link(element: etree._Element, selector: str | None) -> etree._Element | None:
    if selector:
        return next(iter(_select(element, selector)), None)
    if element.tag == "a" and element.get("href"):
        return element
    links = element.findall(".//a[@href]")
    return max(links, key=lambda link: len(text_of(link)), default=None)


def _title(block: Block) -> str:
    """The link's heading, what is classed as a title, the link's text, another heading, a caption."""
    inside = list(block.element.iter(etree.Element))
    headings = [element for element in inside if element.tag in _HEADINGS]
    linked = [heading for heading in headings if heading in block.link.iter() or block.link in heading.iter()]
    classed = [element for element in inside if _TITLE_CLASS.search(element.get("class") or "")]
    for element in (*linked, *classed, block.link, *headings):
        title = text_of(element)
        if is_headline(title):
            return title
    captions = (block.link.get("title"), *(image.get("alt") for image in block.element.iter("img")))
    return next((caption.strip() for caption in captions if caption and caption.strip()), text_of(block.link))


def _selected_date(element: etree._Element, selector: str) -> str:
    for found in _select(element, selector)[:1]:
        return (found.get("datetime") or "").strip() or text_of(found)
    return ""


def _date(element: etree._Element, title: str) -> str:
    """The raw date of a block: day and hour before a day alone, before "7 menit lalu", wherever it stands."""
    own = [string for string in _strings(element) if len(string) <= _LONGEST_DATE and string != title]
    whole = sorted((text_of(node) for node in element.iter(etree.Element)), key=len)
    dated = [string for string in own if _DATE.search(string)]
    timed = [string for string in (*dated, *whole) if _DATE.search(string) and _CLOCK.search(string)]
    recent = [string for string in own if _RECENT.search(string)]
    return next((string for string in (*timed, *dated, *recent) if len(string) <= _LONGEST_DATE), "")


def _strings(element: etree._Element) -> Iterator[str]:
    """Every string of `element` by itself; attributes made for machines come first."""
    nodes = list(element.iter(etree.Element))
    for name in _DATE_ATTRIBUTES:
        yield from (node.get(name) or "" for node in nodes)
    for node in nodes:
        for string in (node.text, *(child.tail for child in node)):
            yield " ".join((string or "").split())


def _summary(element: etree._Element, selector: str | None, title: str) -> str:
    if selector:
        return _first_text(element, selector)
    texts = [
        text_of(node)
        for node in element.iter(etree.Element)
        if node.tag == "p" or _SUMMARY_CLASS.search(node.get("class") or "")
    ]
    prose = [text for text in texts if len(text) > _LONGEST_DATE // 2 and title not in text]
    return max(prose, key=len, default="")


def _image(element: etree._Element, selector: str | None) -> str:
    scopes = _select(element, selector)[:1] if selector else [element]
    for scope in scopes:
        for image in scope.iter("img"):
            for name in _IMAGE_ATTRIBUTES:
                source = (image.get(name) or "").strip()
                if source and not source.startswith("data:"):
                    return source
    return ""


def _attribute(root: etree._Element, path: str) -> str:
    return str(next(iter(root.xpath(path)), "")).strip()


def _joined(base: str, url: str) -> str:
    try:
        return urljoin(base, url) if url else ""
    except ValueError:  # "http://[" and the like
        return ""
