"""Search: its page, its feeds, and the description by which a browser takes this site for a search engine.

A feed is that of the query's own form: whoever asks for the same in other words gets the same bytes. Everything is
kept on a shelf of its own, so that a stranger's many words push no other page from theirs.
"""

from dataclasses import dataclass
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request

from aggregator.config import Settings
from aggregator.documents import Listing, of_search, read_document
from aggregator.publish import FORMATS, Format, render
from aggregator.runtime import Runtime
from aggregator.search import Mistake, Query, parse
from aggregator.search.query import LONGEST, MOST_TERMS, SHORTEST_START
from aggregator.store import Cursor, Tx, meta, search
from aggregator.web.answers import Rendered, Shelf, answer, rendered
from aggregator.web.assets import asset_path
from aggregator.web.cards import Cards, Day, by_day
from aggregator.web.conneg import format_of, negotiate
from aggregator.web.frame import FeedLink, feed_links, frame_of, render_page
from aggregator.web.languages import asked_words
from aggregator.web.paging import read_page
from aggregator.web.parameters import expect, query_of, read_before
from aggregator.words import INDONESIAN, Phrase, phrase, words_in

MAX_AGE_SECONDS = 60
_MOST_COUNTED = 1000
_OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_OPENSEARCH_TYPE = "application/opensearchdescription+xml"


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of a mistake: what it is, and what to do."""

    what: Phrase
    remedy: Phrase


_SAID = {
    Mistake.EMPTY: Said(phrase("Nothing to search for yet."), phrase("Type one word or more.")),
    Mistake.NOTHING_WANTED: Said(
        phrase("This search only says what is not wanted."),
        phrase("Add at least one word without a minus sign."),
    ),
    Mistake.TOO_LONG: Said(
        phrase("This search is longer than %(limit)s letters.", limit=LONGEST),
        phrase("Choose the words that matter most."),
    ),
    Mistake.TOO_MANY: Said(
        phrase("This search has more than %(limit)s words.", limit=MOST_TERMS),
        phrase("Choose the words that matter most."),
    ),
    Mistake.SHORT_START: Said(
        phrase(
            "The beginning of a word before the asterisk has fewer than %(limit)s letters.",
            limit=SHORTEST_START,
        ),
        phrase("Add letters, or take the asterisk away."),
    ),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands below the search field; nothing where nothing was asked for."""

    days: tuple[Day, ...] = ()
    next: str = ""
    count: int = 0


class Searching:
    """Answers queries with pages and feeds."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def page(self, asked: str) -> Response:
        """`/search?q=`, from `&before=` on; 400 where the text is no query, but for none at all."""
        expect("q", "before")
        query, asked, cursor = parse(asked), " ".join(asked.split()), read_before()
        if isinstance(query, Mistake):
            body = self._page(None, asked, None, _Found(), _SAID[query] if asked else None)
            return _unlisted(Response(body, 400 if asked else 200, content_type=_HTML))

        def make(tx: Tx, settings: Settings) -> Rendered:
            listing = of_search(settings, query)
            found = self._found(tx, settings, listing, query, cursor)
            return rendered(self._page(listing, asked, cursor, found, None), _HTML)

        words, zone = asked_words(), ZoneInfo(self._rt.settings.site.timezone)
        key = (f"{asked}?{request.args.get('before', '')}", words.language, words.day(self._rt.now(), zone))
        document = self._shelf.take(key, make)
        return _unlisted(answer(document or abort(404), MAX_AGE_SECONDS))

    def feed(self, asked: str, format: Format) -> Response:
        """`/search.<extension>?q=`; 400 where the text is no query."""
        expect("q")
        query = query_of(asked)

        def make(tx: Tx, settings: Settings) -> Rendered:
            installation = self._rt.store.installation
            document = read_document(tx, settings, installation, of_search(settings, query), format.extension)
            return rendered(render(document, format), format.media_type, meta.revised_at(tx))

        document = self._shelf.take((str(query), format.extension), make)
        response = answer(document or abort(404), MAX_AGE_SECONDS)
        response.access_control_allow_origin = "*"
        return _unlisted(response)

    def description(self) -> Response:
        """`/opensearch.xml` (OpenSearch 1.1): it needs the site's own address."""
        site = self._rt.settings.site
        root = Element("OpenSearchDescription", xmlns=_OPENSEARCH)
        SubElement(root, "ShortName").text = site.title[:16].strip()
        SubElement(root, "LongName").text = site.title[:48].strip()
        SubElement(root, "Description").text = words_in(INDONESIAN).say(
            "News from %(site)s", site=site.title
        )[:1024]
        address = (site.url or abort(404)) + "/search"
        SubElement(root, "Url", type="text/html", template=f"{address}?q={{searchTerms}}")
        for one in FORMATS:
            template = f"{address}.{one.extension}?q={{searchTerms}}"
            SubElement(root, "Url", type=one.link_type, template=template)
        SubElement(root, "Image", type="image/svg+xml").text = (site.url or "") + asset_path("icon.svg")
        SubElement(root, "Language").text = site.language
        SubElement(root, "InputEncoding").text = "UTF-8"
        indent(root)
        body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
        return answer(rendered(body, _OPENSEARCH_TYPE), MAX_AGE_SECONDS)

    def _found(
        self, tx: Tx, settings: Settings, listing: Listing, query: Query, before: Cursor | None
    ) -> _Found:
        page = read_page(tx, listing, before)
        cards = Cards(settings, self._rt.now(), asked_words()).marked(tx, page.entries, query)
        count = search.count(tx, query, most=_MOST_COUNTED)
        return _Found(by_day(cards), page.next, count)

    def _page(
        self, listing: Listing | None, asked: str, before: Cursor | None, found: _Found, mistake: Said | None
    ) -> bytes:
        asked, words = asked[:LONGEST], asked_words()
        title = words.say("Search: %(asked)s", asked=asked) if asked else words.say("Search")
        path = f"/search?q={quote(asked, safe='')}" if asked else "/search"
        feeds = _feeds(listing) if listing else None
        frame = frame_of(self._rt.settings, self._rt.now(), words, path, title, feeds=feeds, indexed=False)
        return render_page(
            "search.html",
            frame,
            asked=asked,
            path=path if listing else "",
            days=found.days,
            next=found.next,
            count=found.count,
            most=_MOST_COUNTED,
            continued=before is not None,
            mistake=mistake,
        )


_HTML = "text/html; charset=utf-8"


def _feeds(listing: Listing) -> tuple[FeedLink, ...]:
    return tuple(
        FeedLink(link.name, link.type, link.title, f"{link.path}{listing.query}")
        for link in feed_links(listing.path, listing.title)
    )


def _unlisted(response: Response) -> Response:
    """No search engine lists what another finds: its addresses have no end."""
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def blueprint(rt: Runtime) -> Blueprint:
    """The routes of the search."""
    routes = Blueprint("searching", __name__)
    searching = Searching(rt)

    @routes.get("/search")
    def page() -> Response:
        """The page, or the feed for a client that prefers one."""
        asked = request.args.get("q", "")
        wanted = negotiate(request.accept_mimetypes)
        response = searching.feed(asked, wanted) if wanted else searching.page(asked)
        response.vary.update(("Accept",))
        return response

    @routes.get("/search.<extension>")
    def feed(extension: str) -> Response:
        return searching.feed(request.args.get("q", ""), format_of(extension) or abort(404))

    @routes.get("/opensearch.xml")
    def description() -> Response:
        return searching.description()

    return routes
