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
_BY = re.compile(r"^(?:by|oleh|penulis|reporter|pewarta)\b\s*:?\s*", re.IGNORECASE)
_AUTHOR_NAME = re.compile(r"(?:^|[\s_-])(?:author|penulis|reporter|byline|wartawan)(?:[-_]+name)?(?:$|\s)")
_TAG_PATH = re.compile(r"/(?:tags?|listtag|label|tagar)/|[?&]tag=", re.IGNORECASE)
_TOPIC_PATH = re.compile(r"/topi[ck]s?/", re.IGNORECASE)
_TAG_NAME = re.compile(r"(?<![a-z])(?:tags?|tagging|taglist|keywords?)(?![a-z])")
_TAG_LABEL = re.compile(r"\W*(?:tags?|topik(?: terkait)?|label|kata kunci)\b", re.IGNORECASE)
_SPLIT = re.compile(r"\s*[,;]\s*")
_LINES_BEFORE, _LINES_BEHIND = 5, 15
_LONGEST_LINE = 200
_MOST, _LONGEST = 30, 80


def find_authors(described: Described, blocks: Sequence[Block], headline: Block | None) -> tuple[Person, ...]:
    """The authors as named: in JSON-LD, in meta elements, in marked elements, in a byline near the headline."""
    sites = {site.casefold() for site in described.site_names()}
    for found in (_said(described), _marked(blocks, headline), _bylines(blocks, headline)):
        named = (_BY.sub("", folded(name)) for name in found)
        people = dict.fromkeys(name for name in named if _is_name(name) and name.casefold() not in sites)
        if people:
            return tuple(Person(name=name) for name in people)
    return ()


def find_categories(described: Described, headline: Block | None) -> tuple[Category, ...]:
    """The tags, then the section.

    Tags are those of meta elements made for them, of a visible list that is called so, of keywords, or of the
    first visible list: a list without a name may be what the whole site finds important today.
    """
    called, first = _visible_tags(described.root, headline)
    lists = (
        described.metas.get("article:tag", ()),
        called,
        (described.meta("news_keywords"),),
        tuple(word for record in described.records for word in names(record, "keywords")),
        (described.meta("keywords"),),
        first,
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


def _visible_tags(root: etree._Element, headline: Block | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts of tag links behind the headline: of the first list that is called tags, and of the first list."""
    groups: dict[etree._Element, list[etree._Element]] = {}
    for link in _links_behind(root, headline):
        if _is_tag(link) or _TOPIC_PATH.search(link.get("href") or ""):
            groups.setdefault(_list_around(link), []).append(link)
    called = next((links for box, links in groups.items() if _is_tag_list(box)), [])
    first = next((links for links in groups.values() if any(map(_is_tag, links))), [])
    return _texts(called), _texts(first)


def _texts(links: Sequence[etree._Element]) -> tuple[str, ...]:
    return tuple(text_of(link).lstrip("#") for link in links)


def _is_tag(link: etree._Element) -> bool:
    return "tag" in (link.get("rel") or "").split() or bool(_TAG_PATH.search(link.get("href") or ""))


def _is_tag_list(box: etree._Element) -> bool:
    return bool(_TAG_NAME.search(names_of(box)) or _TAG_LABEL.match(text_of(box)))


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
