"""Who wrote an article and which tags it bears."""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from aggregator.model import Category, Person
from aggregator.parse.article.blocks import Block
from aggregator.parse.article.described import Described
from aggregator.parse.article.jsonld import names
from aggregator.parse.article.tree import folded, names_of, text_of
from aggregator.parse.record import string

_AUTHOR_METAS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
                 "content_author", "dtk:author", "citation_author", "twitter:data1")  # fmt: skip
_BYLINE = re.compile(
    r"(?:^|[|(,•-]\s*)(?:reporter|penulis|pewarta|wartawan|laporan|kontributor|oleh|by|written by)\s*:?\s+"
    r"([^|•,;:()/\d]{3,60}?)\s*(?=$|[|•,;:()/\d]|\s[-–—]\s|\beditor\b)",
    re.IGNORECASE,
)
_AUTHOR_NAME = re.compile(r"(?:^|[\s_-])(?:author|penulis|reporter|byline|wartawan)(?:[-_]+name)?(?:$|\s)")
_TAG_PATH = re.compile(r"/(?:tags?|topi[ck]s?|label|tagar)/|[?&]tag=", re.IGNORECASE)
_TAG_NAME = re.compile(r"(?<![a-z])(?:tags?|topi[ck]s?|tagging|keyword)")
_SPLIT = re.compile(r"\s*[,;]\s*")
_LINES_BEFORE, _LINES_BEHIND = 5, 15
_LONGEST_LINE = 200
_MOST, _LONGEST = 30, 80


def find_authors(described: Described, blocks: Sequence[Block], headline: Block | None) -> tuple[Person, ...]:
    """The authors as named: in JSON-LD, in meta elements, in marked elements, in a byline near the headline."""
    sites = {site.casefold() for site in described.site_names()}
    for found in (_said(described), _marked(blocks, headline), _bylines(blocks, headline)):
        people = dict.fromkeys(
            name for name in map(folded, found) if _is_name(name) and name.casefold() not in sites
        )
        if people:
            return tuple(Person(name=name) for name in people)
    return ()


def find_categories(described: Described, headline: Block | None) -> tuple[Category, ...]:
    """The tags: of meta elements made for them, of the visible list, of keywords; then the section."""
    lists = (
        described.metas.get("article:tag", ()),
        _visible_tags(described.root, headline),
        (described.meta("news_keywords"),),
        tuple(word for record in described.records for word in names(record, "keywords")),
        (described.meta("keywords"),),
    )
    tags = next(filter(None, map(_terms, lists)), ())
    sections = (
        described.meta("article:section"),
        *(string(record, "articleSection") for record in described.records),
    )
    return tuple(Category(term=term) for term in dict.fromkeys((*tags, *_terms(sections[:2]))))


def _said(described: Described) -> Iterator[str]:
    for record in described.records:
        yield from names(record, "author")
    yield from (described.meta(key) for key in _AUTHOR_METAS)


def _marked(blocks: Sequence[Block], headline: Block | None) -> Iterator[str]:
    """Lines beside the headline that are marked as an author, by schema.org's or rel's word or by a name."""
    at = headline.index if headline else 0
    for block in blocks[max(0, at - _LINES_BEFORE) : at + 1 + _LINES_BEHIND]:
        nodes = (block.element, *(node for node, tail, _ in block.pieces if not tail))
        if len(block.text) < _LONGEST_LINE and any(map(_is_author, nodes)):
            byline = _BYLINE.search(block.text)
            yield byline[1] if byline else block.text


def _is_author(element: etree._Element) -> bool:
    around = (element, element.getparent())
    marked = any("author" in (node.get("itemprop"), node.get("rel")) for node in around if node is not None)
    return marked or _AUTHOR_NAME.search(names_of(element)) is not None


def _bylines(blocks: Sequence[Block], headline: Block | None) -> Iterator[str]:
    at = headline.index if headline else 0
    for block in blocks[at + 1 : at + 1 + _LINES_BEHIND]:
        if len(block.text) < _LONGEST_LINE:
            yield from (found[1] for found in _BYLINE.finditer(block.text))


def _is_name(name: str) -> bool:
    return 2 < len(name) <= 60 and "/" not in name and "@" not in name and not name.isdigit()


def _visible_tags(root: etree._Element, headline: Block | None) -> tuple[str, ...]:
    """The texts of tag links, of the first list of them behind the headline."""
    groups: dict[etree._Element, list[str]] = {}
    for link in _links_behind(root, headline):
        if "tag" in (link.get("rel") or "") or _TAG_PATH.search(link.get("href") or ""):
            groups.setdefault(_list_around(link), []).append(text_of(link).lstrip("#"))
    named = (tags for box, tags in groups.items() if _TAG_NAME.search(names_of(box)))
    return tuple(next(named, next(iter(groups.values()), [])))


def _links_behind(root: etree._Element, headline: Block | None) -> Iterator[etree._Element]:
    behind = headline is None
    for element in root.iter():
        behind = behind or (headline is not None and element is headline.element)
        if behind and element.tag == "a":
            yield element


def _list_around(link: etree._Element) -> etree._Element:
    parent = link.getparent()
    while (
        parent.tag in ("li", "span", "strong", "b", "h2", "h3", "h4", "h5") and parent.getparent() is not None
    ):
        parent = parent.getparent()
    return parent


def _terms(texts: Sequence[str]) -> tuple[str, ...]:
    terms = (term for text in texts for term in _SPLIT.split(folded(text)))
    return tuple(dict.fromkeys(term for term in terms if 1 < len(term) <= _LONGEST and "://" not in term))[
        :_MOST
    ]
