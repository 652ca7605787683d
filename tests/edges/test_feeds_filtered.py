"""Feeds narrowed by parameters: what is in them, one spelling for each meaning, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.edges.site import HOME, NOW, Site, fill, news, site

FEED = "/topics/pilkada-2024"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 60)
        yield made


def items(place: Site, address: str) -> list[dict[str, object]]:
    answer = place.client.get(address)
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def own_address(place: Site, address: str) -> str:
    return str(place.client.get(address).json["feed_url"]).removeprefix(HOME)


def test_limit_says_how_many(place: Site) -> None:
    assert len(items(place, f"{FEED}.json?limit=7")) == 7
    assert len(items(place, f"{FEED}.json?limit=500")) == 60


def test_source_holds_what_a_paper_has_in_a_topic(place: Site) -> None:
    found = items(place, f"{FEED}.json?source=antara&limit=500")
    assert len(found) == 20
    assert {item["_source"]["title"] for item in found} == {"Antara"}  # type: ignore[index]


def test_source_holds_reprints_too_which_another_paper_leads(place: Site) -> None:
    lead = news(-1, source="palpres")
    place.publish(
        replace(lead, story=lead.key),
        news(-2, source="antara", story=lead.key, follows=True, title="Cetak ulang"),
    )
    assert "Cetak ulang" not in {item["title"] for item in items(place, f"{FEED}.json")}
    assert items(place, f"{FEED}.json?source=antara&limit=1")[0]["title"] == "Cetak ulang"


def test_since_begins_with_that_moment(place: Site) -> None:
    moment = f"{NOW - timedelta(minutes=14):%Y-%m-%dT%H:%M:%SZ}"
    assert len(items(place, f"{FEED}.json?since={moment}")) == 3


def test_place_holds_what_is_about_it_or_lies_in_it(place: Site) -> None:
    place.publish(news(-3, title="Bupati OKI lantik pejabat", source="antara"))
    assert items(place, "/all.json?place=oki&limit=1")[0]["title"] == "Bupati OKI lantik pejabat"
    assert len(items(place, "/all.json?place=palembang&limit=500")) == 60
    assert len(items(place, "/all.json?place=sumatera-selatan&limit=500")) == 61
    assert items(place, "/topics/kosong.json?place=oki") == []


def test_full_off_leaves_the_excerpt_alone(place: Site) -> None:
    plain, short = items(place, f"{FEED}.json")[0], items(place, f"{FEED}.json?full=0")[0]
    assert "content_html" in plain
    assert "content_html" not in short
    assert plain["id"] == short["id"]
    assert items(place, f"{FEED}.json?full=1")[0] == plain


def test_words_are_searched_in_any_feed_beside_other_filters(place: Site) -> None:
    place.publish(
        news(-1, title="Harga karet naik di Palembang"), news(-2, title="Harga karet turun di Prabumulih")
    )
    address = f"{FEED}.json?q=karet%20-turun"
    assert [item["title"] for item in items(place, address)] == ["Harga karet naik di Palembang"]
    assert own_address(place, address) == f"{FEED}.json?q=karet+-turun"
    assert own_address(place, f"{FEED}.json?q=-turun++KARET") == f"{FEED}.json?q=karet+-turun"
    for narrower in ("place=prabumulih", f"since={NOW + timedelta(minutes=10):%Y-%m-%dT%H:%M:%SZ}"):
        found = items(place, f"{FEED}.json?q=harga&{narrower}")
        assert [item["title"] for item in found] == ["Harga karet turun di Prabumulih"]
    assert items(place, "/topics/kosong.json?q=karet") == items(place, "/sources/antara.json?q=karet") == []


def test_filters_hold_together(place: Site) -> None:
    found = items(place, f"{FEED}.json?source=antara&place=palembang&limit=4")
    assert [item["title"] for item in found] == [
        f"Kabar ke-{number} dari Palembang" for number in (0, 3, 6, 9)
    ]


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("limit=50", ""),
        ("full=1&stories=on", ""),
        ("utm_source=surat&_=1724&fbclid=x", ""),
        ("limit=7&stories=off", "?stories=off&limit=7"),
        ("limit=007&limit=007", "?limit=7"),
        ("stories=off&source=antara", "?source=antara"),
        ("since=2024-08-28", "?since=2024-08-27T17:00:00Z"),
        ("since=2024-08-28T07:00:00%2B07:00", "?since=2024-08-28T00:00:00Z"),
        ("since=2024-08-28T07:00:00+07:00", "?since=2024-08-28T00:00:00Z"),
        (
            "full=0&limit=3&since=2024-08-28&place=muba/sungai-lilin&source=antara",
            "?source=antara&place=muba/sungai-lilin&since=2024-08-27T17:00:00Z&limit=3&full=0",
        ),
    ],
)
def test_a_meaning_has_one_spelling_and_one_document(query: str, canonical: str, place: Site) -> None:
    assert own_address(place, f"{FEED}.json?{query}") == f"{FEED}.json{canonical}"
    spelled = [place.client.get(f"{FEED}.atom{one}") for one in (f"?{query}", canonical)]
    assert spelled[0].data == spelled[1].data
    assert spelled[0].headers["ETag"] == spelled[1].headers["ETag"]


def test_what_goes_without_saying_of_a_source_is_not_said(place: Site) -> None:
    assert own_address(place, "/sources/antara.json?source=antara&stories=off") == "/sources/antara.json"


def test_filtered_feeds_have_names_of_their_own(place: Site) -> None:
    ids = {
        etree.fromstring(place.client.get(f"{FEED}.atom{query}").data).findtext("{*}id")
        for query in ("", "?limit=7", "?stories=off", "?source=antara", "?full=0")
    }
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=banyak", "limit=banyak: write a whole number from 1 to 500"),
        ("limit=0", "limit=0: tulis bilangan bulat dari 1 sampai 500"),
        ("limit=501", "limit=501"),
        ("limit=²", "limit=²"),
        ("limit=1&limit=2", "limit: given more than once"),
        ("since=kemarin", "since=kemarin: write a day, 2024-08-28"),
        ("since=2024-02-30", "since=2024-02-30"),
        ("since=2024-08-28T07:00:00", "with its zone"),
        ("since=0001-01-01", "since=0001-01-01"),
        ("source=antaar", "did you mean antara?"),
        ("place=palembank", "maksudnya palembang?"),
        ("stories=maybe", "stories=maybe: write off"),
        ("full=yes", "full=yes: write 0"),
        ("q=-karet", "q=-karet: write up to"),
        ("sorce=antara", "sorce: no such parameter, did you mean source?"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_remedy(query: str, told: str, place: Site) -> None:
    answer = place.client.get(f"{FEED}.atom?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert told in answer.text
    assert len(answer.text.splitlines()) == 2
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_source_is_asked_for_itself_alone(place: Site) -> None:
    assert "take /sources/palpres" in place.client.get("/sources/antara.rss?source=palpres").text


def test_an_unknown_listing_is_unknown_whatever_is_asked_of_it(place: Site) -> None:
    assert place.client.get("/topics/tidak-ada.atom?limit=7").status_code == 404
