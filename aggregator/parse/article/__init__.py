"""One article's page becomes one entry, without knowing the paper: all strings as received."""

from aggregator.model import ParsedEntry
from aggregator.parse.article.blocks import read_blocks
from aggregator.parse.article.body import find_body
from aggregator.parse.article.credits import find_authors, find_categories
from aggregator.parse.article.described import describe
from aggregator.parse.article.headline import find_headline
from aggregator.parse.article.parts import join_articles, next_page
from aggregator.parse.article.published import find_published, find_updated
from aggregator.parse.article.tree import parse_html

__all__ = ["join_articles", "next_page", "parse_article"]


def parse_article(html: str, url: str) -> ParsedEntry:
    """The article on the page `html`, received from `url`."""
    root = parse_html(html)
    described = describe(root, url)
    page = read_blocks(root)
    headline = find_headline(page.blocks, described.titles(), described.site_names())
    return ParsedEntry(
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
        content=find_body(page, headline.block),
    )
