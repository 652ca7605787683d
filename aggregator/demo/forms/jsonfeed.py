"""JSON Feed 1.1."""

import json

from aggregator.demo import datelines
from aggregator.demo.forms.markup import body_html, summary
from aggregator.demo.papers import Article, Issue, Paper


def render(issue: Issue) -> bytes:
    """The feed, UTF-8, with non-ASCII characters as they are."""
    paper = issue.paper
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.title,
        "description": paper.tagline,
        "home_page_url": issue.origin + "/",
        "feed_url": issue.feed_url,
        "language": "id",
        "items": [_item(paper, article) for article in issue.articles],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(paper: Paper, article: Article) -> dict[str, object]:
    item: dict[str, object] = {
        "id": article.url,
        "url": article.url,
        "title": article.title,
        "summary": summary(article),
        "content_html": body_html(paper, article),
        "date_published": datelines.rfc3339(article.published),
        "authors": [{"name": article.author}],
        "tags": list(article.terms),
    }
    return item | ({"image": article.picture_url} if article.picture_url else {})
