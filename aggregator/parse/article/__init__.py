"""One article's page becomes one entry, without knowing the paper: all strings as received.

What the page says of itself is believed in the order JSON-LD, meta elements, visible lines near the headline;
its story is where prose is densest. An article in parts: `next_page` leads on, `join_articles` makes one of them.
"""

from aggregator.errors import ParseError
from aggregator.model import ParsedEntry
from aggregator.parse.article.blocks import Block, Page, read_blocks
from aggregator.parse.article.body import find_body
from aggregator.parse.article.credits import find_authors, find_categories
from aggregator.parse.article.described import Described, describe
from aggregator.parse.article.headline import find_headline
from aggregator.parse.article.parts import join_articles, next_page
from aggregator.parse.article.published import find_published, find_updated
from aggregator.parse.article.tree import parse_html
from aggregator.parse.record import string
from aggregator.text import as_paragraphs

__all__ = ["join_articles", "next_page", "parse_article"]


def parse_article(html: str, url: str) -> ParsedEntry:
    """The article on the page `html`, received from `url`.

    `url` of the entry is the page's canonical address, unless it names another site or a front page. `content`
    is the story's own markup; lines such as "BACA JUGA:" are still in it, for `text.strip_interruptions` to keep
    their links. What the page does not say is "".

    Raises:
        ParseError: `empty`: no markup. `no_article`: neither a title nor a story. `too_large`: a tag with
            hundreds of attributes.
    """
    root = parse_html(html)
    described = describe(root, url)
    page = read_blocks(root)
    headline = find_headline(page.blocks, described.titles(), described.site_names())
    entry = ParsedEntry(
        url=described.address(),
        title=headline.title,
        title_is_html=False,
        summary=described.summary(),
        published=find_published(described, page, headline.block),
        updated=find_updated(described),
        authors=find_authors(described, page.blocks, headline.block),
        categories=find_categories(described, headline.block),
        image=described.image(),
        language=described.language(),
        base_url=described.base,
        content=_content(described, page, headline.block),
    )
    if not entry.title and not entry.content:
        raise ParseError("no_article", "The page has neither a title nor a story.")
    return entry


def _content(described: Described, page: Page, headline: Block | None) -> str:
    """The story on the page; what JSON-LD says it is, where a script was to write the page."""
    story = find_body(page, headline)
    said = max((string(record, "articleBody") for record in described.records), key=len, default="")
    if len(said) <= len(story):
        return story
    return said if "</" in said else as_paragraphs(said)
