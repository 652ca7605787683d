"""Entries as a parser gives them, and what `normalize` makes of them."""

from dataclasses import replace
from datetime import UTC, datetime

from aggregator.model import Entry, ParsedEntry, ParsedFeed, Processed, Source
from aggregator.normalize import normalize

NOW = datetime(2024, 9, 25, 12, tzinfo=UTC)
URL = "https://koran.example/rss/terkini.xml"
SOURCE = Source(slug="koran", title="Koran Kita", url=URL)
ENTRY = ParsedEntry(
    guid="https://koran.example/?p=7",
    url="/read/7/pilkada-aman",
    title="Pilkada <b>aman</b> &amp; damai",
    summary="<p>Ringkasan berita.</p>",
    content="<p>Isi <script>x()</script>berita.</p>",
    published="Rabu, 25 September 2024 18:32 WIB",
)


def read(*entries: ParsedEntry, source: Source = SOURCE, **feed: object) -> Processed:
    return normalize(replace(ParsedFeed("rss20", entries=entries), **feed), source, URL, NOW)  # type: ignore[arg-type]


def one(source: Source = SOURCE, **changes: object) -> Entry:
    (entry,) = read(replace(ENTRY, **changes), source=source).entries  # type: ignore[arg-type]
    return entry


def named(guid: str, url: str, title: str = "Judul", **more: str) -> ParsedEntry:
    return ParsedEntry(guid=guid, url=url, title=title, **more)
