"""From any address of a publisher to the sources it offers: the address itself, what pages announce, usual places,
robots.txt, and the page itself.

Polite: two requests at a time, the likeliest places first, and no more once a feed or news sitemap is found. A
host that does not answer, or asks us to slow down, is left alone.
"""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator.errors import FetchError, SandboxError
from aggregator.fetch import fetch
from aggregator.inspection import Inspection, WebPage, inspect, sitemaps_named
from aggregator.model import Entry, Fetched, Kind, NotModified, Processed, Source, Validators
from aggregator.parse.discovery import usual_addresses
from aggregator.runtime import PollingRuntime
from aggregator.text import visible_text
from aggregator.urls import absolute_url, host_of, redact

_AT_ONCE = 2
_MOST_ANNOUNCED, _MOST_SITEMAPS, _MOST_CHILDREN = 4, 4, 3
_MOST_WHEN_THOROUGH = 20
_STALE = timedelta(days=30)
_TEXT = 300
"""Characters of an entry that is more than a teaser."""

_DEAD = frozenset({"timed_out", "dns", "connect", "tls", "address_refused", "http_429", "http_503"})
"""After one of these the host is asked nothing more."""
_NEWS = re.compile(r"news|berita|terkini|latest", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[-–—|»·]\s|:\s|\s[|»]")
_COMMENTS = re.compile(r"comment|komentar", re.IGNORECASE)
_FORMS = {"news_sitemap": 1, "page": 2, "sitemap": 3, "sitemapindex": 3, "text_sitemap": 3}
"""From best to worst; every feed is 0. A plain sitemap has neither titles nor, often, dates."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that could be polled, complete but for its slug. `found` says where it was found."""

    source: Source
    found: str
    format: str
    entries: tuple[Entry, ...]

    @property
    def newest(self) -> datetime | None:
        """When its newest entry that has a date was published."""
        return max((entry.published for entry in self.entries if entry.published), default=None)

    @property
    def has_text(self) -> bool:
        """Whether most of its entries bring their whole text."""
        texts = sum(len(visible_text(entry.content)) >= _TEXT for entry in self.entries)
        return texts * 2 > len(self.entries)

    @property
    def form(self) -> int:
        """How good this kind of document is as a source; 0 is best."""
        return _FORMS.get(self.format, 0)

    def is_stale(self, now: datetime) -> bool:
        """Whether nothing was published for a month."""
        return self.newest is not None and now - self.newest > _STALE

    def is_of_comments(self) -> bool:
        """Whether readers write it."""
        return _COMMENTS.search(f"{self.source.url} {self.source.title}") is not None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One address that was asked, and what it gave."""

    url: str
    found: str
    result: str


@dataclass(frozen=True, slots=True)
class Discovered:
    """The candidates, best first, and everything that was tried."""

    candidates: tuple[Candidate, ...]
    attempts: tuple[Attempt, ...]


async def discover(
    rt: PollingRuntime, url: str, timezone: str | None = None, *, thorough: bool = False
) -> Discovered:
    """The sources that the publisher at `url`, any of its addresses, offers.

    `thorough` looks everywhere, even where something good was found already. Dates without a zone are read in
    `timezone`, else in the site's.
    """
    search = _Search(rt, timezone or rt.settings.site.timezone, thorough)
    await search.run(absolute_url(url) or url)
    now = rt.now()
    ranked = sorted(search.candidates, key=lambda one: (one.is_of_comments(), one.is_stale(now), one.form))
    return Discovered(tuple(ranked), tuple(search.attempts))


class _Search:
    """One search, with what it has found and tried so far."""

    def __init__(self, rt: PollingRuntime, timezone: str, thorough: bool) -> None:
        self.candidates: list[Candidate] = []
        self.attempts: list[Attempt] = []
        self._rt = rt
        self._timezone = timezone
        self._thorough = thorough
        self._asked: set[str] = set()
        self._dead: set[str] = set()
        self._site_name = ""

    async def run(self, url: str) -> None:
        """Place after place, until one of them has something good."""
        pages = await self._pages(url)
        if self.candidates and not pages and not self._thorough:
            return  # the address was itself what can be polled
        for page in pages:
            await self._announced(page)
        if not self._enough():
            await self._usual(absolute_url("/", url) if _is_article(pages) else url)
        if not self._enough():
            await self._named(url, pages)

    def _enough(self) -> bool:
        now = self._rt.now()
        good = (
            one.form < _FORMS["page"] and not one.is_stale(now) and not one.is_of_comments()
            for one in self.candidates
        )
        return not self._thorough and any(good)

    async def _pages(self, url: str) -> list[WebPage]:
        """The page at the address, and the front page where that is an article, or leads nowhere."""
        first = await self._look(url, "the address itself", listing=True)
        page = first.page if first else None
        if first and not page and self.candidates:
            return []
        if first and page and not page.is_article and (page.links.feeds or first.processed):
            return [page]
        front = await self._look(absolute_url("/", url), "the site's front page", listing=True)
        return [found for found in (page, front.page if front else None) if found]

    async def _announced(self, page: WebPage) -> None:
        """The feeds that a page leads to; where one is a page about feeds, those that it leads to."""
        most = _MOST_WHEN_THOROUGH if self._thorough else _MOST_ANNOUNCED
        urls = [feed.url for feed in page.links.feeds][:most]
        looked = await self._look_at(urls, "announced by the page")
        if not self._enough():
            further = [feed.url for one in looked if one.page for feed in one.page.links.feeds]
            await self._look_at(further[:most], "announced by a page about feeds")

    async def _usual(self, url: str) -> None:
        """Where feeds usually are; the first good ones end it."""
        urls = usual_addresses(url)
        for start in range(0, len(urls), _AT_ONCE):
            await self._look_at(urls[start : start + _AT_ONCE], "a usual place")
            if self._enough():
                return

    async def _named(self, url: str, pages: Iterable[WebPage]) -> None:
        """The sitemaps that robots.txt and the pages name; those of news first."""
        robots = await self._get(absolute_url("/robots.txt", url), "robots.txt")
        named = await self._rt.sandbox.run(sitemaps_named, robots) if robots else ()
        if robots:
            self._note(robots.url, "robots.txt", f"names {len(named)} sitemaps")
        named += tuple(sitemap for page in pages for sitemap in page.links.sitemaps)
        most = _MOST_WHEN_THOROUGH if self._thorough else _MOST_SITEMAPS
        await self._look_at(_news_first(named)[:most], "a sitemap that the site names", Kind.SITEMAP)

    async def _look_at(self, urls: Iterable[str], found: str, kind: Kind | None = None) -> list[Inspection]:
        limit = asyncio.Semaphore(_AT_ONCE)

        async def look(url: str) -> Inspection | None:
            async with limit:
                return await self._look(url, found, kind)

        looked = await asyncio.gather(*map(look, dict.fromkeys(urls)))
        return [inspection for inspection in looked if inspection]

    async def _look(
        self, url: str, found: str, kind: Kind | None = None, *, listing: bool = False
    ) -> Inspection | None:
        """Reads one address and keeps what can be polled; a web page only where its `listing` is wanted."""
        read = await self._read(url, found, kind)
        if read is None or read.processed is None:
            return read
        if read.page and (read.page.is_article or not listing):
            self._note(url, found, "an article's page" if read.page.is_article else "a web page, not a feed")
        elif read.processed.children:
            self._note(url, found, f"an index of {len(read.processed.children)} sitemaps")
            self.candidates += await self._children(read, found)
        elif not read.processed.entries:
            self._note(url, found, "a feed without entries")
        else:
            candidate = self._candidate(read, read.processed, found)
            self._note(url, found, f"{candidate.format}, {len(candidate.entries)} entries")
            self.candidates.append(candidate)
        return read

    async def _read(self, url: str, found: str, kind: Kind | None) -> Inspection | None:
        document = await self._get(url, found, kind)
        if document is None:
            return None
        site = self._rt.settings.site
        source = Source("", "", document.moved_to or url, kind, site.language, self._timezone)
        try:
            read = await self._rt.sandbox.run(inspect, document, source, (), self._rt.now())
        except SandboxError as error:
            self._note(url, found, f"{error.code}: {error}")
            return None
        if read.problem:
            self._note(url, found, read.problem)
        self._site_name = self._site_name or (read.page.site_name if read.page else "")
        return read

    async def _children(self, index: Inspection, found: str) -> list[Candidate]:
        """The news sitemaps of an index, one level deep; else the index itself: its archives come and go."""
        urls = index.processed.children if index.processed else ()
        read = [
            await self._read(url, "listed by a sitemap index", Kind.SITEMAP)
            for url in _news_first(urls)[:_MOST_CHILDREN]
        ]
        children = [
            self._candidate(one, one.processed, "listed by a sitemap index")
            for one in read
            if one and one.processed and one.processed.entries
        ]
        news = [child for child in children if child.format == "news_sitemap"]
        if news or not children:
            return news
        entries = tuple(entry for child in children for entry in child.entries)
        source = replace(index.source, title=children[0].source.title)
        return [Candidate(source, found, "sitemapindex", entries)]

    def _candidate(self, read: Inspection, processed: Processed, found: str) -> Candidate:
        """What was read, as a source; a title that only repeats the host gives way to the site's name."""
        profile, form = processed.profile, read.parsed.format if read.parsed else ""
        nameless = read.page is not None or profile.title == host_of(read.source.url)
        title = self._site_name if nameless and self._site_name else profile.title
        if read.page:
            title = _paper_in(title, host_of(read.source.url))
        kinds = {"page": Kind.PAGE, "text_sitemap": Kind.SITEMAP}  # all others are told from their bytes
        source = replace(
            read.source, title=title, kind=kinds.get(form), language=profile.language or read.source.language
        )
        return Candidate(source, found, form, processed.entries)

    async def _get(self, url: str, found: str, kind: Kind | None = None) -> Fetched | None:
        """The document, once; None, and noted, where there is none."""
        host = host_of(url)
        if url in self._asked or host in self._dead:
            return None
        self._asked.add(url)
        try:
            answer = await fetch(self._rt.http, url, Validators(), self._rt.now(), kind)
        except FetchError as error:
            if error.code in _DEAD:
                self._dead.add(host)
            self._note(url, found, f"{error.code}: {error}")
            return None
        return None if isinstance(answer, NotModified) else answer

    def _note(self, url: str, found: str, result: str) -> None:
        self.attempts.append(Attempt(redact(url), found, result))


def _is_article(pages: list[WebPage]) -> bool:
    return bool(pages) and pages[0].is_article


def _paper_in(title: str, host: str) -> str:
    """The part of a page's title that is the paper's name, as its host tells, else the whole title."""
    labels = [label for label in host.split(".")[:-1] if len(label) > 2 and label not in ("www", "com")]
    parts = [part.strip() for part in _SEPARATOR.split(title)]
    letters = {part: re.sub(r"[\W_]", "", part.lower()) for part in parts}
    named = (part for part in parts if any(label in letters[part] for label in labels))
    return next(named, title)


def _news_first(urls: Iterable[str]) -> list[str]:
    return sorted(dict.fromkeys(urls), key=lambda url: _NEWS.search(url.partition("//")[2]) is None)
