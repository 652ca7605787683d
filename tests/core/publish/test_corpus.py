"""Every recorded feed, read and published again: valid in every format, and nothing lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import feedparser

from aggregator.errors import ParseError
from aggregator.model import FeedDocument, FeedEntry, Processed, Source
from aggregator.normalize import normalize
from aggregator.parse import parse
from aggregator.publish import ATOM, JSON, RSS, render
from tests.core.publish import rules
from tests.core.publish.samples import DOCUMENT
from tests.corpus import corpus_folder

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _recorded() -> Iterator[tuple[str, Processed]]:
    for path in sorted(corpus_folder().glob("feeds/*")):
        source = Source(path.stem, path.stem, f"https://source.example/{path.name}")
        try:
            feed = parse(path.read_bytes(), "", source.url, source)
        except ParseError:
            continue
        yield path.name, normalize(feed, source, source.url, NOW)


def _document(processed: Processed) -> FeedDocument:
    return replace(
        DOCUMENT, entries=tuple(FeedEntry(entry, processed.profile) for entry in processed.entries)
    )


def _read(body: bytes) -> list[feedparser.FeedParserDict]:
    stream = BytesIO(body)
    return feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False).entries  # noqa: TID251


def test_every_recorded_feed_is_published_valid_and_complete():
    seen = 0
    for name, processed in _recorded():
        document = _document(processed)
        bodies = {form: render(document, form) for form in (ATOM, RSS, JSON)}
        assert [rules.atom(bodies[ATOM]), rules.rss(bodies[RSS]), rules.jsonfeed(bodies[JSON])] == [
            [],
            [],
            [],
        ], name
        found = _read(bodies[ATOM])
        assert [entry.id for entry in found] == [entry.id for entry in processed.entries], name
        assert {entry.source.id for entry in found} <= {processed.profile.id, processed.profile.feed_url}, (
            name
        )
        assert [len(entry.enclosures) for entry in found] == [
            len(entry.enclosures) for entry in processed.entries
        ], name
        assert [entry.updated for entry in found] == [
            f"{e.updated:%Y-%m-%dT%H:%M:%SZ}" for e in processed.entries
        ], name
        seen += len(found)
    assert seen > 2_000
