"""The pages: front, topic, story, source, everything, sources, about. No JavaScript is needed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from aggregator.config import Settings
from aggregator.documents import Listing, find_listing
from aggregator.http import user_agent
from aggregator.model import SourceState
from aggregator.publish import Format
from aggregator.ranked import RANKINGS, Ranking, read_rankings
from aggregator.ranking import as_of
from aggregator.runtime import Runtime
from aggregator.store import Cursor, Tx, sources
from aggregator.store.revisions import ALL
from aggregator.web import linked, localities, sharing
from aggregator.web.activity import Chart, KeptCharts
from aggregator.web.answers import Render, Rendered, Shelf, answer, rendered
from aggregator.web.cards import Card, Cards, Link, by_day
from aggregator.web.conneg import negotiate
from aggregator.web.coverage import read_story
from aggregator.web.embeds.oembed import discovery
from aggregator.web.feeds import Feeds
from aggregator.web.frame import FeedLink, Frame, feed_links, frame_of, render_page
from aggregator.web.front import read_front
from aggregator.web.headings import named
from aggregator.web.languages import asked_words, path_in
from aggregator.web.paging import read_page
from aggregator.web.parameters import expect, read_before
from aggregator.web.refusals import register
from aggregator.web.status import source_status, status_of
from aggregator.web.stories import moved
from aggregator.words import Words

MAX_AGE_SECONDS = 30
_SHARED = ("topics/", "stories/", *RANKINGS)
"""Pages that offer ways to pass them on, by how their names begin."""
_DESCRIPTION = 200
"""Characters of a description for search engines."""


class Pages:
    """Renders pages. Those that change only with the store's entries, the configuration or the day are kept."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)
        self._charts = KeptCharts()

    def front(self) -> Response:
        """`/`"""
        return self._kept("/", self._front, as_of(self._rt.now()))

    def ranking(self, which: Ranking) -> Response:
        """`terpopuler` or `pilihan`"""
        expect()

        def render(tx: Tx, settings: Settings) -> Rendered:
            now, words = self._rt.now(), asked_words()
            listing = which.listing(settings, words)
            [found] = read_rankings(tx, settings, now, which)
            cards = Cards(settings, now, words).make(tx, (one.entry for one in found))
            feeds = _feeds_of(listing)
            frame = frame_of(settings, now, words, listing.path, listing.heading, listing.subtitle, feeds)
            return _page(
                "ranking.html",
                _told_to_others(frame, listing, cards),
                listing=listing,
                ways=sharing.ways(frame, listing.path, listing.heading),
                ranked=tuple(zip(cards, (one.reason.said(words) for one in found), strict=True)),
            )

        return sharing.scripted(self._kept(which.name, render, as_of(self._rt.now())))

    def listing(self, name: str) -> Response:
        """`all`, `topics/<slug>`, `sources/<slug>` or `stories/<key>`, from `?before=` on where that is given."""
        expect("before")
        before = read_before()

        def render(tx: Tx, settings: Settings) -> Rendered | None:
            listing = find_listing(tx, settings, name)
            if listing and listing.story and not before:
                return self._story(tx, settings, listing)
            return self._listing(tx, settings, listing, before) if listing else None

        # A source's page tells how its polls go, which is no change of what is served.
        fresh = before is not None or name.startswith("sources/")
        response = self._fresh(render) if fresh else self._kept(name, render)
        return sharing.scripted(response) if name.startswith(_SHARED) else response

    def of_sources(self) -> Response:
        """`/sources`"""

        def render(tx: Tx, settings: Settings) -> Rendered:
            now, words = self._rt.now(), asked_words()
            status = status_of(sources.states(tx), settings, self._rt.live.problems, now, words)
            frame = frame_of(settings, now, words, "/sources", words.say("Sources"))
            return _page("sources.html", frame, status=status)

        return self._fresh(render)

    def about(self) -> Response:
        """`/about`"""
        settings, words = self._rt.settings, asked_words()
        page = _page(
            "about.html",
            frame_of(settings, self._rt.now(), words, "/about", words.say("About us")),
            user_agent=user_agent(settings.site.url or ""),
            usual=words.duration(settings.usual_interval),
            least=words.duration(settings.polling.minimum_interval),
            per_host=settings.polling.per_host,
        )
        return answer(page, MAX_AGE_SECONDS)

    def _kept(self, name: str, render: Render, moment: datetime | None = None) -> Response:
        words, zone = asked_words(), ZoneInfo(self._rt.settings.site.timezone)
        key = (name, words.language, words.day(self._rt.now(), zone))
        return _answer(self._shelf.take(key, render, name, moment), listing=name)

    def _fresh(self, render: Render) -> Response:
        with self._rt.store.read() as tx:
            page = render(tx, self._rt.settings)
        return _answer(page, kept=False)

    def _front(self, tx: Tx, settings: Settings) -> Rendered:
        now, words = self._rt.now(), asked_words()
        front = read_front(tx, settings, now, words)
        return _page("front.html", frame_of(settings, now, words, "/"), front=front)

    def _listing(self, tx: Tx, settings: Settings, listing: Listing, before: Cursor | None) -> Rendered:
        now, words = self._rt.now(), asked_words()
        listing = named(listing, settings, words)
        state = sources.state(tx, listing.source) if listing.source else None
        page = read_page(tx, listing, before)
        path = f"{listing.path}?before={request.args['before']}" if before else listing.path
        cards = Cards(settings, now, words).make(tx, page.entries)
        frame = frame_of(settings, now, words, path, listing.heading, listing.subtitle, _feeds_of(listing))
        return _page(
            "listing.html",
            _told_to_others(frame, listing, cards),
            listing=listing,
            ways=sharing.ways(frame, listing.path, listing.heading),
            days=by_day(cards),
            next=page.next,
            continued=before is not None,
            places=localities.inside(listing.place) if listing.place else (),
            around=localities.around(listing.place) if listing.place else (),
            source=None if state is None else source_status(state, settings, now, words),
            chart=None if state is None or before else self._drawn(tx, state, settings, now, words),
            oembed=discovery(settings, path_in(words.language, listing.path)),
        )

    def _drawn(
        self, tx: Tx, state: SourceState, settings: Settings, now: datetime, words: Words
    ) -> tuple[Chart, str]:
        chart = self._charts.of(tx, state, settings, now)
        return chart, chart.said(words, ZoneInfo(settings.site.timezone))

    def _story(self, tx: Tx, settings: Settings, listing: Listing) -> Rendered | None:
        now, words = self._rt.now(), asked_words()
        told = read_story(tx, settings, now, words, listing)
        if told is None:
            return None
        feeds = feed_links(listing.path, listing.title)
        frame = frame_of(
            settings, now, words, listing.path, listing.heading, told.first.summary[:_DESCRIPTION], feeds
        )
        return _page(
            "story.html",
            _told_to_others(frame, listing, told.cards),
            listing=listing,
            told=told,
            oembed=discovery(settings, path_in(words.language, listing.path)),
            ways=sharing.ways(frame, listing.path, listing.heading),
        )


