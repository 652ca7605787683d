"""What the forms share: an article's text as HTML, and its date as the paper writes it."""

from datetime import datetime
from html import escape

from aggregator.demo import datelines
from aggregator.demo.papers import Article, Paper

_DATES = {"rfc822": datelines.rfc822, "wib": datelines.rfc822_wib, "indonesian": datelines.indonesian}


def written_date(paper: Paper, at: datetime) -> str:
    """The date in the paper's own habit."""
    return _DATES[paper.dates](at)


def summary(article: Article) -> str:
    """The lead, plain text."""
    return article.paragraphs[0]


def body_html(paper: Paper, article: Article) -> str:
    """The text as paragraphs, interrupted after the second and the fourth where the paper has that habit."""
    blocks = [f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in article.paragraphs]
    for place, (url, title) in zip((4, 2), article.related, strict=False):
        blocks.insert(
            place, f'<p><strong>{paper.interruption}<a href="{escape(url)}">{escape(title)}</a></strong></p>'
        )
    return "\n".join(blocks)


def figure_html(article: Article) -> str:
    """The picture with its caption, or nothing."""
    if not article.picture_url:
        return ""
    caption = f"{escape(article.caption)} --{escape(article.credit)}"
    image = (
        f'<img src="{escape(article.picture_url)}" alt="{escape(article.caption)}" width="480" height="270">'
    )
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def cdata(text: str) -> str:
    """A CDATA section; `]]>` inside is split over two."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
