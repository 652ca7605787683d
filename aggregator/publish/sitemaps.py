"""Sitemaps (sitemaps.org/protocol 0.9) of our own pages, their index, and Google's extension for news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from aggregator.publish.document import cleaned, in_utc, language_tag
from aggregator.publish.tree import add

MEDIA_TYPE = "application/xml; charset=utf-8"
MOST = 50_000
"""A sitemap holds no more addresses (sitemaps.org, "Sitemap file location")."""
MOST_NEWS = 1000
"""A news sitemap holds no more (Google's news sitemaps)."""

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_S, _N, _X = f"{{{_SITEMAP}}}", f"{{{_NEWS}}}", f"{{{_XHTML}}}"


@dataclass(frozen=True, slots=True)
class Location:
    """The whole address of a page or a sitemap, and when it changed last, if that is known."""

    url: str
    changed_at: datetime | None = None
    twins: tuple[tuple[str, str], ...] = ()
    """(language, URL) of the same page in every language, its own among them; or `x-default`, for all others."""


@dataclass(frozen=True, slots=True)
class News:
    """A page about something that has just happened."""

    url: str
    title: str
    published: datetime


def render_sitemap(pages: Iterable[Location]) -> bytes:
    """A sitemap of at most MOST pages, as UTF-8."""
    return _rendered(_list("urlset", "url", tuple(pages)[:MOST]))


def render_index(sitemaps: Iterable[Location]) -> bytes:
    """An index of at most MOST sitemaps, as UTF-8."""
    return _rendered(_list("sitemapindex", "sitemap", tuple(sitemaps)[:MOST]))


def render_news(news: Iterable[News], publication: str, language: str) -> bytes:
    """A news sitemap of at most MOST_NEWS pages, in the name of a publication; `language` is a BCP 47 tag."""
    root = etree.Element(f"{_S}urlset", nsmap={None: _SITEMAP, "news": _NEWS})
    spoken = language_tag(language).partition("-")[0].lower() or "id"
    for one in tuple(news)[:MOST_NEWS]:
        url = add(root, f"{_S}url")
        add(url, f"{_S}loc", one.url)
        item = add(url, f"{_N}news")
        paper = add(item, f"{_N}publication")
        add(paper, f"{_N}name", cleaned(publication))
        add(paper, f"{_N}language", spoken)
        add(item, f"{_N}publication_date", _instant(one.published))
        add(item, f"{_N}title", cleaned(one.title))
    return _rendered(root)


def _list(root_tag: str, tag: str, locations: Iterable[Location]) -> etree._Element:
    root = etree.Element(f"{_S}{root_tag}", nsmap={None: _SITEMAP, "xhtml": _XHTML})
    for one in locations:
        item = add(root, f"{_S}{tag}")
        add(item, f"{_S}loc", one.url)
        if one.changed_at:
            add(item, f"{_S}lastmod", _instant(one.changed_at))
        for language, url in one.twins:
            etree.SubElement(item, f"{_X}link", rel="alternate", hreflang=language, href=url)
    etree.cleanup_namespaces(root)
    return root


def _instant(instant: datetime) -> str:
    """W3C's profile of ISO 8601, to the second."""
    return in_utc(instant).isoformat(timespec="seconds")


def _rendered(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
