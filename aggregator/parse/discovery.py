"""Where a site's feeds are: what a page announces, what it links to, what robots.txt names, and usual places."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml import etree

from aggregator.errors import ParseError
from aggregator.parse.article.described import base_of
from aggregator.parse.article.tree import MAX_LINKS, folded, links_of, parse_html, text_of
from aggregator.urls import absolute_url, host_of, registrable_domain

_FEED_TYPE = re.compile(r"(?:application|text)/(?:[a-z.-]*(?:rss|atom|rdf)[a-z+.\s-]*|xml|feed\+json)")
_JSON_TYPE = re.compile(r"application/json")
_NO_FEED = re.compile(
    r"oembed|opensearch|/wp-json(?:/|$)|xmlrpc|rsd|wlwmanifest|manifest\.json", re.IGNORECASE
)
_FEED_PATH = re.compile(
    r"/(?:[\w-]*[_-])?(?:feeds?|rss|rss2|atom|rdf)(?:[_-][\w-]+)?(?:\.(?:xml|rss|rdf|json|php|aspx?))?(?:[/?]|$)"
    r"|\.(?:rss|rdf|atom)(?:\?|$)|/feed\.json|[?&](?:feed=|format=feed|alt=rss|type=(?:rss|atom))",
    re.IGNORECASE,
)
_XML_PATH = re.compile(r"\.xml(?:\.gz)?(?:\?|$)", re.IGNORECASE)
_SITEMAP = re.compile(r"sitemap[^/?]*(?:\.xml|\.gz|\.txt|\.php)?(?:\?|$)", re.IGNORECASE)
_FEED_HOSTS = frozenset({"feedburner.com", "feedproxy.google.com", "google.com", "rss.app", "feedblitz.com"})
_COMMENTS = re.compile(r"comment|komentar", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"^feed:(?://)?(?!/)(?:(https?:)(?=//)|)", re.IGNORECASE)
_ROBOTS_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_MOST = 50

_FEED_PATHS = (
    "feed",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "feeds/posts/default",
    "feed.json",
)
_FOLDER_PATHS = ("feed", "rss")
_SITEMAP_PATHS = (
    "sitemap-news.xml", "news-sitemap.xml", "sitemap_news.xml", "sitemap/news.xml", "googlenews.xml", "sitemap.xml",
    "sitemap_index.xml",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page leads to. `type` is the media type it claims, "" for a plain link."""

    url: str
    title: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a page says about feeds: those announced come first, those of comments last. URLs are absolute."""

    feeds: tuple[FeedLink, ...] = ()
    sitemaps: tuple[str, ...] = ()
    canonical: str = ""


def discover(html: str, url: str) -> Discovery:
    """The feeds and sitemaps that the page at `url` announces (`rel=alternate`) or links to.

    Raises:
        ParseError: `too_large`; a page without any element announces nothing.
    """
    try:
        root = parse_html(html)
    except ParseError as error:
        if error.code == "empty":
            return Discovery()
        raise
    base = base_of(root, url)
    links = tuple((link, _absolute(link, base)) for link in islice(root.iter("link"), MAX_LINKS))
    anchors = tuple((link, _absolute(link, base)) for link, _ in links_of(root))
    found = (*_announced(links), *_linked(anchors, url))
    feeds: dict[str, FeedLink] = {}
    for feed in found:
        feeds.setdefault(feed.url, feed)
    ordered = sorted(feeds.values(), key=_is_of_comments)
    return Discovery(
        feeds=tuple(ordered[:_MOST]),
        sitemaps=tuple(dict.fromkeys(_sitemaps(links, anchors)))[:_MOST],
        canonical=next((address for link, address in links if "canonical" in _rels(link)), ""),
    )


def _is_of_comments(feed: FeedLink) -> bool:
    return _COMMENTS.search(f"{feed.url} {feed.title}") is not None


def usual_addresses(url: str) -> tuple[str, ...]:
    """Where feeds and news sitemaps of the site at `url` usually are, to be tried in this order; absolute."""
    folder, root = absolute_url(".", url), absolute_url("/", url)
    if not root:
        return ()
    in_folder = (urljoin(folder, path) for path in _FOLDER_PATHS)
    return tuple(
        dict.fromkeys((*in_folder, *(urljoin(root, path) for path in (*_FEED_PATHS, *_SITEMAP_PATHS))))
    )


def sitemaps_of(robots_txt: str) -> tuple[str, ...]:
    """The absolute addresses of the sitemaps that a robots.txt names (sitemaps.org, "Submitting")."""
    named = (absolute_url(found[1]) for found in _ROBOTS_SITEMAP.finditer(robots_txt.removeprefix("\ufeff")))
    return tuple(dict.fromkeys(filter(None, named)))[:_MOST]


_Links = Iterable[tuple[etree._Element, str]]


def _announced(links: _Links) -> Iterator[FeedLink]:
    for link, address in links:
        kind = folded(link.get("type")).lower()
        if address and _rels(link) & {"alternate", "feed"} and _is_feed(kind, address, link):
            yield FeedLink(address, folded(link.get("title")), kind)


def _is_feed(kind: str, address: str, link: etree._Element) -> bool:
    if _NO_FEED.search(address) or _NO_FEED.search(kind):
        return False
    if _FEED_TYPE.match(kind) or _JSON_TYPE.match(kind):
        return True
    return (
        not kind
        and not link.get("hreflang")
        and bool(_FEED_PATH.search(address) or _XML_PATH.search(address))
    )


def _linked(anchors: _Links, url: str) -> Iterator[FeedLink]:
    """Plain links that lead to what is called a feed, on this site or at a feed service."""
    site = registrable_domain(host_of(url))
    for link, address in anchors:
        domain = registrable_domain(host_of(address))
        path = address.partition("//")[2].partition("/")[2]
        if domain not in (site, *_FEED_HOSTS) or _NO_FEED.search(address) or _SITEMAP.search(path):
            continue
        kind = folded(link.get("type")).lower()
        if domain in _FEED_HOSTS - {"google.com"} or _FEED_TYPE.match(kind) or _is_feed_path(path):
            yield FeedLink(address, folded(link.get("title")) or text_of(link), kind)


def _is_feed_path(path: str) -> bool:
    return bool(_FEED_PATH.search(f"/{path}") or _XML_PATH.search(path))


def _sitemaps(links: _Links, anchors: _Links) -> Iterator[str]:
    yield from (address for link, address in links if "sitemap" in _rels(link) and address)
    for _, address in anchors:
        if _SITEMAP.search(address) and _XML_PATH.search(address):
            yield address


def _absolute(link: etree._Element, base: str) -> str:
    href = (link.get("href") or "").strip()
    if scheme := _FEED_SCHEME.match(href):
        href = f"{scheme[1] or 'http:'}//{href[scheme.end() :].lstrip('/')}"
    return absolute_url(href, base) if href else ""


def _rels(link: etree._Element) -> set[str]:
    return set((link.get("rel") or "").lower().split())
