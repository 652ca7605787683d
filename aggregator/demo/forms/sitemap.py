"""A Google news sitemap: no texts, only addresses, titles, dates and keywords."""

from xml.sax.saxutils import escape

from aggregator.demo import datelines
from aggregator.demo.papers import Article, Issue, Paper

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" \
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" \
xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
"""


def render(issue: Issue) -> bytes:
    """The sitemap, UTF-8."""
    return (
        _HEAD + "".join(_url(issue.paper, article) for article in issue.articles) + "</urlset>\n"
    ).encode()


def _url(paper: Paper, article: Article) -> str:
    image = f"<image:image><image:loc>{escape(article.picture_url)}</image:loc></image:image>\n"
    return f"""<url>
<loc>{escape(article.url)}</loc>
<news:news>
<news:publication><news:name>{escape(paper.title)}</news:name><news:language>id</news:language></news:publication>
<news:publication_date>{datelines.rfc3339(article.published)}</news:publication_date>
<news:title>{escape(article.title)}</news:title>
<news:keywords>{escape(", ".join(article.terms))}</news:keywords>
</news:news>
{image if article.picture_url else ""}</url>
"""
