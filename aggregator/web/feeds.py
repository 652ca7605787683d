"""Topic, source and all-entries feeds in three formats, and OPML."""

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as BaseResponse

from aggregator.catalogue import render_sources
from aggregator.config import Settings
from aggregator.documents import Listing, every_entry, find_listing, read_document
from aggregator.publish import Format, opml, render
from aggregator.runtime import Runtime
from aggregator.store import Tx, revisions
from aggregator.web.answers import Rendered, Shelf, answer, rendered
from aggregator.web.conneg import format_of
from aggregator.web.stories import moved

MAX_AGE_SECONDS = 60


class Feeds:
    """The published feeds, by name: `all`, `topics/<slug>`, `sources/<slug>`, `stories/<key>`."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def answer(self, name: str, format: Format) -> Response:
        """The feed of a listing, of every entry with `?stories=off`; 404 where there is no such listing."""

        every = request.args.get("stories") == "off"

        def make(tx: Tx, settings: Settings) -> Rendered | None:
            listing = find_listing(tx, settings, name)
            wanted = every_entry(listing) if listing and every else listing
            return self._render(tx, settings, wanted, format) if wanted else None

        document = self._shelf.take((f"{name}?{every}", format.extension), make, name)
        return _open_to_all(document, name) if document else abort(404)

    def _render(self, tx: Tx, settings: Settings, listing: Listing, format: Format) -> Rendered:
        document = read_document(tx, settings, self._rt.store.installation, listing, format.extension)
        # Not the newest entry's date: an edit or a latecomer changes the document without being the newest.
        return rendered(render(document, format), format.media_type, revisions.of(tx, listing.path[1:]).at)


def _open_to_all(document: Rendered, listing: str = revisions.ALL) -> Response:
    """Feeds are for everybody's programs, those that run in a page of another origin too."""
    response = answer(document, MAX_AGE_SECONDS, listing=listing)
    response.access_control_allow_origin = "*"
    return response


def blueprint(rt: Runtime, feeds: Feeds) -> Blueprint:
    """The routes of published documents."""
    routes = Blueprint("feeds", __name__)

    @routes.get("/all.<extension>", defaults={"name": "all"})
    @routes.get("/<any(topics, sources, stories):room>/<slug>.<extension>")
    def feed(extension: str, name: str = "", room: str = "", slug: str = "") -> BaseResponse:
        if room == "stories" and (elsewhere := moved(rt, slug, f".{extension}")):
            return elsewhere
        return feeds.answer(name or f"{room}/{slug}", format_of(extension) or abort(404))

    @routes.get("/feeds.opml")
    def sources_opml() -> Response:
        return _open_to_all(rendered(render_sources(rt.settings), opml.MEDIA_TYPE))

    return routes
