"""Topic, source and all-entries feeds in three formats, and OPML."""

from flask import Blueprint, Response, abort

from aggregator.config import Settings
from aggregator.publish import Format, opml, render
from aggregator.runtime import Runtime
from aggregator.store import Tx, meta
from aggregator.web.answers import Rendered, Shelf, answer, rendered
from aggregator.web.conneg import format_of
from aggregator.web.documents import find_listing, read_document

MAX_AGE_SECONDS = 60


class Feeds:
    """The published feeds, by name: `all`, `topics/<slug>`, `sources/<slug>`."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def answer(self, name: str, format: Format) -> Response:
        """The feed of a listing, or 404 where there is no such listing."""

        def make(tx: Tx, settings: Settings) -> Rendered | None:
            return self._render(tx, settings, name, format)

        document = self._shelf.take((name, format.extension), make)
        return _open_to_all(document) if document else abort(404)

    def _render(self, tx: Tx, settings: Settings, name: str, format: Format) -> Rendered | None:
        listing = find_listing(tx, settings, name)
        if listing is None:
            return None
        document = read_document(tx, settings, self._rt.store.installation, listing, format.extension)
        # Not the newest entry's date: an edit or a latecomer changes the document without being the newest.
        return rendered(render(document, format), format.media_type, meta.revised_at(tx))


def _open_to_all(document: Rendered) -> Response:
    """Feeds are for everybody's programs, those that run in a page of another origin too."""
    response = answer(document, MAX_AGE_SECONDS)
    response.access_control_allow_origin = "*"
    return response


def blueprint(rt: Runtime, feeds: Feeds) -> Blueprint:
    """The routes of published documents."""
    routes = Blueprint("feeds", __name__)

    @routes.get("/all.<extension>", defaults={"name": "all"})
    @routes.get("/<any(topics, sources):room>/<slug>.<extension>")
    def feed(extension: str, name: str = "", room: str = "", slug: str = "") -> Response:
        return feeds.answer(name or f"{room}/{slug}", format_of(extension) or abort(404))

    @routes.get("/feeds.opml")
    def sources_opml() -> Response:
        settings = rt.settings
        outlines = tuple(opml.Outline(one.title, one.url, language=one.language) for one in settings.sources)
        return _open_to_all(rendered(opml.render(settings.site.title, outlines), opml.MEDIA_TYPE))

    return routes
