"""RDF Site Summary (RSS 1.0): items stand beside the channel, dates are Dublin Core's."""

from xml.sax.saxutils import escape, quoteattr

from aggregator.demo import datelines
from aggregator.demo.forms.markup import body_html, cdata, summary
from aggregator.demo.papers import Article, Issue, Paper

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="{feed_url}">
<title>{title}</title>
<link>{origin}/</link>
<description>{tagline}</description>
<dc:language>id</dc:language>
<items><rdf:Seq>{listing}</rdf:Seq></items>
</channel>
"""


def render(issue: Issue) -> bytes:
    """The feed, UTF-8."""
    head = _HEAD.format(
        feed_url=issue.feed_url,
        title=escape(issue.paper.title),
        origin=issue.origin,
        tagline=escape(issue.paper.tagline),
        listing="".join(f"<rdf:li rdf:resource={quoteattr(article.url)}/>" for article in issue.articles),
    )
    return (
        head + "".join(_item(issue.paper, article) for article in issue.articles) + "</rdf:RDF>\n"
    ).encode()


def _item(paper: Paper, article: Article) -> str:
    text = (
        f"<content:encoded>{cdata(body_html(paper, article))}</content:encoded>\n" if paper.full_text else ""
    )
    return f"""<item rdf:about={quoteattr(article.url)}>
<title>{escape(article.title)}</title>
<link>{escape(article.url)}</link>
<description>{escape(summary(article))}</description>
<dc:creator>{escape(article.author)}</dc:creator>
<dc:date>{datelines.rfc3339(article.published)}</dc:date>
{"".join(f"<dc:subject>{escape(term)}</dc:subject>" for term in article.terms)}
{text}</item>
"""
