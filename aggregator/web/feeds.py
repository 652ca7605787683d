"""Topic, source and all-entries feeds in three formats, with their filters and their past, and OPML."""

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, abort, request
from werkzeug.http import quote_etag
from werkzeug.wrappers import Response as BaseResponse

from aggregator import ranked
from aggregator.archives import read_archive, read_part
from aggregator.config import Settings
from aggregator.documents import Listing, find_listing, read_document, subscription_list
from aggregator.model import FeedDocument
from aggregator.publish import Format, opml, render
from aggregator.ranked import RANKINGS, Ranking
from aggregator.ranking import as_of
from aggregator.runtime import Runtime
from aggregator.store import Tx, revisions
from aggregator.web.answers import Rendered, Shelf, answer, rendered
from aggregator.web.conneg import format_of
from aggregator.web.deltas import base_of, marked, newer_than, wants_delta
from aggregator.web.filters import narrowed
from aggregator.web.invitation import invitation, is_person
from aggregator.web.parameters import expect
from aggregator.web.stories import moved

MAX_AGE_SECONDS = 60
CLOSED = f"public, max-age={365 * 86400}, immutable"
"""For what stays as it is."""
OPEN = "public, no-cache"
"""For a part of the past that is still being written: entries move there from the current document."""

Read = Callable[[Tx, Settings], FeedDocument | None]


class Feeds:
    """The published feeds, by name: `all`, `topics/<slug>`, `sources/<slug>`, `stories/<key>`."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def answer(self, name: str, format: Format) -> Response:
        """The feed of a listing as the request's parameters narrow it; 404 where there is no such listing.

        For a person in a browser, a page about it; for a client that has an earlier document, what is new.
        """
        listing = self._narrowed(name) if request.args or is_person(format) else None
        if listing and is_person(format):
            return invitation(self._rt, listing, format)
        read = self._reader(name, format.extension)
        document = self._take(name, listing.query if listing else "", format, read)
        response = self._delta(document, read, name, format) or _open_to_all(document, name)
        response.vary.update(("A-IM",))
        return response

    def archive(self, name: str, part_name: str, format: Format) -> Response:
        """A part of the past of a listing; 404 where nothing stands there."""
        part = read_part(part_name) or abort(404)
        expect()

        def read(tx: Tx, settings: Settings) -> FeedDocument | None:
            listing = find_listing(tx, settings, name)
            store = self._rt.store
            if listing is None or listing.story:
                return None
            return read_archive(tx, settings, store.installation, listing, part, format.extension)

        how_long = CLOSED if part.is_closed(self._rt.now()) else OPEN
        return _open_to_all(self._take(name, f"/archive/{part_name}", format, read), name, how_long)

    def ranking(self, which: Ranking, format: Format) -> Response:
        """The feed of a ranking as of the last ten minutes."""
        expect()
        now = as_of(self._rt.now())

        def make(tx: Tx, settings: Settings) -> Rendered:
            installation = self._rt.store.installation
            document = ranked.read_document(tx, settings, installation, which, format.extension, now)
            plain = _rendered(tx, revisions.ALL, document, format)
            return replace(plain, changed_at=max(now, plain.changed_at or now))

        document = self._shelf.take((which.name, format.extension), make, revisions.ALL, now)
        return _open_to_all(document or abort(404))

    def _narrowed(self, name: str) -> Listing:
        settings = self._rt.settings
        with self._rt.store.read() as tx:
            listing = find_listing(tx, settings, name) or abort(404)
        return narrowed(listing, request.args, settings)

    def _reader(self, name: str, extension: str) -> Read:
        def read(tx: Tx, settings: Settings) -> FeedDocument | None:
            listing = find_listing(tx, settings, name)
            if listing is None:
                return None
            narrow = narrowed(listing, request.args, settings)
            return read_document(tx, settings, self._rt.store.installation, narrow, extension)

        return read

    def _take(self, name: str, part: str, format: Format, read: Read) -> Rendered:
        def make(tx: Tx, settings: Settings) -> Rendered | None:
            document = read(tx, settings)
            return _rendered(tx, name, document, format) if document else None

        return self._shelf.take((f"{name}{part}", format.extension), make, name) or abort(404)

    def _delta(self, current: Rendered, read: Read, name: str, format: Format) -> Response | None:
        """226 IM Used, when the client asks for it and names an earlier document (RFC 3229 §10.4.1)."""
        if not wants_delta(request.headers.get("A-IM", ""), request.headers.get("User-Agent", "")):
            return None
        base = base_of(current.etag, request.if_none_match)
        if base is None:
            return None
        with self._rt.store.read() as tx:
            document = read(tx, self._rt.settings)
            delta = newer_than(base, current.etag, document) if document else None
            made = _rendered(tx, name, delta, format) if delta else None
        if made is None:
            return None
        response = _open_to_all(replace(made, etag=current.etag), name, "no-store, im")
        response.status_code = 226
        response.headers["IM"] = "feed"
        response.headers["Delta-Base"] = quote_etag(base)
        return response


def _rendered(tx: Tx, name: str, document: FeedDocument, format: Format) -> Rendered:
    # Not the newest entry's date: an edit or a latecomer changes the document without being the newest.
    plain = rendered(render(document, format), format.media_type, revisions.of(tx, name).at)
    return plain if document.archive else replace(plain, etag=marked(plain.etag, document))


def _open_to_all(document: Rendered, listing: str = revisions.ALL, how_long: str = "") -> Response:
    """Feeds are for everybody's programs, those that run in a page of another origin too.

    `how_long` is the Cache-Control of what is not current in the usual way.
    """
    response = answer(document, MAX_AGE_SECONDS, kept=how_long in {"", CLOSED}, listing=listing)
    if how_long:
        response.headers["Cache-Control"] = how_long
    response.access_control_allow_origin = "*"
    return response


def blueprint(rt: Runtime, feeds: Feeds) -> Blueprint:
    """The routes of published documents."""
    routes = Blueprint("feeds", __name__)

    @routes.get("/all.<extension>", defaults={"name": "all"})
    @routes.get("/<any(topics, sources, stories):room>/<slug>.<extension>")
    @routes.get("/places/<path:slug>.<extension>", defaults={"room": "places"})
    def feed(extension: str, name: str = "", room: str = "", slug: str = "") -> BaseResponse:
        if room == "stories" and (elsewhere := moved(rt, slug, f".{extension}")):
            return elsewhere
        return feeds.answer(name or f"{room}/{slug}", format_of(extension) or abort(404))

    @routes.get("/<any(terpopuler, pilihan):name>.<extension>")
    def ranking_feed(name: str, extension: str) -> Response:
        return feeds.ranking(RANKINGS[name], format_of(extension) or abort(404))

    @routes.get("/all/archive/<part>.<extension>", defaults={"name": "all"})
    @routes.get("/<any(topics, sources):room>/<slug>/archive/<part>.<extension>")
    def archive(part: str, extension: str, name: str = "", room: str = "", slug: str = "") -> Response:
        return feeds.archive(name or f"{room}/{slug}", part, format_of(extension) or abort(404))

    @routes.get("/<any(feeds, topics, sources):which>.opml")
    def subscriptions(which: str) -> Response:
        settings = rt.settings
        outlines = subscription_list(settings, which)
        return _open_to_all(rendered(opml.render(settings.site.title, outlines), opml.MEDIA_TYPE))

    return routes
