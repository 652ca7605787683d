"""What a person gets who opens a feed in a browser: a page that says what a feed is for, with the address to copy.

Browsers name what they want a document for (Sec-Fetch-Dest, Fetch Metadata): no reader of feeds says that it is the
address bar. See docs/decisions/0012-feeds-in-a-browser.md.
"""

from dataclasses import replace

from flask import Response, request

from aggregator.config import Settings
from aggregator.documents import Listing, newest
from aggregator.publish import JSON, Format
from aggregator.runtime import Runtime
from aggregator.store import Tx
from aggregator.web.cards import Cards
from aggregator.web.frame import frame_of, render_page
from aggregator.web.headings import named
from aggregator.web.languages import preferred_words

HEADLINES = 10


def is_person(format: Format) -> bool:
    """Whether the request comes from the address bar or a link of a browser. JSON is for those who can read it."""
    return format is not JSON and request.headers.get("Sec-Fetch-Dest") == "document"


def invitation(rt: Runtime, listing: Listing, format: Format) -> Response:
    """The page. No cache keeps it: it must never reach a program that asks the same address for the feed."""
    settings = rt.settings
    with rt.store.read() as tx:
        body = _page(tx, settings, rt, listing, format)
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.vary.update(("Sec-Fetch-Dest", "Accept-Language"))
    return response


def _page(tx: Tx, settings: Settings, rt: Runtime, listing: Listing, format: Format) -> bytes:
    now, words = rt.now(), preferred_words()
    listing = named(listing, settings, words)
    path = f"{listing.path}.{format.extension}{listing.query}"
    found = newest(tx, listing, limit=min(HEADLINES, listing.limit), full=False)
    title = words.say("Subscribe: %(listing)s", listing=listing.heading)
    frame = replace(frame_of(settings, now, words, path, title), indexed=False)
    return render_page(
        "invitation.html",
        frame,
        listing=listing,
        address=frame.absolute(path),
        format={"atom": "Atom", "rss": "RSS"}[format.extension],
        cards=Cards(settings, now, words).make(tx, found),
    )
