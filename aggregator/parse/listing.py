"""Finds the listing on a newspaper's page without knowing the newspaper.

A listing is a block that repeats: siblings that each hold one article of the same site, under a headline.
What is named or titled Terpopuler, Pilihan, menu, footer and so on is a box, not the listing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from lxml import etree

# Of a path: what lists, serves or advertises instead of telling. Of class and id: boxes around the listing.
_SECTION = re.compile(
    r"tags?|topi[ck]s?|kategori|category|kanal|channel|author|penulis|reporter|indeks|index|search|cari|page|halaman"
    r"|login|register|about|tentang|redaksi|kontak|contact|privacy|pedoman|disclaimer|rss|feed|iklan|advertorial"
)
_DATE_PATH = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]\d{1,2})?/")
_NUMBER = re.compile(r"(?:^|[^0-9a-z])[a-z]?-?\d{4,}(?:$|[^0-9a-z])|\d{5,}", re.IGNORECASE)
_NUMBER_QUERY = re.compile(r"(?:^|&)(?:id|p|news|berita|artikel|read|nid|aid)=\d+", re.IGNORECASE)
_FRAME = re.compile(r"(?<![a-z])(?:nav|navbar|menu|footer|breadcrumbs?|pagination)(?![a-z])")
_BOX = re.compile(
    r"(?<![a-z])(?:sidebar|(?:ter)?populer|popular(?:posts)?|trending|pilihan|bepil|related|terkait|rekomendasi"
    r"|recommend(?:ed|ation)|ads?|iklan|banner|sponsor(?:ed)?|hot|terhangat|widget|share|komentar|comments?|ticker"
    r"|breaking|most|tags?|topik|promo|advertorial)(?![a-z])"
)
_BOX_TITLE = re.compile(
    r"populer|trending|pilihan|rekomendasi|terkait|baca juga|paling (?:banyak )?(?:di)?baca|most read|iklan"
    r"|sponsor|topik|terhangat|komentar|advertorial|partner|jaringan",
    re.IGNORECASE,
)
_LATEST_TITLE = re.compile(r"terkini|terbaru|latest|indeks|recent|kumpulan", re.IGNORECASE)
_TIME_WORDS = re.compile(r"\d{1,2}[:.]\d\d|\b(?:lalu|kemudian|ago|wib|wita)\b|\b20\d\d\b", re.IGNORECASE)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SECOND_LEVEL = re.compile(r"co|com|or|org|go|gov|ac|net|web|sch|my|desa|biz")
_HEADLINE_LENGTHS = range(12, 251)


@dataclass(frozen=True, slots=True)
class Block:
    """One article of a listing: the element that holds all of it, its link, and that link's absolute URL."""

    element: etree._Element
    link: etree._Element
    url: str


def text_of(element: etree._Element) -> str:
    """All text of `element`, white space collapsed; what scripts and styles hold is no text."""
    strings = element.xpath(".//text()[not(parent::script or parent::style or parent::noscript)]")
    return " ".join(" ".join(strings).split())


def is_headline(text: str) -> bool:
    """As long as a headline: three words, or one long compound; not yet a paragraph."""
    return len(text) in _HEADLINE_LENGTHS and (text.count(" ") >= 2 or len(text) >= 24)


def find_blocks(root: etree._Element, base: str) -> tuple[Block, ...]:
    """The blocks of the page's listing in page order; none when nothing on it repeats like news."""
    page = _Page(root, base)
    found: dict[etree._Element, Block] = {}
    for link, url in page.links:
        element = page.block_of(link)
        earlier = found.get(element)
        if page.is_boxed(link) or (earlier and len(text_of(earlier.link)) >= len(text_of(link))):
            continue
        found[element] = Block(element, link, url)
    blocks = [block for block in found.values() if is_headline(text_of(block.link)) or _headed(block)]
    best = max(_groups(blocks), key=_score, default=[])
    return tuple(best) if len(best) > 1 or any(block.element.tag == "article" for block in best) else ()


