"""One entry for each story: a reprint is named below the first, and changes nothing about it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.cli.opening import open_runtime
from aggregator.store import listings
from tests.journeys.feeds import item, rss
from tests.journeys.test_poll import read
from tests.journeys.wire import Wire
from tests.servers import RecordedServer

TITLE = "Bawaslu Palembang periksa sebelas saksi kasus amplop pilkada"
TODAY = datetime.now(UTC).replace(microsecond=0)
TOPICS = """\
topics:
  - {slug: pilkada-2024, title: Pilkada 2024, match: {any: ["pilkada*"]}}
  - {slug: kedua, title: Kedua, match: {all: ["pilkada*", {source: [dua]}]}}
"""


def told(paper: str, hours_ago: int) -> str:
    link = f"https://{paper}.example/read/1/amplop"
    return item(1, guid=f"{paper}-1", link=link, title=TITLE, at=TODAY - timedelta(hours=hours_ago))


@pytest.fixture
def papers(wire):
    """Two papers; the second reprints what the first told an hour before."""
    documents = {
        "/satu": rss(told("satu", 2), item(5)),
        "/dua": rss(item(7, guid="lain", link="https://dua.example/7")),
    }
    with RecordedServer(documents) as server:
        wire.configure([("satu", server.url("/satu")), ("dua", server.url("/dua"))], topics=TOPICS)
        wire.poll()
        yield wire, server


def reprint(papers) -> Wire:
    wire, server = papers
    server.put("/dua", rss(told("dua", 1), item(7, guid="lain", link="https://dua.example/7")))
    assert wire.poll("dua")["dua"].new == 1
    return wire


def entries(wire: Wire, path: str):
    return {entry.id: entry for entry in read(wire.get(path).data).entries}


def test_a_reprint_is_named_below_the_first_and_moves_nothing(papers):
    before = entries(papers[0], "/topics/pilkada-2024.atom")
    wire = reprint(papers)
    after = entries(wire, "/topics/pilkada-2024.atom")
    assert list(after) == list(before)
    [first] = (entry for entry in after.values() if entry.title == TITLE)
    old = before[first.id]
    assert (first.updated, first.published, first.link) == (old.updated, old.published, old.link)
    assert "Juga diliput: " in first.content[0].value
    assert '<a href="https://dua.example/read/1/amplop">Dua</a>' in first.content[0].value
    assert {(link.rel, link.href) for link in first.links} >= {
        ("related", "https://dua.example/read/1/amplop")
    }


def test_every_entry_is_to_be_had_on_request_and_of_each_source(papers):
    wire = reprint(papers)
    everything = entries(wire, "/topics/pilkada-2024.atom?stories=off")
    assert [entry.title for entry in everything.values()].count(TITLE) == 2
    assert not any("Juga diliput" in entry.get("summary", "") for entry in everything.values())
    assert read(wire.get("/all.atom").data).feed.id != read(wire.get("/all.atom?stories=off").data).feed.id
    for paper in ("satu", "dua"):
        assert [entry.title for entry in entries(wire, f"/sources/{paper}.atom").values()].count(TITLE) == 1


def test_in_each_topic_the_first_of_its_own_entries_stands_for_the_story(papers):
    wire = reprint(papers)
    told_there = [entry for entry in entries(wire, "/topics/kedua.atom").values() if entry.title == TITLE]
    assert [entry.link for entry in told_there] == ["https://dua.example/read/1/amplop"]


def test_a_storys_page_shows_who_told_it_and_never_dies(papers):
    wire = reprint(papers)
    path = re.search('"(/stories/[^"]+)"', wire.get("/all").text)[1]
    shown = wire.get(path).text
    assert "satu.example/read/1" in shown
    assert "dua.example/read/1" in shown
    assert "Pertama dikabarkan <bdi>Satu</bdi>" in shown
    assert len(entries(wire, f"{path}.atom")) == 2
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        keys = [one.key for one in listings.latest(tx, limit=9)]
    assert len(keys) == 4
    with wire.web() as client:
        for ending in ("", ".atom", ".rss", ".json", ".atom?limit=5"):
            answers = [client.get(f"/stories/{key}{ending}") for key in keys]
            moved = [answer for answer in answers if answer.status_code == 301]
            assert [answer.location for answer in moved] == [f"https://kabar.example.org{path}{ending}"]
            assert {answer.status_code for answer in answers} == {200, 301}
        assert client.get("/stories/nothing").status_code == 404


def test_a_process_that_starts_later_knows_the_stories(papers, tmp_path):
    wire, server = papers
    with Wire(tmp_path, wire.options.database_url) as later:
        server.put("/dua", rss(told("dua", 1)))
        later.poll("dua")
    assert [entry.title for entry in entries(wire, "/all.atom").values()].count(TITLE) == 1


def test_rules_that_change_leave_one_entry_for_each_story(papers):
    wire = reprint(papers)
    wire.config.write_text(wire.config.read_text().replace("pilkada*", "amplop"))
    wire.poll()
    assert [entry.title for entry in entries(wire, "/topics/pilkada-2024.atom").values()] == [TITLE]
    assert len(entries(wire, "/topics/kedua.atom")) == 1
