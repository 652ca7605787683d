"""The web pages that every paper has: a front page with its boxes, and a page for each article.

The frame is that of a regional news site: navigation, the listing, then Berita Terkini, Terpopuler and
Pilihan beside it, which repeat what is elsewhere; around the text photo credit, tags and share buttons.
"""

import json
from html import escape

from aggregator.demo import datelines
from aggregator.demo.forms.markup import body_html, figure_html, summary
from aggregator.demo.papers import Article, Issue

_SECTIONS = ("Pilkada", "Politik", "Daerah", "Ekonomi", "Olahraga", "Peristiwa", "Nasional")
_FEED_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
_PAGE = """<!DOCTYPE html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
<style>
body {{ margin: 0; font: 17px/1.6 Georgia, serif; color: #222; background: #faf8f4 }}
header {{ background: {colour}; color: #fff; padding: 1rem 2rem }}
header a, nav a {{ color: inherit; text-decoration: none }}
nav {{ display: flex; flex-wrap: wrap; gap: 0 1.2rem; font: 14px sans-serif }}
main {{ display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); gap: 2rem }}
main {{ max-width: 68rem; margin: 1rem auto; padding: 0 1rem }}
img {{ display: block; max-width: 100%; height: auto }} a {{ color: {colour} }} h1, h2 {{ line-height: 1.25 }}
.berita-item {{ border-bottom: 1px solid #ddd; padding: 1rem 0 }} .berita-item h2 {{ margin: .2rem 0 }}
figure {{ margin: 0 }} .kanal {{ font: bold 13px sans-serif; text-transform: uppercase }}
.waktu, figcaption {{ font: 13px sans-serif; color: #666 }}
@media (max-width: 44rem) {{ main {{ display: block }} }}
</style>
</head>
<body>
<header><a class="logo" href="{origin}/"><strong>{paper}</strong></a> <small>{tagline}</small>
<nav>{sections}</nav></header>
<main>
<div class="isi">
{body}
</div>
<aside>
{boxes}
</aside>
</main>
<footer><p>&copy; {paper}. Surat kabar rekaan untuk peragaan.</p>
<p><a href="{origin}/redaksi">Redaksi</a>
<a href="{origin}/pedoman-media-siber">Pedoman Media Siber</a></p></footer>
</body>
</html>
"""


def render_front(issue: Issue) -> bytes:
    """The front page: the newest article large, then the listing."""
    feed_type = _FEED_TYPES.get(issue.paper.form)
    head = f'<meta name="description" content="{escape(issue.paper.tagline)}">'
    if feed_type:
        entrance = issue.origin + issue.paper.entrance
        title = escape(issue.paper.title)
        head += f'\n<link rel="alternate" type="{feed_type}" title="{title}" href="{entrance}">'
    listing = "\n".join(map(_listed, issue.articles))
    return _page(issue, escape(issue.paper.title), head, f'<div class="daftar-berita">\n{listing}\n</div>')


def render_article(issue: Issue, article: Article) -> bytes:
    """The page of one article, with its date in `<meta>`, JSON-LD and words."""
    title = escape(article.title)
    tags = " ".join(
        f'<a class="tag" href="{issue.origin}/tag/{n}">{escape(t)}</a>' for n, t in enumerate(article.tags)
    )
    body = f"""<article>
<h1>{title}</h1>
<div class="meta">Reporter: <span class="penulis">{escape(article.author)}</span> | \
<span class="waktu">{datelines.on_page(article.published)}</span></div>
{figure_html(article)}
<div class="teks-berita">
{body_html(issue.paper, article)}
</div>
<div class="tag-berita"><h4>Tag</h4> {tags}</div>
<div class="bagikan"><h4>Share</h4>
<a href="#wa">WhatsApp</a> <a href="#fb">Facebook</a> <a href="#x">X</a></div>
</article>"""
    return _page(issue, f"{title} - {escape(issue.paper.title)}", _article_head(issue, article), body)


def _article_head(issue: Issue, article: Article) -> str:
    at, url = datelines.rfc3339(article.published), escape(article.url)
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "datePublished": at,
        "author": {"@type": "Person", "name": article.author},
        "publisher": {"@type": "Organization", "name": issue.paper.title},
        "mainEntityOfPage": article.url,
    }
    image = (
        f'<meta property="og:image" content="{escape(article.picture_url)}">' if article.picture_url else ""
    )
    ld = json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<link rel="canonical" href="{url}">
<meta property="og:type" content="article">
<meta property="og:url" content="{url}">
<meta property="og:title" content="{escape(article.title)}">
<meta property="og:description" content="{escape(summary(article)[:160])}">
<meta property="article:published_time" content="{at}">
<meta name="keywords" content="{escape(", ".join(article.tags))}">
{image}
<script type="application/ld+json">{ld}</script>"""


def _listed(article: Article) -> str:
    url, title = escape(article.url), escape(article.title)
    image = f'<img src="{escape(article.picture_url)}" alt="" width="480" height="270" loading="lazy">'
    picture = f'<a href="{url}">{image}</a>\n' if article.picture_url else ""
    return f"""<div class="berita-item">
{picture}<span class="kanal">{escape(article.category)}</span>
<h2><a href="{url}">{title}</a></h2>
<span class="waktu">{datelines.on_page(article.published)}</span>
<p class="ringkas">{escape(summary(article)[:160])}…</p>
</div>"""


def _page(issue: Issue, title: str, head: str, body: str) -> bytes:
    paper, origin = issue.paper, issue.origin
    page = _PAGE.format(
        title=title,
        head=head,
        colour=paper.colour,
        origin=origin,
        paper=escape(paper.title),
        tagline=escape(paper.tagline),
        sections="".join(f'<a href="{origin}/kanal/{name.lower()}">{name}</a>' for name in _SECTIONS),
        body=body,
        boxes=_boxes(issue),
    )
    return page.encode()


def _boxes(issue: Issue) -> str:
    popular = sorted(issue.articles[2:], key=lambda article: article.number * 2654435761 % 2**32)
    boxes = ("Terkini", issue.articles[:5]), ("Terpopuler", popular[:5]), ("Pilihan", popular[5:8])
    return "\n".join(_box(name, articles) for name, articles in boxes)


def _box(name: str, articles: tuple[Article, ...] | list[Article]) -> str:
    lines = "".join(f'<li><a href="{escape(a.url)}">{escape(a.title)}</a></li>' for a in articles)
    return f'<section class="kotak"><h3>Berita {name}</h3><ol>{lines}</ol></section>'
