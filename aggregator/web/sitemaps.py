"""What search engines read: robots.txt, the sitemaps of our pages, and the news sitemap.

They need the site's own address (`site.url`): without one there are none.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain

from flask import Blueprint, Response, abort

from aggregator.config import Settings
from aggregator.documents import everything, of_topic
from aggregator.places import place_ids
from aggregator.publish.sitemaps import (
    MEDIA_TYPE,
    MOST,
    MOST_NEWS,
    Location,
    News,
    render_index,
    render_news,
    render_sitemap,
)
from aggregator.runtime import Runtime
from aggregator.store import Tx, covered, listings, sources
from aggregator.web.answers import Rendered, Shelf, answer, rendered
from aggregator.web.archived import months
from aggregator.web.frame import path_on_server
from aggregator.web.languages import path_in, twins
from aggregator.web.months import between, read_month
from aggregator.words import LANGUAGES

MAX_AGE_SECONDS = 600
_NEWS_AGE = timedelta(hours=48)
"""What a news sitemap may hold (Google's news sitemaps)."""
_PAGES = ("/", "/all", "/terpopuler", "/pilihan", "/sources", "/places", "/langganan", "/about", "/status")
_HIDDEN = ("/search", "/oembed", "/metrics", "/health")
"""Addresses without an end, or for programs alone."""

Body = Callable[[Tx, Settings], bytes | None]


class Sitemaps:
    """Renders them, and keeps them while nothing has changed."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def robots(self) -> Response:
        """`/robots.txt` (RFC 9309)."""
        site = self._rt.settings.site
        hidden = dict.fromkeys(path_in(language, path) for path in _HIDDEN for language in LANGUAGES)
        lines = ["User-agent: *", *(f"Disallow: {path_on_server(site, path)}" for path in hidden)]
        if site.url:
            lines += ["", f"Sitemap: {site.url}/sitemap.xml", f"Sitemap: {site.url}/sitemap-news.xml"]
        body = "\n".join((*lines, "")).encode()
        return answer(rendered(body, "text/plain; charset=utf-8"), MAX_AGE_SECONDS)

    def index(self) -> Response:
        """`/sitemap.xml`: the sitemaps of pages and sources, and of stories month by month."""
        return self._answer("index", lambda tx, settings: render_index(_index(tx, settings)))

    def pages(self) -> Response:
        """`/sitemaps/pages.xml`: everything but sources and stories."""
        return self._answer("pages", lambda tx, settings: render_sitemap(_pages(tx, settings)))

    def sources(self) -> Response:
        """`/sitemaps/sources.xml`."""
        return self._answer("sources", lambda tx, settings: render_sitemap(_sources(tx, settings)))

    def stories(self, name: str) -> Response:
        """`/sitemaps/stories-2024-08.xml`: the stories of a month that at least two papers tell."""
        month = read_month(name) or abort(404)

        def body(tx: Tx, settings: Settings) -> bytes | None:
            found = covered.covered(tx, since=month.since, until=month.until, limit=MOST // len(LANGUAGES))
            pages = (_in_both(settings, f"/stories/{story.key}", story.changed_at) for story in found)
            return render_sitemap(chain.from_iterable(pages)) if found else None

        return self._answer(f"stories-{name}", body)

    def news(self) -> Response:
        """`/sitemap-news.xml`: the stories of the last 48 hours that at least two papers tell."""
        now = self._rt.now()
        hour = now.replace(minute=0, second=0, microsecond=0)

        def body(tx: Tx, settings: Settings) -> bytes:
            since = hour - _NEWS_AGE + timedelta(hours=1)
            found = covered.covered(tx, since=since, until=now + timedelta(days=1), limit=MOST_NEWS)
            news = (
                News(f"{settings.site.url}/stories/{story.key}", story.title, story.began_at)
                for story in found
                if story.began_at >= since
            )
            return render_news(news, settings.site.title, settings.site.language)

        # Within an hour nothing leaves it, so that it is kept under the hour's name.
        return self._answer(f"news {hour.isoformat()}", body)

    def _answer(self, name: str, body: Body) -> Response:
        if self._rt.settings.site.url is None:
            abort(404)

        def render(tx: Tx, settings: Settings) -> Rendered | None:
            made = body(tx, settings)
            return rendered(made, MEDIA_TYPE) if made else None

        return answer(self._shelf.take((name, ""), render) or abort(404), MAX_AGE_SECONDS)


def _index(tx: Tx, settings: Settings) -> Iterator[Location]:
    url = f"{settings.site.url}/sitemaps"
    yield Location(f"{url}/pages.xml", _latest(tx))
    yield Location(f"{url}/sources.xml", _latest(tx))
    span = covered.span(tx)
    if span is None:
        return
    for month in between(*span):
        if changed_at := covered.newest(tx, since=month.since, until=month.until):
            yield Location(f"{url}/stories-{month.name}.xml", changed_at)


def _pages(tx: Tx, settings: Settings) -> Iterator[Location]:
    for path in _PAGES:
        yield from _in_both(settings, path, _latest(tx) if path in {"/", "/all"} else None)
    for topic in settings.topics:
        yield from _in_both(settings, f"/topics/{topic.slug}", _latest(tx, topic=topic.slug))
    for place in place_ids():
        if "/" not in place:
            yield from _in_both(settings, f"/places/{place}")
    yield from _months(tx, settings)


def _months(tx: Tx, settings: Settings) -> Iterator[Location]:
    """Of everything and of every topic; those of sources lie behind their pages."""
    for listing in (everything(settings), *(of_topic(settings, topic) for topic in settings.topics)):
        for month in months(tx, listing):
            yield from _in_both(settings, f"{listing.path}/archive/{month.name}")


def _sources(tx: Tx, settings: Settings) -> Iterator[Location]:
    """Retired ones as well: their pages stay."""
    for state in sources.states(tx):
        yield from _in_both(settings, f"/sources/{state.slug}", state.last_new_at)


def _in_both(settings: Settings, path: str, changed_at: datetime | None = None) -> Iterator[Location]:
    """A page in every language, each time with all its twins, as search engines want it."""
    named = tuple((language, f"{settings.site.url}{twin}") for language, twin in twins(path))
    for language, url in named:
        if language in LANGUAGES:
            yield Location(url, changed_at, named)


def _latest(tx: Tx, topic: str | None = None) -> datetime | None:
    """The newest entry of a topic, or of all, as a page lists them."""
    found = listings.latest(tx, topic=topic, limit=1, leads=True, full=False)
    return found[0].order_at if found else None


def blueprint(rt: Runtime) -> Blueprint:
    """The routes for search engines."""
    routes = Blueprint("sitemaps", __name__)
    sitemaps = Sitemaps(rt)
    routes.get("/robots.txt")(sitemaps.robots)
    routes.get("/sitemap.xml")(sitemaps.index)
    routes.get("/sitemap-news.xml")(sitemaps.news)
    routes.get("/sitemaps/pages.xml")(sitemaps.pages)
    routes.get("/sitemaps/sources.xml")(sitemaps.sources)
    routes.get("/sitemaps/stories-<name>.xml")(sitemaps.stories)
    return routes
