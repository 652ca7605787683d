"""What the head of a page says about its article: `<meta>` (Open Graph and the like), `<link>`, JSON-LD."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from aggregator.parse.article.jsonld import names, picture, read_records
from aggregator.parse.article.tree import folded
from aggregator.parse.record import Record, string
from aggregator.urls import absolute_url, host_of, registrable_domain

_LONGEST_TITLE = 500
"""A longer one is a `<title>` that nobody closed."""
_LONGEST_NAME, _MOST_NAMES = 100, 20
_META_NAMES = ("property", "name", "itemprop", "http-equiv")
_TITLES = (
    "og:title",
    "twitter:title",
    "title",
    "dc.title",
    "dcterms.title",
    "originaltitle",
    "parsely-title",
)
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image",
           "thumbnailurl")  # fmt: skip
_SUMMARIES = ("og:description", "description", "twitter:description")
_LANGUAGES = ("content-language", "language", "dc.language", "og:locale")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "twitter:site")


@dataclass(frozen=True, slots=True)
class Described:
    """Everything said in the head. `metas` are by name in small letters, in page order."""

    url: str
    """The address that the page was received from."""
    base: str
    """What its relative addresses are resolved against."""
    root: etree._Element
    metas: Mapping[str, tuple[str, ...]]
    records: tuple[Record, ...]

    def meta(self, *keys: str) -> str:
        """The first of these that is there and not empty."""
        return next((value for key in keys for value in self.metas.get(key, ())), "")

    def titles(self) -> tuple[str, ...]:
        """Everything that may be the title, with or without the site's name, the surest first."""
        headlines = (string(record, "headline", "name") for record in self.records)
        metas = (value for key in _TITLES for value in self.metas.get(key, ()))
        page = (folded(element.text) for element in self.root.iter("title"))
        titles = dict.fromkeys(map(folded, (*headlines, *metas, *page)))
        return tuple(title for title in titles if 0 < len(title) <= _LONGEST_TITLE)

    def site_names(self) -> tuple[str, ...]:
        """What the site may be called in a title: its own names, its host, its domain's first label."""
        said = (value for key in _SITES for value in self.metas.get(key, ()))
        publishers = (name for record in self.records for name in names(record, "publisher"))
        host = host_of(self.url)
        domain = registrable_domain(host)
        named = dict.fromkeys((*said, *publishers, host, domain, domain.partition(".")[0]))
        return tuple(name for name in named if len(name) <= _LONGEST_NAME)[:_MOST_NAMES]

    def summary(self) -> str:
        """A sentence or two, as plain text."""
        said = self.meta(*_SUMMARIES)
        return said or next(filter(None, (string(record, "description") for record in self.records)), "")

    def image(self) -> str:
        """The absolute address of the article's picture."""
        said = (*(self.meta(key) for key in _IMAGES), *map(picture, self.records))
        return next(filter(None, (absolute_url(url, self.base) for url in said if url)), "")

    def language(self) -> str:
        """As written: `id`, `id-ID`, `in_ID`."""
        return self.root.get("lang") or self.meta(*_LANGUAGES)

    def address(self) -> str:
        """The article's own address, unless what the page names is another site's, or a front page."""
        for said in (self._link("canonical"), self.meta("og:url"), *map(_record_url, self.records)):
            url = absolute_url(said, self.base) if said else ""
            if url and _same_site(url, self.url) and not _FRONT.fullmatch(url):
                return url
        return self.url

    def _link(self, rel: str) -> str:
        links = (link for link in self.root.iter("link") if (link.get("rel") or "").lower() == rel)
        return next((link.get("href") or "" for link in links), "").strip()


_FRONT = re.compile(r"https?://[^/?#]*/?(?:index\.\w+)?")


def describe(root: etree._Element, url: str) -> Described:
    """What the page at `url` says of its article."""
    metas = defaultdict[str, list[str]](list)
    for key, value in _metas(root):
        metas[key].append(value)
    found = {key: tuple(values) for key, values in metas.items()}
    return Described(url=url, base=base_of(root, url), root=root, metas=found, records=read_records(root))


def base_of(root: etree._Element, url: str) -> str:
    """What relative addresses on the page at `url` are resolved against (HTML §4.2.3)."""
    href = next(((base.get("href") or "").strip() for base in root.iter("base") if base.get("href")), "")
    return (absolute_url(href, url) if href else "") or url


def _metas(root: etree._Element) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        value = (meta.get("content") or "").strip()
        for name in _META_NAMES if value else ():
            if key := meta.get(name):
                yield key.strip().lower(), value


def _record_url(record: Record) -> str:
    page = record.get("mainEntityOfPage")
    return string(record, "url", "mainEntityOfPage") or (
        string(page, "@id") if isinstance(page, dict) else ""
    )


def _same_site(url: str, other: str) -> bool:
    return registrable_domain(host_of(url)) == registrable_domain(host_of(other))
