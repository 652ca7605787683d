"""What a status tells besides failures: how much each source publishes, who is silent; and the same for programs."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from tests.edges.html import faults_of, tree_of
from tests.edges.site import NOW, Site, news, site

DAY = timedelta(days=1)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        yield made


def fall_silent(place: Site, *, days: float, gap: timedelta, count: int = 12) -> None:
    """Antara answers now, and published so many entries until so many days ago."""
    last = NOW - days * DAY
    made = [
        news(number, source="antara", guid=f"diam-{number}", order_at=last - number * gap)
        for number in range(count)
    ]
    place.publish(*made)
    place.answered("antara")
    place._finish("antara", last_success_at=NOW, last_new_at=last)


def announced(place: Site) -> list[dict[str, str]]:
    """The entries of the feed of incidents."""
    feed = etree.fromstring(place.client.get("/status.atom").data)
    return [
        {"id": one.findtext("{*}id"), "title": one.findtext("{*}title"), "updated": one.findtext("{*}updated"),
         "link": one.find("{*}link").get("href")}
        for one in feed.findall("{*}entry")
    ]  # fmt: skip


def silent(place: Site) -> bool:
    told = place.client.get("/status.json").json["sources"]
    [antara] = [one for one in told if one["slug"] == "antara"]
    return antara["silence"] is not None


def test_entries_per_day_are_drawn_and_said(place: Site) -> None:
    place.answered("palpres", "antara")
    yesterday = NOW - DAY
    place.publish(
        *(news(0, guid=f"kemarin-{one}", order_at=yesterday) for one in range(12)), news(0, order_at=NOW)
    )
    place.publish(news(0, guid="dulu", order_at=NOW - 31 * DAY))
    page = place.client.get("/status").text
    assert faults_of(page) == []
    [chart] = tree_of(page).xpath("//tr[th//bdi[text()='Palembang Ekspres']]//svg")
    said = chart.findtext("title")
    assert said.startswith("13 berita dalam 30 hari terakhir, paling banyak 12 pada ")
    assert said.endswith("; hari ini 1.")
    bars = chart.xpath("string(path[last()]/@d)").count("z")
    assert bars == 2
    [told] = [one for one in place.client.get("/status.json").json["sources"] if one["slug"] == "palpres"]
    assert (len(told["days"]), told["days"][-2:]) == (30, [12, 1])
    [empty] = tree_of(page).xpath("//tr[th//bdi[text()='ANTARA Sumsel']]//svg/title/text()")
    assert empty == "Tidak ada berita dalam 30 hari terakhir."


@pytest.mark.parametrize(
    ("days", "gap", "count", "is_silent"),
    [
        (5, timedelta(hours=2), 12, True),
        (2, timedelta(hours=2), 12, False),  # a weekend
        (5, timedelta(days=2), 12, False),  # it has always been slow
        (9, timedelta(days=2), 12, True),
        (60, timedelta(hours=2), 3, False),  # nobody knows its rhythm
    ],
)
def test_source_that_answers_without_news_is_silent_by_its_own_rhythm(
    days: float, gap: timedelta, count: int, is_silent: bool, place: Site
) -> None:
    fall_silent(place, days=days, gap=gap, count=count)
    assert silent(place) is is_silent
    page = place.client.get("/status").text
    assert faults_of(page) == []
    assert ("Menjawab, tetapi diam" in page) is is_silent


def test_silence_ends_with_the_next_entry_or_with_a_failure(place: Site) -> None:
    fall_silent(place, days=5, gap=timedelta(hours=2))
    assert "ANTARA Sumsel: Menjawab, tetapi tanpa berita baru" in place.client.get("/status.atom").text
    place.failed("antara", "dns")
    assert "tanpa berita baru" not in place.client.get("/status.atom").text
    place.answered("antara")
    assert "tanpa berita baru" not in place.client.get("/status.atom").text


def test_incident_is_one_entry_however_often_it_fails(place: Site) -> None:
    place.failed("palpres", "http_503")
    [entry] = announced(place)
    assert entry["title"].startswith("Palembang Ekspres: ")
    assert entry["link"] == "https://kabar.example.org/sources/palpres"
    place.failed("palpres", "http_404", "sebab lain")
    [again] = announced(place)
    assert (again["id"], again["updated"]) == (entry["id"], entry["updated"])
    place.answered("palpres")
    assert announced(place) == []


def test_failure_of_a_moment_is_announced_to_nobody(place: Site) -> None:
    place.failed("palpres", "http_503")
    with place.rt.store.write() as tx:
        tx.exec_driver_sql("UPDATE sources SET error_since = error_since + 3600 * 1000000 * 5 / 2")
    assert announced(place) == []


def test_programs_get_what_people_read(place: Site) -> None:
    place.failed("palpres", "http_404", "palpres.example:443 menjawab 404")
    answer = place.client.get("/status.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    [told] = [one for one in answer.json["sources"] if one["slug"] == "palpres"]
    assert (told["name"], told["error"]["code"], told["error"]["count"]) == (
        "Palembang Ekspres",
        "http_404",
        7,
    )
    assert told["error"]["since"] == (NOW - timedelta(hours=3)).isoformat()
    assert "rahasia" not in answer.text
