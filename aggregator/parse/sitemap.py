"""Sitemaps (https://www.sitemaps.org/protocol.html), Google's news and image extensions, and their indexes.

Elements are known by their local names: half of the sitemaps on the web get a namespace wrong.
"""

from collections.abc import Iterator

from lxml import etree

from aggregator.errors import ParseError
from aggregator.model import Category, ParsedEntry, ParsedFeed
from aggregator.parse.wellformed import well_formed

MAX_ENTRIES = 10_000
"""Of one document; more than this is an archive, not news. The first ones are kept, with a problem."""


def parse_sitemap(element: str) -> ParsedFeed:
    """The sitemap in `element`, a text that begins with `<urlset>` or `<sitemapindex>`.

    An index has `children`, the addresses of its sitemaps, and no entries.

    Raises:
        ParseError: `truncated` when it stops before one record is whole.
    """
    document = well_formed(element)
    # `recover`: libxml2 also refuses what expat lets pass, such as a namespace that is no URI
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root = etree.fromstring(document.data, parser)
    if root is None:
        raise ParseError("not_a_sitemap", "The sitemap is too broken to be read.")
    if _name(root) == "sitemapindex":
        return _index(root, document.problems)
    problems = list(document.problems)
    entries = tuple(_entries(root, problems))
    news = _first(_first(root, "url"), "news")
    publication = _first(news, "publication")
    return ParsedFeed(
        format="sitemap" if news is None else "news_sitemap",
        title=_text(publication, "name"),
        language=_text(publication, "language"),
        entries=entries,
        problems=tuple(problems),
    )


def parse_text_sitemap(text: str) -> ParsedFeed:
    """A sitemap of one URL a line (sitemaps.org, "Other Sitemap formats").

    Raises:
        ParseError: `not_a_sitemap` when no line is a URL.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    urls = [line for line in lines if line.startswith(("http://", "https://"))]
    if not urls:
        raise ParseError("not_a_sitemap", "No line of the answer is a URL: this is no sitemap.")
    other = len(lines) - len(urls)
    problems = (f"bad_entry: lines that are no URL were left out: {other}",) if other else ()
    entries = tuple(ParsedEntry(url=url) for url in dict.fromkeys(urls[:MAX_ENTRIES]))
    return ParsedFeed(format="text_sitemap", entries=entries, problems=problems)


def _index(root: etree._Element, problems: tuple[str, ...]) -> ParsedFeed:
    found = (_text(record, "loc") or (record.text or "").strip() for record in _records(root, "sitemap"))
    urls = tuple(dict.fromkeys(url for url in found if url))[:MAX_ENTRIES]
    return ParsedFeed(format="sitemapindex", children=urls, problems=problems)


def _entries(root: etree._Element, problems: list[str]) -> Iterator[ParsedEntry]:
    seen: set[str] = set()
    records = list(_records(root, "url"))
    if len(records) > MAX_ENTRIES:
        problems.append(f"too_many_entries: {len(records)} entries; the first {MAX_ENTRIES} were read")
    for number, record in enumerate(records[:MAX_ENTRIES], 1):
        entry = _entry(record)
        if not entry.url:
            problems.append(f"bad_entry: entry {number} was left out (it has no loc)")
        elif entry.url not in seen:
            seen.add(entry.url)
            yield entry


def _entry(record: etree._Element) -> ParsedEntry:
    news, image = _first(record, "news"), _first(record, "image")
    keywords = (word.strip() for word in _text(news, "keywords").split(","))
    return ParsedEntry(
        url=_text(record, "loc"),
        title=_text(news, "title"),
        title_is_html=False,
        published=_text(news, "publication_date"),
        updated=_text(record, "lastmod"),
        categories=tuple(Category(word) for word in dict.fromkeys(keywords) if word),
        image=_text(image, "loc"),
        language=_text(_first(news, "publication"), "language"),
    )


def _records(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in parent.iterchildren(etree.Element) if _name(element) == name)


def _first(parent: etree._Element | None, name: str) -> etree._Element | None:
    return None if parent is None else next(_records(parent, name), None)


def _text(parent: etree._Element | None, name: str) -> str:
    """The text of the first child of that name; `""` when it, or its parent, is missing."""
    found = _first(parent, name)
    return "" if found is None else "".join(found.itertext()).strip()


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()
