"""Values for tests: whole, valid, and different only where a test says so."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from aggregator.identity import entry_id, entry_key, identity_of
from aggregator.model import Entry, Source, SourceProfile

NOW = datetime(2024, 8, 28, 7, 30, tzinfo=UTC)

in_time = pytest.mark.timeout(40)
"""For hostile sizes: seconds where the work grows with the size, many minutes where it grows with its square."""


def entry(**fields: Any) -> Entry:
    """An entry of `palpres`, its names derived from guid and URL as they are in the wire."""
    source = fields.get("source", "palpres")
    guid, url = fields.get("guid", "guid-1"), fields.get("url", "https://palpres.example/read/1/pilkada")
    title = fields.get("title", "KPU Sumsel tetapkan tiga pasangan calon")
    identity = identity_of(guid, url, title, "")
    proposed = entry_id(source, guid, identity)
    whole = Entry(
        key=entry_key(proposed),
        id=proposed,
        source=source,
        guid=guid,
        identity=identity,
        url=url,
        title=title,
        summary="Komisi Pemilihan Umum menetapkan tiga pasangan.",
        content="<p>Komisi Pemilihan Umum menetapkan tiga pasangan.</p>",
        published=NOW,
        updated=NOW,
        first_seen=NOW,
        order_at=NOW,
        source_updated=NOW,
        hash=f"{title}",
    )
    return replace(whole, **fields)


def headline(title: str, summary: str = "", at: datetime = NOW, **fields: Any) -> Entry:
    """An entry of which its words alone matter, and that came at this time."""
    times = dict.fromkeys(("published", "updated", "first_seen", "order_at", "source_updated"), at)
    return entry(title=title, summary=summary, content="", url="https://a.example/1", **times, **fields)


def source(slug: str = "palpres", **fields: Any) -> Source:
    """A configured source."""
    return replace(Source(slug, slug.title(), f"https://{slug}.example/rss"), **fields)


def profile(slug: str = "palpres", **fields: Any) -> SourceProfile:
    """What a source says of itself."""
    site = f"https://{slug}.example/"
    return replace(SourceProfile(slug, slug.title(), f"{site}rss", site, f"{site}rss", "id"), **fields)