def _feeds_of(listing: Listing) -> tuple[FeedLink, ...]:
    return feed_links(listing.path, listing.title)


def _told_to_others(frame: Frame, listing: Listing, cards: tuple[Card, ...]) -> Frame:
    """The frame with what search engines and those who share the page are told."""
    site, words = frame.site, frame.words
    parents: tuple[Link, ...] = (Link(words.say("Sources"), "/sources"),) if listing.source else ()
    if listing.place:
        parents = (Link(words.say("Places"), "/places"), *localities.around(listing.place))
    picture = next((card.image for card in cards if card.image.startswith("https://")), "")
    return replace(
        frame,
        data=linked.of_listing(
            site, words.language, frame.path, listing.heading, frame.description, parents, cards
        ),
        picture=picture if listing.story else "",
        scripted=listing.path[1:].startswith(_SHARED),
    )


def _page(template: str, frame: Frame, **values: object) -> Rendered:
    return rendered(render_page(template, frame, **values), "text/html; charset=utf-8")


def _answer(page: Rendered | None, *, kept: bool = True, listing: str = ALL) -> Response:
    return answer(page, MAX_AGE_SECONDS, kept=kept, listing=listing) if page else abort(404)


def _as_wanted(name: str, feed: Callable[[Format], Response], page: Callable[[], Response]) -> Response:
    """The page, or the feed for a client that prefers one."""
    wanted = negotiate(request.accept_mimetypes)
    response = feed(wanted) if wanted else page()
    if wanted:
        response.content_location = f"/{name}.{wanted.extension}"
    response.vary.update(("Accept",))
    return response


def blueprint(rt: Runtime, feeds: Feeds) -> Blueprint:
    """The routes of pages, and the error pages of the whole application."""
    routes = Blueprint("pages", __name__)
    pages = Pages(rt)
    register(routes, rt)

    @routes.get("/")
    def front() -> Response:
        return pages.front()

    @routes.get("/all", defaults={"name": "all"})
    @routes.get("/<any(topics, sources, stories):room>/<slug>")
    @routes.get("/places/<path:slug>", defaults={"room": "places"})
    def listing(name: str = "", room: str = "", slug: str = "") -> BaseResponse:
        if room == "stories" and (elsewhere := moved(rt, slug)):
            return elsewhere
        name = name or f"{room}/{slug}"
        return _as_wanted(name, partial(feeds.answer, name), partial(pages.listing, name))

    @routes.get("/<any(terpopuler, pilihan):name>")
    def ranking(name: str) -> Response:
        which = RANKINGS[name]
        return _as_wanted(name, partial(feeds.ranking, which), partial(pages.ranking, which))

    @routes.get("/sources")
    def all_sources() -> Response:
        return pages.of_sources()

    @routes.get("/about")
    def about() -> Response:
        return pages.about()

    return routes
