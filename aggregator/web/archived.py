"""The past of a listing as pages, month by month: `/topics/<slug>/archive`, `/topics/<slug>/archive/2024-08`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request

from aggregator.config import Settings
from aggregator.documents import Listing, find_listing
from aggregator.runtime import Runtime
from aggregator.store import Cursor, Tx, listings
from aggregator.web import linked
from aggregator.web.answers import Render, Rendered, Shelf, answer, rendered
from aggregator.web.cards import Cards, Link, by_day
from aggregator.web.frame import Frame, feed_links, frame_of, render_page
from aggregator.web.headings import named
from aggregator.web.languages import asked_words
from aggregator.web.months import Month, month_of, read_month
from aggregator.web.paging import read_page
from aggregator.web.parameters import expect, read_before

MAX_AGE_SECONDS = 300
_END = datetime(9999, 1, 1, tzinfo=UTC)
_MOST_MONTHS = 1200


class Archive:
    """Renders these pages, and keeps them while their listing has not changed."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def months(self, name: str) -> Response:
        """All months of a listing, by year."""
        expect()

        def render(tx: Tx, settings: Settings) -> Rendered | None:
            listing = find_listing(tx, settings, name)
            if listing is None:
                return None
            listing = named(listing, settings, asked_words())
            frame = self._frame(settings, listing, f"{listing.path}/archive", asked_words().say("Archive"))
            by_year = groupby(months(tx, listing), key=lambda month: month.since.year)
            years = tuple((year, tuple(some)) for year, some in by_year)
            return _page("archive.html", frame, listing=listing, years=years)

        return self._answer(name, "archive", render)

    def month(self, name: str, month: Month, before: Cursor | None) -> Response:
        """One month; 404 where nothing stands in it."""

        def render(tx: Tx, settings: Settings) -> Rendered | None:
            listing = find_listing(tx, settings, name)
            return (
                self._month(tx, settings, named(listing, settings, asked_words()), month, before)
                if listing
                else None
            )

        if before:  # addresses without an end: they push nothing off the shelf
            with self._rt.store.read() as tx:
                page = render(tx, self._rt.settings)
            return answer(page or abort(404), MAX_AGE_SECONDS, listing=name)
        return self._answer(name, month.name, render)

    def _answer(self, name: str, part: str, render: Render) -> Response:
        words, zone = asked_words(), ZoneInfo(self._rt.settings.site.timezone)
        key = (name, part, words.language, words.day(self._rt.now(), zone))
        document = self._shelf.take(key, render, name)
        return answer(document or abort(404), MAX_AGE_SECONDS, listing=name)

    def _frame(self, settings: Settings, listing: Listing, path: str, title: str) -> Frame:
        feeds = feed_links(listing.path, listing.title)
        said = f"{listing.heading}, {title}"
        about = f"{said}: {settings.site.title}"
        return frame_of(settings, self._rt.now(), asked_words(), path, said, about, feeds)

    def _month(
        self, tx: Tx, settings: Settings, listing: Listing, month: Month, before: Cursor | None
    ) -> Rendered | None:
        page = read_page(tx, replace(listing, since=month.since), before or Cursor(month.until, ""))
        if not page.entries:
            return None
        path, words = f"{listing.path}/archive/{month.name}", asked_words()
        cards = Cards(settings, self._rt.now(), words).make(tx, page.entries)
        title = month.said(words)
        frame = self._frame(settings, listing, path, title)
        parents = (Link(listing.heading, listing.path), Link(words.say("Archive"), f"{listing.path}/archive"))
        site, about = settings.site, frame.description
        data = linked.of_listing(site, words.language, path, title, about, parents, cards)
        return _page(
            "month.html",
            replace(frame, data=data, path=f"{path}?before={request.args['before']}" if before else path),
            listing=listing,
            month=month,
            path=path,
            days=by_day(cards),
            next=page.next,
            continued=before is not None,
            earlier=_earlier(tx, listing, month),
            later=_later(tx, listing, month),
        )


def months(tx: Tx, listing: Listing) -> Iterator[Month]:
    """Every month in which something of a listing stands, the latest first."""
    until = _END
    for _ in range(_MOST_MONTHS):
        newest = listings.newest(
            tx, topic=listing.topic, source=listing.source, leads=listing.leads, until=until
        )
        if newest is None:
            return
        month = month_of(newest)
        yield month
        until = month.since


def _earlier(tx: Tx, listing: Listing, month: Month) -> Month | None:
    topic, source = listing.topic, listing.source
    found = listings.newest(tx, topic=topic, source=source, leads=listing.leads, until=month.since)
    return month_of(found) if found else None


def _later(tx: Tx, listing: Listing, month: Month) -> Month | None:
    topic, source = listing.topic, listing.source
    found = listings.oldest(tx, topic=topic, source=source, leads=listing.leads, since=month.until)
    return month_of(found) if found else None


def _page(template: str, frame: Frame, **values: object) -> Rendered:
    return rendered(render_page(template, frame, **values), "text/html; charset=utf-8")


def blueprint(rt: Runtime) -> Blueprint:
    """The routes of the past."""
    routes = Blueprint("archived", __name__)
    archive = Archive(rt)

    @routes.get("/all/archive", defaults={"name": "all"})
    @routes.get("/<any(topics, sources):room>/<slug>/archive")
    def all_months(name: str = "", room: str = "", slug: str = "") -> Response:
        return archive.months(name or f"{room}/{slug}")

    @routes.get("/all/archive/<month>", defaults={"name": "all"})
    @routes.get("/<any(topics, sources):room>/<slug>/archive/<month>")
    def one_month(month: str, name: str = "", room: str = "", slug: str = "") -> Response:
        expect("before")
        return archive.month(name or f"{room}/{slug}", read_month(month) or abort(404), read_before())

    return routes
