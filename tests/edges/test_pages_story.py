"""A story's page: who told it first, who followed when, and who reprinted whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.model import Changes
from aggregator.store import entries, listings
from tests.edges.html import faults_of, tree_of
from tests.edges.site import NOW, Site, news, site

STORY = {"story": "banjir", "follows": True}
FIRST = {
    "key": "banjir",
    "id": "https://p.example/1",
    "guid": "p1",
    "story": "banjir",
    "title": "Banjir di Palembang",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        made.answered("palpres", "antara", "baru")
        yield made


def at(hours: float, **fields: object):
    moment = NOW - timedelta(hours=hours)
    return news(0, **{**dict.fromkeys(("order_at", "published", "first_seen", "updated"), moment), **fields})


def said(place: Site, path: str) -> str:
    answer = place.client.get("/stories/banjir")
    assert faults_of(answer.text) == []
    return " ".join(tree_of(answer.text).xpath(f"string({path})").split())


def test_story_is_told_from_its_beginning(place: Site) -> None:
    place.publish(
        at(1, **STORY, source="baru", guid="b1", title="Air surut"),
        at(5, **FIRST, copy_of="banjir"),
        at(3, **STORY, source="antara", guid="a1", title="Banjir di Palembang", copy_of="banjir"),
    )
    assert said(place, "//header//p[@class='standfirst']").endswith(
        "WIB. 3 koran mengabarkannya dalam 4 jam; 2 dengan tulisan sendiri."
    )
    lines = tree_of(place.client.get("/stories/banjir").text).xpath(
        "//ol[@class='timeline']/li/p[@class='byline']"
    )
    told = [" ".join(line.xpath("string()").split()) for line in lines]
    assert [line.split(" WIB ")[1] for line in told] == [
        "pertama", "2 jam kemudian cetak ulang dari Palembang Ekspres", "4 jam kemudian",
    ]  # fmt: skip
    assert told[0].startswith("Palembang Ekspres ")


def test_story_of_one_paper_says_so(place: Site) -> None:
    place.publish(at(5, **FIRST))
    assert said(place, "//header//p[@class='standfirst']").endswith(
        "Belum ada koran lain yang mengabarkannya."
    )
    place.publish(at(4, **STORY, guid="p2"))
    assert said(place, "//header//p[@class='standfirst']").endswith("Koran itu mengabarkannya 2 kali.")


def test_story_that_is_told_for_very_long_goes_on_at_another_page(place: Site) -> None:
    place.publish(
        at(500, **FIRST),
        *(at(number, **STORY, guid=f"n{number}", title=f"Nomor {number}") for number in range(130)),
    )
    tree = tree_of(place.client.get("/stories/banjir").text)
    assert tree.xpath("count(//ol[@class='timeline']/li)") == 100
    assert "Pertama dikabarkan Palembang Ekspres" in said(place, "//main//header")
    earlier = tree.xpath("//p[@class='more']/a/@href")[0]
    assert tree_of(place.client.get(earlier).text).xpath("count(//article[contains(@class, 'row')])") == 30


def test_telling_that_its_paper_changed_later_says_when(place: Site) -> None:
    later = {hours: NOW - timedelta(hours=5) + timedelta(hours=hours) for hours in (0.1, 2, 30)}
    place.publish(
        at(5, **FIRST),
        *(at(5, **STORY, guid=f"p{hours}") for hours in later),
    )
    with place.rt.store.write() as tx:
        for hours, moment in later.items():
            [entry] = [one for one in listings.latest(tx, story="banjir", limit=9) if one.guid == f"p{hours}"]
            entries.save(tx, Changes(edited=(replace(entry, updated=moment, hash="lain"),)))
    told = tree_of(place.client.get("/stories/banjir").text).xpath("//ol[@class='timeline']//span[time]")
    assert sorted(one.xpath("string(time/@datetime)") for one in told) == [
        later[hours].isoformat(timespec="seconds") for hours in (2, 30)
    ]
    assert all(one.text.startswith("diperbarui") for one in told)
