"""Strings get their meaning: plain titles, safe HTML, absolute URLs, instants in UTC, identities.

Total: whatever the strings are, `normalize` answers. An entry that cannot be read costs itself and becomes a
problem; the others stay.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from aggregator.model import Entry, ParsedEntry, ParsedFeed, Processed, Source
from aggregator.normalize.entry import normalize_entry
from aggregator.normalize.identities import Draft, draft, settle
from aggregator.normalize.place import Place, place_of
from aggregator.normalize.profile import profile_of

__all__ = ["normalize"]

_MOST_PROBLEMS = 50


def normalize(feed: ParsedFeed, source: Source, url: str, now: datetime) -> Processed:
    """The entries of one document, in its order, each identity once; ids and first_seen are proposals.

    `url` is where the document was found at last; `now` is aware. Never raises for what a document says.
    """
    place = place_of(feed, source, url, now)
    problems = list(feed.problems)
    entries = tuple(_entries(feed.entries, place, problems))
    newest = max((entry.updated for entry in entries), default=now)
    return Processed(
        profile=profile_of(feed, source, place),
        entries=tuple(replace(entry, source_updated=newest) for entry in entries),
        ttl=feed.ttl,
        skips=feed.skips,
        hubs=tuple(dict.fromkeys(hub for link in feed.hubs if (hub := place.absolute(link)))),
        self_url=place.absolute(feed.self_url),
        children=tuple(dict.fromkeys(child for link in feed.children if (child := place.absolute(link)))),
        problems=_counted(problems),
    )


def _entries(parsed: tuple[ParsedEntry, ...], place: Place, problems: list[str]) -> Iterator[Entry]:
    drafts = tuple(_drafts(parsed, place, problems))
    for settled in settle(drafts, place):
        try:
            yield normalize_entry(settled, place, problems)
        except Exception as error:  # noqa: BLE001 - one bad entry never loses its feed
            problems.append(_lost(settled.number, error))


def _drafts(parsed: tuple[ParsedEntry, ...], place: Place, problems: list[str]) -> Iterator[Draft]:
    for number, entry in enumerate(parsed, start=1):
        try:
            yield draft(number, entry, place)
        except Exception as error:  # noqa: BLE001 - one bad entry never loses its feed
            problems.append(_lost(number, error))


def _lost(number: int, error: Exception) -> str:
    return f"entry {number}: lost, {type(error).__name__}"


def _counted(problems: list[str]) -> tuple[str, ...]:
    """The first of the problems; a feed of a thousand bad dates need not say so a thousand times."""
    more = len(problems) - _MOST_PROBLEMS
    return tuple(problems if more <= 0 else [*problems[:_MOST_PROBLEMS], f"… and {more} more"])
