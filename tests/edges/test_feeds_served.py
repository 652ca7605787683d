"""Feeds over HTTP: negotiation, conditional GET, HEAD, gzip, who may read them."""

import gzip
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from lxml import etree

from aggregator.parse.opml import parse_opml
from tests.edges.site import HOME, Site, fill, news, site

ATOM, RSS, JSON, HTML = "application/atom+xml", "application/rss+xml", "application/feed+json", "text/html"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FEEDS = tuple(
    f"{path}.{extension}"
    for path in ("/all", "/topics/pilkada-2024", "/topics/kosong", "/sources/palpres", "/sources/baru")
    for extension in ("atom", "rss", "json")
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 60)
        yield made


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, HTML),
        ("*/*", HTML),
        ("", HTML),
        ("nonsense", HTML),
        ("application/json", HTML),
        (ATOM, ATOM),
        (RSS, RSS),
        (JSON, JSON),
        (f"{RSS}, {ATOM};q=0.9, {HTML};q=0.5, */*;q=0.1", RSS),
        (f"{ATOM};q=0.4, {HTML};q=0.9", HTML),
        (f"{ATOM}, {HTML}", HTML),
        (f"{ATOM};q=0, {RSS};q=0.1", RSS),
    ],
)
def test_listing_is_what_the_client_prefers(accept: str, media_type: str, place: Site) -> None:
    answer = place.client.get("/topics/pilkada-2024", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.mimetype == media_type
    assert {"Accept", "Accept-Encoding"} <= set(answer.headers["Vary"].split(", "))


def test_negotiated_feed_is_the_feed_and_says_which(place: Site) -> None:
    negotiated = place.client.get("/sources/palpres", headers={"Accept": ATOM})
    named = place.client.get("/sources/palpres.atom")
    assert negotiated.data == named.data
    assert negotiated.headers["Content-Location"] == "/sources/palpres.atom"
    assert negotiated.headers["ETag"] == named.headers["ETag"]


def test_page_and_feed_at_one_address_have_validators_of_their_own(place: Site) -> None:
    page = place.client.get("/all", headers={"Accept": HTML})
    feed = place.client.get("/all", headers={"Accept": ATOM, "If-None-Match": page.headers["ETag"]})
    assert feed.status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_feed_is_not_sent_again_until_it_changes(path: str, place: Site) -> None:
    first = place.client.get(path)
    assert first.status_code == 200
    for validator in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f"W/{first.headers['ETag']}"},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = place.client.get(path, headers=validator)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    place.publish(news(-1, source="palpres"))
    changed = place.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == (304 if "kosong" in path or "baru" in path else 200)


@pytest.mark.parametrize("path", FEEDS)
def test_gzip_is_the_same_under_another_tag(path: str, place: Site) -> None:
    plain = place.client.get(path, headers={"Accept-Encoding": "identity"})
    zipped = place.client.get(path, headers={"Accept-Encoding": "deflate, gzip;q=0.5"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    refused = place.client.get(path, headers={"Accept-Encoding": "gzip;q=0, *;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_head_sends_the_headers_alone(place: Site) -> None:
    get, head = place.client.get("/all.atom"), place.client.head("/all.atom")
    assert head.data == b""
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_feed_may_be_read_by_pages_of_any_origin_and_pages_may_not(place: Site) -> None:
    assert place.client.get("/all.json").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in place.client.get("/all").headers


def test_feed_holds_the_newest_entries_and_names_itself(place: Site) -> None:
    answer = place.client.get("/topics/pilkada-2024.atom", headers={"Host": "jahat.example"})
    feed = etree.fromstring(answer.data)
    titles = feed.xpath("/*/*[local-name()='entry']/*[local-name()='title']/text()")
    assert titles == [f"Kabar ke-{number} dari Palembang" for number in range(50)]
    assert feed.xpath("/*/*[local-name()='link'][@rel='self']/@href") == [f"{HOME}/topics/pilkada-2024.atom"]
    assert parsedate_to_datetime(answer.headers["Last-Modified"])


def test_opml_lists_our_feeds_and_those_of_the_papers(place: Site) -> None:
    found = {
        which: etree.fromstring(place.client.get(f"/{which}.opml").data).xpath("//outline[@xmlUrl]/@text")
        for which in ("feeds", "topics", "sources")
    }
    assert found["sources"] == ["Palembang Ekspres", "ANTARA Sumsel", "Koran Baru"]
    assert [title.partition(" – ")[0] for title in found["topics"][1:]] == [
        "Pilkada 2024",
        "Sumsel & sekitarnya",
        "Kosong",
    ]
    assert found["feeds"] == found["topics"] + found["sources"]


def test_every_feed_of_the_list_is_there_and_our_own_import_reads_it(place: Site) -> None:
    outlines = parse_opml(place.client.get("/topics.opml").data)
    assert [one.url.removeprefix(HOME) for one in outlines] == [
        f"{path}.atom" for path in ("/all", "/topics/pilkada-2024", "/topics/sumsel", "/topics/kosong")
    ]
    for one in outlines:
        assert place.client.get(one.url.removeprefix(HOME)).status_code == 200
    assert {one.category for one in parse_opml(place.client.get("/feeds.opml").data)} == {"Topik", "Sumber"}


@pytest.mark.parametrize("which", ["feeds", "sources"])
def test_opml_tells_no_password(which: str, place: Site) -> None:
    assert "rahasia" not in place.client.get(f"/{which}.opml").text


def test_a_cache_may_show_what_it_has_while_it_asks_and_while_we_are_silent(place: Site) -> None:
    assert place.client.get("/all.atom").headers["Cache-Control"] == (
        "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
    )