class _Page:
    """The page's article links, and how many different articles each of its elements holds."""

    def __init__(self, root: etree._Element, base: str) -> None:
        self.links = tuple(_article_links(root, base))
        self._below: defaultdict[etree._Element, set[str]] = defaultdict(set)
        for link, url in self.links:
            for element in (link, *link.iterancestors()):
                self._below[element].add(url)
        self._total = len(self._below[root])
        self._boxes: dict[etree._Element, bool] = {}

    def block_of(self, link: etree._Element) -> etree._Element:
        """The largest element around `link` that holds no other article."""
        block = link
        for parent in link.iterancestors():
            if len(self._below[parent]) > 1 or parent.tag in ("body", "html"):
                break
            block = parent
        return block

    def is_boxed(self, element: etree._Element) -> bool:
        """Whether `element` stands in a menu, a footer, or a box such as Terpopuler."""
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "html"):
            return False
        if parent not in self._boxes:
            self._boxes[parent] = self._is_box(parent) or self.is_boxed(parent)
        return self._boxes[parent]

    def _is_box(self, element: etree._Element) -> bool:
        several = len(self._below[element]) > 1
        if element.tag in ("nav", "footer") or (several and element.tag in ("aside", "header")):
            return True
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if _FRAME.search(names):
            return True
        # A wrapper around most of the page may be called "with-sidebar" and is no box for that.
        minor = 2 * len(self._below[element]) <= self._total
        return several and minor and bool(_BOX.search(names) or _BOX_TITLE.search(_title_of(element)))


def _article_links(root: etree._Element, base: str) -> Iterator[tuple[etree._Element, str]]:
    site = _site(_split(base))
    for link in root.iter("a"):
        url = _absolute(base, (link.get("href") or "").strip())
        parts = _split(url)
        if parts.scheme in ("http", "https") and _site(parts) == site and _is_article(parts):
            yield link, parts._replace(fragment="").geturl()


def _absolute(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # "http://[" and the like
        return SplitResult("", "", "", "", "")


def _site(parts: SplitResult) -> str:
    """The name that a paper's hosts share: news.detik.com and 20.detik.com are one site."""
    labels = parts.netloc.lower().rpartition("@")[2].split(".")
    if labels[-1:] and labels[-1][:1].isdigit():  # an address, perhaps with a port
        return parts.netloc
    return ".".join(labels[-3:] if len(labels) > 2 and _SECOND_LEVEL.fullmatch(labels[-2]) else labels[-2:])


def _is_article(parts: SplitResult) -> bool:
    """Dates, numbers and long slugs name articles; one plain word names a section."""
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if not segments:
        return bool(_NUMBER_QUERY.search(parts.query))
    if any(_SECTION.fullmatch(segment) for segment in segments):
        return False
    slug = segments[-1]
    dated = bool(_DATE_PATH.search(parts.path)) and not slug.isdigit()
    numbered = bool(_NUMBER.search(parts.path) or _NUMBER_QUERY.search(parts.query))
    return dated or numbered or slug.count("-") >= 3


def _headed(block: Block) -> bool:
    return any(is_headline(text_of(heading)) for heading in block.element.iter(*_HEADINGS))


def _groups(blocks: list[Block]) -> list[list[Block]]:
    """Blocks that repeat together: in one container, or built alike in several."""
    alike: defaultdict[tuple[object, ...], list[Block]] = defaultdict(list)
    for block in blocks:
        alike[_build(block)].append(block)
    groups = []
    for members in alike.values():
        containers = {member.element.getparent() for member in members}
        groups.append([block for block in blocks if block.element.getparent() in containers])
    return groups


def _build(block: Block) -> tuple[object, ...]:
    """How a block is made: the elements from its link up to it, and what it or its container is called."""
    inner = []
    for element in (block.link, *block.link.iterancestors()):
        if element is block.element:
            break
        inner.append((element.tag, _called(element)))
    container = block.element.getparent()
    name = _called(block.element) or (container is not None and (container.tag, _called(container)))
    return (block.element.tag, name, *inner)


def _called(element: etree._Element) -> str:
    return next(iter((element.get("class") or "").split()), "")


def _score(group: list[Block]) -> float:
    """More blocks are better; dates and pictures speak for news, "Berita Terkini" above them even more."""
    dated = sum(bool(_TIME_WORDS.search(text_of(block.element))) for block in group)
    pictured = sum(block.element.find(".//img") is not None for block in group)
    container = group[0].element.getparent()
    latest = container is not None and bool(_LATEST_TITLE.search(_title_of(container)))
    return (len(group) + 0.5 * dated + 0.25 * pictured) * (1.5 if latest else 1.0)


def _title_of(element: etree._Element) -> str:
    """What stands over `element`: a heading that begins it, or the heading just before it."""
    for candidate in (*list(element)[:2], element.getprevious()):
        if candidate is None:
            continue
        heading = candidate if candidate.tag in _HEADINGS else next(candidate.iter(*_HEADINGS), None)
        if heading is not None and len(title := text_of(heading)) < 40:
            return title
    return ""
