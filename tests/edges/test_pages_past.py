"""The past as pages, month by month, and pages of places."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.edges.html import faults_of, tree_of
from tests.edges.site import HOME, Site, news, site

MAY, AUGUST, SEPTEMBER = (datetime(2024, month, 1, tzinfo=UTC) for month in (5, 8, 9))
SECOND = timedelta(seconds=1)
TOPIC = "/topics/pilkada-2024"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        made.answered("palpres", "antara")
        yield made


def at(moment: datetime, title: str, **fields: object):
    return news(0, guid=title, title=title, order_at=moment, published=moment, **fields)


def headlines(place: Site, path: str) -> list[str]:
    answer = place.client.get(path)
    assert answer.status_code == 200
    assert faults_of(answer.text) == []
    return [str(one) for one in tree_of(answer.text).xpath("//article//h3//text()")]


def test_month_holds_what_stands_between_its_first_instant_and_that_of_the_next(place: Site) -> None:
    place.publish(
        at(AUGUST - SECOND, "Juli"), at(AUGUST, "Awal Agustus"), at(SEPTEMBER - SECOND, "Akhir Agustus"),
        at(SEPTEMBER, "September"), at(MAY, "Mei", topics=("sumsel",)),
    )  # fmt: skip
    assert headlines(place, f"{TOPIC}/archive/2024-08") == ["Akhir Agustus", "Awal Agustus"]
    assert headlines(place, "/sources/palpres/archive/2024-07") == ["Juli"]
    assert headlines(place, "/all/archive/2024-05") == ["Mei"]
    for nowhere in ("2024-05", "2024-13", "0000-01", "x"):
        assert place.client.get(f"{TOPIC}/archive/{nowhere}").status_code == 404


def test_months_lead_to_one_another_over_those_without_news(place: Site) -> None:
    place.publish(at(MAY, "Mei"), at(AUGUST, "Agustus"), at(SEPTEMBER, "September"))
    months = tree_of(place.client.get(f"{TOPIC}/archive").text).xpath("//ul[@class='months']//a/text()")
    assert months == ["September 2024", "Agustus 2024", "Mei 2024"]
    tree = tree_of(place.client.get(f"{TOPIC}/archive/2024-08").text)
    assert tree.xpath("//a[@class='newer']/@href") == [f"{TOPIC}/archive/2024-09"]
    assert tree.xpath("//a[@class='older']/@href") == [f"{TOPIC}/archive/2024-05"]
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{HOME}{TOPIC}/archive/2024-08"]
    listed = place.client.get("/sitemaps/pages.xml").text
    assert f"{HOME}{TOPIC}/archive/2024-05<" in listed


def test_long_month_goes_on_and_ends(place: Site) -> None:
    place.publish(at(AUGUST - SECOND, "Juli"), *(at(AUGUST + n * SECOND, f"Nomor {n}") for n in range(45)))
    met, path = [], f"{TOPIC}/archive/2024-08"
    while path:
        met += headlines(place, path)
        path = "".join(tree_of(place.client.get(path).text).xpath("//a[@rel='next']/@href"))
    assert met == [f"Nomor {n}" for n in reversed(range(45))]
    assert place.client.get(f"{TOPIC}/archive/2024-08?before=x").status_code == 400


def test_place_lists_what_is_about_it_and_what_lies_in_it(place: Site) -> None:
    place.publish(
        at(MAY, "Banjir di Kecamatan Sungai Lilin, Musi Banyuasin"),
        at(AUGUST, "Kabupaten Musi Banyuasin panen"),
    )
    assert len(headlines(place, "/places/muba")) == 2
    assert headlines(place, "/places/muba/sungai-lilin") == [
        "Banjir di Kecamatan Sungai Lilin, Musi Banyuasin"
    ]
    tree = tree_of(place.client.get("/places/muba").text)
    assert "/places/muba/sungai-lilin" in tree.xpath("//details[@class='inside']//a/@href")
    assert place.client.get("/places/muba.atom").text.count("<entry") == 2
    assert len(place.client.get("/places/muba/sungai-lilin.json").json["items"]) == 1
    assert place.client.get("/places/atlantis").status_code == 404
    assert place.client.get("/places/atlantis.rss").status_code == 404
