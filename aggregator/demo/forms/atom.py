"""Atom 1.0 (RFC 4287)."""

from html import escape as escape_html
from xml.sax.saxutils import escape, quoteattr

from aggregator.demo import datelines
from aggregator.demo.forms.markup import body_html, figure_html, summary
from aggregator.demo.forms.pictures import picture_size
from aggregator.demo.papers import Article, Issue, Paper

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id">
<title type="text">{title}</title>
<subtitle>{tagline}</subtitle>
<id>tag:{slug}.example,2024:feed</id>
<link rel="self" type="application/atom+xml" href="{feed_url}"/>
<link rel="alternate" type="text/html" href="{origin}/"/>
<updated>{updated}</updated>
"""


def render(issue: Issue) -> bytes:
    """The feed, UTF-8."""
    paper = issue.paper
    head = _HEAD.format(
        title=escape(paper.title),
        tagline=escape(paper.tagline),
        slug=paper.slug,
        feed_url=issue.feed_url,
        origin=issue.origin,
        updated=datelines.rfc3339(issue.articles[0].published) if issue.articles else "",
    )
    return (head + "".join(_entry(paper, article) for article in issue.articles) + "</feed>\n").encode()


def _entry(paper: Paper, article: Article) -> str:
    at = datelines.rfc3339(article.published)
    return f"""<entry>
<title type="html">{escape(escape_html(article.title, quote=False))}</title>
<id>tag:{paper.slug}.example,2024:artikel-{article.number}</id>
<link rel="alternate" type="text/html" href={quoteattr(article.url)}/>
<published>{at}</published>
<updated>{at}</updated>
<author><name>{escape(article.author)}</name></author>
{"".join(f"<category term={quoteattr(term)}/>" for term in article.terms)}
<summary>{escape(summary(article))}</summary>
{_content(paper, article)}{_picture(article)}</entry>
"""


def _content(paper: Paper, article: Article) -> str:
    if not paper.full_text:
        return ""
    html = figure_html(article) + body_html(paper, article)
    return f'<content type="html">{escape(html)}</content>\n'


def _picture(article: Article) -> str:
    if not article.picture_url:
        return ""
    size = picture_size(article.number)
    return f'<link rel="enclosure" type="image/png" length="{size}" href={quoteattr(article.picture_url)}/>\n'
