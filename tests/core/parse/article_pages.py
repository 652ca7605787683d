"""Pages of articles, written for tests: a regional paper's, and one with nothing but a headline and a story."""

import json
from html import escape
from pathlib import Path

from aggregator.model import ParsedEntry
from aggregator.parse.article import parse_article
from aggregator.text import sanitize, visible_text

PAGES = Path(__file__).parents[2] / "data" / "pages"
URL = "https://musi.example.co.id/read/6894/pj-gubernur-pilkada-aman"
TITLE = "Wali Kota Resmikan Jembatan Gantung Kertapati"
STORY = (
    "Wali Kota Palembang meresmikan jembatan gantung di Kertapati, Rabu, setelah dua tahun dibangun.",
    "Jembatan sepanjang seratus meter itu menghubungkan dua kampung yang selama ini dipisahkan sungai.",
    '"Anak sekolah tidak perlu lagi naik perahu," kata Wali Kota di hadapan warga yang berkumpul.',
)


def regional(title: str, caption: str, lines: list[str]) -> str:
    page = (PAGES / "regional.html").read_text(encoding="utf-8")
    body = "\n".join(map(paragraph, lines))
    return (
        page.replace("{title}", escape(title)).replace("{caption}", escape(caption)).replace("{body}", body)
    )


def paragraph(line: str) -> str:
    lead, mark, title = line.partition("BACA JUGA:")
    if mark:
        return f'<p>{lead}<strong>BACA JUGA:<a href="/read/7{len(title):03}/x-y-z">{escape(title)}</a></strong></p>'
    return f"<p>{escape(line)}</p>"


def plain_page(head: str = "", before: str = "", after: str = "", body: str | None = None) -> str:
    """A page with nothing but a headline and a story, and what a test is about."""
    body = "".join(f"<p>{line}</p>" for line in STORY) if body is None else body
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1>{before}<div>{body}</div>{after}</body></html>"


def read(html: str, url: str = URL) -> ParsedEntry:
    return parse_article(html, url)


def story_of(entry: ParsedEntry) -> str:
    return visible_text(sanitize(entry.content, URL))


NEWS = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE}


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'
