"""A document that uses everything a document can say, and one entry that says as little as it can."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.model import Category, Enclosure, Entry, FeedDocument, FeedEntry, Person, SourceProfile

NOON = datetime(2024, 8, 28, 5, 0, tzinfo=UTC)

ANTARA = SourceProfile(
    slug="antara-sumsel",
    title="ANTARA Sumsel",
    id="https://sumsel.antara.example/rss/terkini.xml",
    url="https://sumsel.antara.example/",
    feed_url="https://sumsel.antara.example/rss/terkini.xml",
    language="id",
    rights="Hak cipta © 2024 ANTARA",
    icon="https://sumsel.antara.example/favicon.png",
)
PALPRES = SourceProfile(
    slug="palpres",
    title="Palembang Ekspres",
    id="tag:palpres.example,2020:berita",
    url="https://palpres.example/",
    feed_url="https://palpres.example/feed/atom",
)

FULL = Entry(
    key="abc",
    id="urn:uuid:0f3cbf1c-6f3e-5b0e-9a53-0d1f6a3b2c11",
    source="antara-sumsel",
    guid="637838",
    identity="637838",
    url="https://sumsel.antara.example/berita/637838/kpu-tetapkan-tiga-paslon",
    title="KPU Sumsel tetapkan tiga paslon: “Siap” & damai",
    summary="Tiga pasangan calon ditetapkan < 30 hari sebelum kampanye & diumumkan.",
    content='<p>Palembang – <a href="https://sumsel.antara.example/kpu">KPU</a> menetapkan tiga.</p>',
    published=NOON - timedelta(hours=2),
    updated=NOON - timedelta(hours=1),
    first_seen=NOON,
    order_at=NOON,
    source_updated=NOON,
    authors=(
        Person("Budi Santoso", "https://sumsel.antara.example/penulis/budi", "budi@antara.example"),
        Person("Sri"),
    ),
    categories=(
        Category("politik", "https://sumsel.antara.example/kategori", "Politik"),
        Category("Pilkada 2024"),
    ),
    enclosures=(
        Enclosure("https://img.antara.example/kpu.jpg", "image/jpeg", 48213),
        Enclosure("https://img.antara.example/wawancara.mp3"),
    ),
    image="https://img.antara.example/kpu.jpg",
    related=(("https://sumsel.antara.example/berita/637001/nomor-urut", "Nomor urut diundi"),),
    topics=("pilkada-2024",),
)
PLAIN = Entry(
    key="def",
    id="https://palpres.example/read/47436",
    source="palpres",
    guid="https://palpres.example/read/47436",
    identity="https://palpres.example/read/47436",
    url="https://palpres.example/read/47436",
    title="Harga karet naik",
    summary="",
    content="",
    published=None,
    updated=NOON - timedelta(hours=3),
    first_seen=NOON,
    order_at=NOON,
    source_updated=NOON - timedelta(hours=3),
    language="ms",
)

DOCUMENT = FeedDocument(
    id="urn:uuid:6c6f4bd2-8c88-5c9a-a0f8-2f1b7c7d3d11",
    title="Pilkada 2024",
    subtitle="Semua berita tentang Pilkada 2024 dari 40 media",
    language="id",
    self_url="https://kabar.example/topics/pilkada-2024.atom",
    html_url="https://kabar.example/topics/pilkada-2024",
    updated=NOON,
    entries=(FeedEntry(FULL, ANTARA), FeedEntry(PLAIN, PALPRES)),
    links=(
        ("hub", "https://hub.example/"),
        ("prev-archive", "https://kabar.example/topics/pilkada-2024/2024-07.atom"),
    ),
    author=Person("Kabar Sumsel", "https://kabar.example/"),
    icon="https://kabar.example/icon.png",
    ttl=900,
)


def document(*entries: Entry) -> FeedDocument:
    """The document with these entries, all of one source."""
    return replace(DOCUMENT, entries=tuple(FeedEntry(entry, ANTARA) for entry in entries))


def with_entry(**changes: object) -> FeedDocument:
    """The document with one entry, the full one but for these fields."""
    return document(replace(FULL, **changes))
