"""A-IM: feed (RFC 3229): a client that has an earlier document gets what is new, from whichever process it asks."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from werkzeug.test import TestResponse

from aggregator.model import Changes
from aggregator.store import entries
from aggregator.web import create_app
from tests.edges.site import Site, fill, news, site

FEED = "/topics/pilkada-2024.atom"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 60)
        yield made


def ask(place: Site, etag: str, path: str = FEED, accepted: str = "feed", **headers: str) -> TestResponse:
    """An answer of a process that has served nothing yet."""
    client = create_app(place.rt).test_client()
    return client.get(path, headers={"A-IM": accepted, "If-None-Match": etag, **headers})


def titles(answer: TestResponse) -> list[str]:
    feed = etree.fromstring(answer.data)
    return [
        str(title)
        for title in feed.xpath("//*[local-name()='entry' or name()='item']/*[local-name()='title']/text()")
    ]


@pytest.mark.parametrize("extension", ["atom", "rss"])
def test_only_what_is_new_is_sent(extension: str, place: Site) -> None:
    path = f"/topics/pilkada-2024.{extension}"
    had = place.client.get(path)
    place.publish(news(-1), news(-2, source="antara"))
    answer = ask(place, had.headers["ETag"], path)
    assert (answer.status_code, answer.headers["IM"]) == (226, "feed")
    assert titles(answer) == ["Kabar ke--2 dari Palembang", "Kabar ke--1 dari Palembang"]
    assert answer.headers["Delta-Base"] == had.headers["ETag"]
    assert answer.headers["Cache-Control"] == "no-store, im"
    now = place.client.get(path)
    assert answer.headers["ETag"] == now.headers["ETag"]
    assert "A-IM" in now.headers["Vary"]
    assert ask(place, answer.headers["ETag"], path).status_code == 304


def test_an_edited_entry_is_new(place: Site) -> None:
    had = place.client.get(FEED)
    with place.rt.store.write() as tx:
        old = entries.get(tx, news(7).key)
        assert old
        entries.save(tx, Changes(edited=(replace(old, title="Kabar yang diralat", hash="lain"),)))
    assert titles(ask(place, had.headers["ETag"])) == ["Kabar yang diralat"]


def test_other_rules_make_no_entry_new(place: Site) -> None:
    had = place.client.get("/all.atom")
    with place.rt.store.write() as tx:
        found = entries.get(tx, news(7).key)
        assert found
        entries.retag(tx, {found.key: ("kosong",)})
    assert ask(place, had.headers["ETag"], "/all.atom").status_code == 304


def test_json_and_filtered_feeds_have_deltas_too(place: Site) -> None:
    path = "/all.json?source=antara"
    had = place.client.get(path)
    place.publish(news(-1, source="antara"), news(-2))
    answer = ask(place, had.headers["ETag"], path)
    assert answer.status_code == 226
    assert [item["title"] for item in answer.json["items"]] == ["Kabar ke--1 dari Palembang"]


def test_gzipped_the_same_is_sent_under_the_gzipped_tag(place: Site) -> None:
    had = place.client.get(FEED, headers={"Accept-Encoding": "gzip"})
    place.publish(news(-1))
    plain = ask(place, had.headers["ETag"])
    zipped = ask(place, had.headers["ETag"], **{"Accept-Encoding": "gzip"})
    assert zipped.status_code == plain.status_code == 226
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("etag", "accepted"),
    [
        ('"0123456789abcdef0123456789abcdef"', "feed"),
        ('"nonsense"', "feed"),
        ('"0123456789abcdef0123456789abcdef.xx"', "feed"),
        ('"0123456789abcdef0123456789abcdef.AAAAA"', "feed"),
        ("*nonsense", "feed"),
        (None, "vcdiff"),
        (None, "feed;q=0"),
        (None, ""),
    ],
)
def test_whoever_did_not_ask_or_has_what_we_never_sent_gets_all(
    etag: str | None, accepted: str, place: Site
) -> None:
    had = place.client.get(FEED).headers["ETag"]
    place.publish(news(-1))
    answer = ask(place, etag or had, accepted=accepted)
    assert answer.status_code == 200
    assert len(titles(answer)) == 50


def test_one_of_several_documents_is_enough(place: Site) -> None:
    had = place.client.get(FEED).headers["ETag"]
    place.publish(news(-1))
    answer = ask(place, f'"nonsense", W/{had}', accepted="vcdiff, feed;q=0.5")
    assert (answer.status_code, len(titles(answer))) == (226, 1)


def test_a_program_that_takes_226_for_an_error_gets_all(place: Site) -> None:
    """rss2email 3.13: feedparser sends A-IM without its knowing."""
    had = place.client.get(FEED).headers["ETag"]
    place.publish(news(-1))
    for name in ("feedparser/6.0.10 +https://example.org", "rss2email/3.13.1 (https://example.org)"):
        assert ask(place, had, **{"User-Agent": name}).status_code == 200
    assert ask(place, had, **{"User-Agent": "python-reader/3.20"}).status_code == 226
