"""Every input form, written by hand: a feed for each `Paper.form`, and the pages that all papers have."""

from collections.abc import Callable

from aggregator.demo.forms import atom, jsonfeed, rdf, rss, site, sitemap
from aggregator.demo.papers import Article, Issue

_FEEDS: dict[str, tuple[str, Callable[[Issue], bytes]]] = {
    "rss": ("application/rss+xml", rss.render),
    "rdf": ("application/rdf+xml; charset=utf-8", rdf.render),
    "atom": ("application/atom+xml; charset=utf-8", atom.render),
    "json": ("application/feed+json", jsonfeed.render),
    "sitemap": ("application/xml", sitemap.render),
    "page": ("text/html; charset=utf-8", site.render_front),
}


def render_feed(issue: Issue) -> tuple[str, bytes]:
    """The content type and the bytes of what the paper is polled for."""
    content_type, render = _FEEDS[issue.paper.form]
    return content_type, render(issue)


def render_page(issue: Issue, article: Article | None) -> bytes:
    """The front page, or the page of one article."""
    return site.render_article(issue, article) if article else site.render_front(issue)
