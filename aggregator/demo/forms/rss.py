"""RSS 2.0, as several content management systems write it."""

from xml.sax.saxutils import escape, quoteattr

from aggregator.demo.forms.markup import body_html, cdata, figure_html, summary, written_date
from aggregator.demo.forms.pictures import picture_size
from aggregator.demo.papers import Article, Issue, Paper

_HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" \
xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>{title}</title>
<link>{origin}/</link>
<description>{tagline}</description>
<language>id-ID</language>
<atom:link href="{feed_url}" rel="self" type="application/rss+xml"/>
<lastBuildDate>{built}</lastBuildDate>
"""


def render(issue: Issue) -> bytes:
    """The feed in the paper's encoding; what that cannot say becomes a character reference."""
    paper = issue.paper
    head = _HEAD.format(
        encoding=paper.encoding,
        title=escape(paper.title),
        origin=issue.origin,
        tagline=escape(paper.tagline),
        feed_url=issue.feed_url,
        built=written_date(paper, issue.articles[0].published) if issue.articles else "",
    )
    items = "".join(_item(paper, issue.origin, article) for article in issue.articles)
    return f"{head}{items}</channel>\n</rss>\n".encode(paper.encoding, "xmlcharrefreplace")


def _item(paper: Paper, origin: str, article: Article) -> str:
    return "".join(
        (
            f"<item>\n<title>{escape(article.title)}</title>\n<link>{escape(article.url)}</link>\n",
            f"<pubDate>{written_date(paper, article.published)}</pubDate>\n",
            f"<dc:creator>{cdata(article.author)}</dc:creator>\n",
            "".join(f"<category>{cdata(term)}</category>\n" for term in article.terms),
            _guid(paper, origin, article),
            _text(paper, article),
            _picture(paper, article),
            "</item>\n",
        )
    )


def _guid(paper: Paper, origin: str, article: Article) -> str:
    if paper.guid == "number":
        return f'<guid isPermaLink="false">{origin}/?p={article.number}</guid>\n'
    return f"<guid>{escape(article.url)}</guid>\n"


def _text(paper: Paper, article: Article) -> str:
    if paper.full_text:
        html = figure_html(article) + body_html(paper, article)
        teaser = f"<p>{escape(summary(article)[:180])} [&#8230;]</p>"
        return (
            f"<description>{cdata(teaser)}</description>\n<content:encoded>{cdata(html)}</content:encoded>\n"
        )
    if paper.pictures:
        return f"<description>{escape(figure_html(article) + summary(article))}</description>\n"
    return f"<description>{escape(summary(article))}</description>\n"


def _picture(paper: Paper, article: Article) -> str:
    if not (paper.enclosures and article.picture_url):
        return ""
    url, size = quoteattr(article.picture_url), picture_size(article.number)
    return (
        f'<enclosure url={url} type="image/png" length="{size}"/>\n'
        f'<media:content url={url} medium="image" type="image/png" width="480" height="270"/>\n'
    )
