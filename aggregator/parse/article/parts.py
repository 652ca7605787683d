"""An article that its paper cut into pages: where the next part is, and all parts as one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aggregator.model import ParsedEntry
from aggregator.parse.article.blocks import read_blocks
from aggregator.parse.article.cutting import blank, markup
from aggregator.parse.article.described import base_of
from aggregator.parse.article.tree import links_of, parse_html
from aggregator.urls import absolute_url, canonical_url

_QUERY = re.compile(
    r"(?:(?<=\?)|&)(?:page|halaman|hal|pg|showpage|start_page)=(all|semua|[0-9]{1,3})(?=&|#|$)", re.IGNORECASE
)
_PATH = re.compile(r"(?<=[^/])/(?:(?:page|hal|halaman)[/-])?([0-9]{1,3})(?=/?(?:[?#]|$))", re.IGNORECASE)
_WHOLE = 1000
"""The number of the page that shows all parts at once."""
_SHORTEST_REPEATED = 20
"""Characters: shorter lines may be said twice."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Which article an address means, and which page of it."""

    article: str
    number: int


def next_page(html: str, url: str) -> str | None:
    """The address of the next part of the article on this page, or of all parts on one page; None at the end.

    Parts are numbered in a parameter (`?page=2`, `?halaman=2`) or at the end of the path (`/2`, `/page/2`,
    or by paragraphs: `/15`). Follow it until it is None, at most some ten times: pages can be endless.
    """
    root = parse_html(html)
    base = base_of(root, url)
    here = _part(url)
    if here.number == _WHOLE:
        return None
    nexts = {
        _part(link).number: link for link in _addresses(root, base) if _part(link).article == here.article
    }
    later = [number for number in nexts if number > here.number]
    return nexts[_WHOLE if _WHOLE in nexts else min(later)] if later else None


def join_articles(parts: tuple[ParsedEntry, ...]) -> ParsedEntry:
    """One entry from the parts of an article, in order: the first's, with the story of all.

    What an earlier part has said (the introduction on every page) is not repeated.
    """
    seen: set[str] = set()
    content = "\n".join(filter(None, (_unsaid(part.content, seen) for part in parts)))
    return replace(parts[0], content=content)


def _addresses(root: object, base: str) -> Iterator[str]:
    for _, href in links_of(root):
        if any(character.isdigit() for character in href) or "=" in href:
            yield absolute_url(href, base)


def _part(url: str) -> _Part:
    for pattern in (_QUERY, _PATH):
        if found := pattern.search(url):
            number = int(found[1]) if found[1].isdigit() else _WHOLE
            rest = url[: found.start()] + url[found.end() :]
            return _Part(canonical_url(rest.rstrip("?&")), number)
    return _Part(canonical_url(url), 1)


def _unsaid(content: str, seen: set[str]) -> str:
    """The content without lines that are in `seen`, which learns its lines."""
    if not content:
        return ""
    page = read_blocks(parse_html(f"<html><body>{content}</body></html>"))
    said = frozenset(seen)
    for block in page.blocks:
        if block.text in said and len(block.text) >= _SHORTEST_REPEATED:
            blank(block)
        seen.add(block.text)
    return markup(page.elements[0])
