"""Terkini, Terpopuler, Pilihan: from polls to feeds and pages, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from aggregator.cli.commands import main
from aggregator.cli.opening import open_runtime
from aggregator.store import listings
from tests.core.publish.rules.atom import atom
from tests.core.publish.rules.jsonfeed import jsonfeed
from tests.core.publish.rules.rss import rss as rss_rules
from tests.journeys.feeds import item, rss
from tests.servers import RecordedServer

TITLE = "Bawaslu Palembang periksa sebelas saksi kasus amplop pilkada"
TODAY = datetime.now(UTC).replace(microsecond=0)
RULES = {"atom": atom, "rss": rss_rules, "json": jsonfeed}


def told(paper: str, minutes_ago: int) -> str:
    link = f"https://{paper}.example/read/1/amplop"
    return item(1, guid=f"{paper}-1", link=link, title=TITLE, at=TODAY - timedelta(minutes=minutes_ago))


@pytest.fixture
def papers(wire):
    """Three papers; the second reprints what the first tells, the third has its own."""
    documents = {
        "/satu": rss(told("satu", 20), item(5, at=TODAY - timedelta(hours=3))),
        "/dua": rss(told("dua", 10)),
        "/tiga": rss(item(7, guid="lain", link="https://tiga.example/7", at=TODAY - timedelta(minutes=5))),
    }
    with RecordedServer(documents) as server:
        yield wire, server, [(path[1:], server.url(path)) for path in documents]


def titles(wire, name: str) -> list[str]:
    return [one["title"] for one in wire.get(f"/{name}.json").json["items"]]


def test_what_two_papers_tell_is_popular_and_the_reason_is_shown(papers):
    wire, _, sources = papers
    wire.configure(sources)
    wire.poll()
    assert titles(wire, "terpopuler") == [TITLE]
    for form, rules in RULES.items():
        answer = wire.get(f"/terpopuler.{form}")
        assert rules(answer.data) == []
        assert "Di sini karena diliput 2 media." in answer.text
        assert wire.get(f"/terpopuler.{form}", If_None_Match=answer.headers["ETag"]).status_code == 304
    for page in ("/terpopuler", "/"):
        assert "diliput 2 media" in wire.get(page).text
    assert titles(wire, "pilihan") == []
    assert "Saat ini tidak ada." in wire.get("/pilihan").text


def test_an_editor_puts_on_top_what_he_likes_until_it_runs_out(papers):
    wire, _, sources = papers
    picks = (
        "picks:\n"
        "  - {url: 'https://tiga.example/7', note: Liputan khusus}\n"
        f"  - {{url: 'https://satu.example/read/1/amplop', until: {TODAY - timedelta(days=2):%Y-%m-%d}}}\n"
        "  - https://tiga.example/belum-ada\n"
    )
    wire.configure(sources, head=picks)
    wire.poll()
    [one] = wire.get("/pilihan.json").json["items"]
    assert one["url"] == "https://tiga.example/7"
    assert "Di sini karena pilihan redaksi: Liputan khusus." in one["content_html"]
    assert "pilihan redaksi: Liputan khusus" in wire.get("/").text
    said = run(wire, "check")
    assert "no source has brought these picks, so they are not shown: https://tiga.example/belum-ada" in said


def test_explain_says_who_tells_a_story_and_what_each_adds(papers):
    wire, _, sources = papers
    wire.configure(sources)
    wire.poll("satu")
    wire.poll()
    said = run(wire, "explain", "https://dua.example/read/1/amplop")
    assert ": 2 papers of 2 owners, score " in said
    first, second = (line for line in said.splitlines() if "h + 2)^−1.8" in line)
    assert " satu (" in first
    assert "own words): 1 ×" in first
    assert " dua (" in second
    assert "a copy): 0.3 ×" in second


def run(wire, *command: str) -> str:
    done = CliRunner(env=wire.options.environment()).invoke(main, command)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_source_that_dumps_two_hundred_entries_takes_a_part_of_the_first_places(wire):
    """Of the first fifty; nothing is lost, and what it brings later takes its places as ever."""
    documents = {f"/{paper}": rss(*(brief(f"{paper}-{one}", one) for one in range(6))) for paper in range(10)}
    with RecordedServer(documents) as server:
        wire.configure(
            [(f"k{path[1:]}", server.url(path)) for path in documents], head="ranking: {at_once: 7}\n"
        )
        wire.poll()
        dump = [brief(f"Pengumuman {one}", 0) for one in range(200)]
        server.put("/3", rss(*dump))
        assert wire.poll("k3")["k3"].new == 200
        first = wire.get("/all.json?limit=50&stories=off").json["items"]
        assert len(first) == 50
        assert sum(one["title"].startswith("Pengumuman") for one in first) == 1, "it brought six before"
        assert sum(one["title"].startswith("3-") for one in first) == 5
        with open_runtime(wire.options) as rt, rt.store.read() as tx:
            assert listings.count(tx, source="k3") == 206


def brief(title: str, hours_ago: int) -> str:
    at = TODAY - timedelta(minutes=1)
    return item(
        hours_ago, guid=title, link=f"https://x.example/{title.replace(' ', '-')}", title=title, at=at
    )
