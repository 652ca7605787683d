"""Values to store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aggregator.identity import entry_key, handles
from aggregator.model import Category, Changes, Enclosure, Entry, Person, Source
from aggregator.store import Store, Tx, entries, sources

NOW = datetime(2026, 11, 23, 7, 30, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def source(slug: str, url: str = "") -> Source:
    return Source(slug, slug.title(), url or f"https://{slug}.example.org/rss")


def entry(number: int, source: str = "antara", **fields: Any) -> Entry:
    """The number-th entry of a source; the higher, the later."""
    at = NOW + number * MINUTE
    made = Entry(
        key="",
        id=f"https://{source}.example.org/?p={number}",
        source=source,
        guid=f"https://{source}.example.org/?p={number}",
        identity=f"https://{source}.example.org/?p={number}",
        url=f"https://{source}.example.org/berita/{number}/pasar",
        title=f"Harga cabai naik lagi, kabar ke-{number}",
        summary="Pedagang di Pasar 16 Ilir mengeluh.",
        content=f"<p>Kabar ke-{number} dari pasar.</p>",
        published=at,
        updated=at,
        first_seen=at,
        order_at=at,
        source_updated=at,
        authors=(Person("Siti", "https://siti.example.org/", ""),),
        categories=(Category("ekonomi", "", "Ekonomi"),),
        enclosures=(Enclosure("https://cdn.example.org/1.jpg", "image/jpeg", 4711), Enclosure("https://x/2")),
        image="https://cdn.example.org/1.jpg",
        language="id",
        related=(("https://antara.example.org/lama", "Baca juga"),),
        hash=f"hash {number}",
        topics=("sumsel",),
    )
    made = replace(made, **fields)
    return replace(made, key=fields.get("key") or entry_key(made.id))


def new(*made: Entry) -> Changes:
    """What the first answer with these entries changes."""
    return Changes(new=made, learned=tuple((one.key, handle) for one in made for handle in handles(one)))


def add(tx: Tx, *made: Entry) -> None:
    """Stores these entries, and their sources before them."""
    known = {state.slug for state in sources.states(tx)}
    sources.sync(tx, [source(slug) for slug in known | {one.source for one in made}], NOW)
    entries.save(tx, new(*made))


def all_of(store: Store, *made: Entry) -> None:
    """As `add`, in one transaction."""
    with store.write() as tx:
        add(tx, *made)


def save(store: Store, changes: Changes) -> None:
    """In one transaction."""
    with store.write() as tx:
        entries.save(tx, changes)
