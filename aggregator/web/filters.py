"""What may stand behind the `?` of a feed: which entries it holds, how many, and how much of each.

Every meaning has one spelling (`Listing.query`): it is in the `self` link and the id of the feed, and one document
is kept for it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from aggregator.config import Settings
from aggregator.documents import ENTRIES_PER_FEED, Listing
from aggregator.places import place_ids, place_title
from aggregator.publish.document import rfc3339
from aggregator.web.parameters import ParameterError, check, nearest, query_of
from aggregator.words import Phrase, phrase

MOST_ENTRIES = 500

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)

Reader = Callable[[Listing, str, Settings], Listing]


def narrowed(listing: Listing, arguments: MultiDict[str, str], settings: Settings) -> Listing:
    """The listing as the parameters ask. Raises ParameterError for those that are unknown, doubled or senseless."""
    check(arguments, _READERS)
    narrow = listing
    for name, read in _READERS.items():
        if name in arguments:
            narrow = _read(read, narrow, name, arguments[name], settings)
    return replace(narrow, query=_query(narrow, listing))


def _read(read: Reader, listing: Listing, name: str, text: str, settings: Settings) -> Listing:
    try:
        return read(listing, text.strip(), settings)
    except _Unfit as error:
        raise ParameterError(f"{name}={text}", error.sentence) from None


class _Unfit(ValueError):
    """What is wrong with a value, and what to write."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _stories(listing: Listing, text: str, _settings: Settings) -> Listing:
    if text not in ("on", "off"):
        raise _Unfit(phrase("write off for every entry, or leave it out for one entry of each story."))
    return replace(listing, leads=listing.leads and text == "on")


def _source(listing: Listing, text: str, settings: Settings) -> Listing:
    """All that the paper has there: of a story that another paper leads, too."""
    if listing.source is not None:
        if text == listing.source:
            return listing
        raise _Unfit(
            phrase(
                "this is the feed of %(name)s; take %(path)s or leave it out.",
                name=listing.source,
                path=f"/sources/{text}",
            )
        )
    source = settings.source(text)
    if source is None:
        near = nearest(text, [one.slug for one in settings.sources])
        raise _Unfit(phrase("no such source%(near)s; /sources lists them.", near=near))
    return replace(listing, source=text, leads=False, title=f"{listing.title} · {source.title}")


def _place(listing: Listing, text: str, _settings: Settings) -> Listing:
    title = place_title(text)
    if title is None:
        near = nearest(text, place_ids())
        raise _Unfit(
            phrase(
                "no such place%(near)s; write sumatera-selatan, a regency or city such as palembang, "
                "or a district such as muba/sungai-lilin.",
                near=near,
            )
        )
    if listing.place == text:
        return listing
    if listing.place is not None:
        raise _Unfit(
            phrase(
                "this is the feed of %(name)s; take %(path)s or leave it out.",
                name=listing.place,
                path=f"/places/{text}",
            )
        )
    return replace(listing, place=text, title=f"{listing.title} · {title}")


def _since(listing: Listing, text: str, settings: Settings) -> Listing:
    """A day begins at midnight of the site's time zone."""
    written = text.replace(" ", "+")  # what a plus sign becomes in a query
    try:
        at = datetime.fromisoformat(written)
        at = at if at.tzinfo else at.replace(tzinfo=ZoneInfo(settings.site.timezone))
        fit = at.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        fit = None
    if fit is None or not _MOMENT.fullmatch(written):
        raise _Unfit(phrase("write a day, 2024-08-28, or a time with its zone, 2024-08-28T14:30:00+07:00."))
    return replace(listing, since=fit)


def _limit(listing: Listing, text: str, _settings: Settings) -> Listing:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_ENTRIES):
        raise _Unfit(
            phrase(
                "write a whole number from 1 to %(most)s, or leave it out for %(usual)s.",
                most=MOST_ENTRIES,
                usual=ENTRIES_PER_FEED,
            )
        )
    return replace(listing, limit=int(text))


def _full(listing: Listing, text: str, _settings: Settings) -> Listing:
    if text not in ("0", "1"):
        raise _Unfit(phrase("write 0 for excerpts, or leave it out for the text that we have."))
    return replace(listing, full=text == "1")


def _words(listing: Listing, text: str, _settings: Settings) -> Listing:
    query = query_of(text)
    if listing.story is not None:
        raise _Unfit(phrase("a story is not searched; leave it out."))
    return replace(listing, search=query, title=f"{listing.title} · {query}")


_READERS: Mapping[str, Reader] = {
    "q": _words,
    "stories": _stories,
    "source": _source,
    "place": _place,
    "since": _since,
    "limit": _limit,
    "full": _full,
}
"""In the order in which they stand in an address. A new filter is a line here and one in `_query`."""


def _query(narrow: Listing, plain: Listing) -> str:
    """The one spelling: in the order of `_READERS`, without what goes without saying."""
    every = plain.leads and not narrow.leads and narrow.source == plain.source
    said = {
        "q": str(narrow.search) if narrow.search else "",
        "stories": "off" if every else "",
        "source": narrow.source if narrow.source != plain.source else "",
        "place": narrow.place if narrow.place != plain.place else "",
        "since": rfc3339(narrow.since) if narrow.since else "",
        "limit": str(narrow.limit) if narrow.limit != plain.limit else "",
        "full": "0" if not narrow.full else "",
    }
    pairs = [(name, value) for name, value in said.items() if value]
    return "?" + urlencode(pairs, safe="/:") if pairs else ""
