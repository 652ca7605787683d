"""What publishers do to a feed over time, from the document to what readers get, on both databases."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from aggregator.cli.opening import open_polling_runtime
from aggregator.reload import purge
from tests.core.publish.rules.atom import atom
from tests.core.publish.rules.jsonfeed import jsonfeed
from tests.core.publish.rules.rss import rss as rss_rules
from tests.journeys.feeds import item, rss
from tests.journeys.test_poll import everything, ids
from tests.journeys.wire import Wire
from tests.servers import RecordedServer
from tests.values import NOW

SITE = "https://palpres.example"
CHURNS = {
    "guids": lambda n, turn: item(n, guid=f"{turn}-{n}"),
    "schemes": lambda n, turn: item(n, guid=f"http{'s' * (turn % 2)}://palpres.example/?p={n}"),
    "dropped guids": lambda n, turn: item(n, guid="" if turn % 2 else f"id-{n}"),
    "falsy guids": lambda n, turn: item(n, guid=("0", "null", "-")[turn % 3]),
    "links": lambda n, turn: item(n, link=f"{SITE}/arsip/{turn}/{n}"),
    "tracking": lambda n, turn: item(n, link=f"{SITE}/read/{n}/berita-{n}?utm_source=rss{turn}"),
    "hosts": lambda n, turn: item(n, guid=f"{turn}-{n}", link=f"https://h{turn}.example/read/{n}/berita-{n}"),
    "dates": lambda n, turn: item(n, at=NOW + timedelta(hours=turn)),
    "titles": lambda n, turn: item(n, title=f"KPU Sumsel tetapkan pasangan nomor {n} ({turn})"),
    "guids and links": lambda n, turn: item(n, guid=f"{turn}-{n}", link=f"{SITE}/{turn}/{n}-x"),
    "ping-pong": lambda n, turn: item(
        n, guid=f"{turn % 2}-{n}", title=f"Pasangan nomor {n} versi {turn % 2}"
    ),
    "order": lambda n, turn: item((n + turn) % 12),
    "length": lambda n, turn: item(n) if n < 12 - 5 * (turn % 2) else "",
}


def test_no_churn_announces_anything_twice(wire):
    """Each churn is a source of its own; all of them are polled together."""
    slugs = {name.replace(" ", "-"): churn for name, churn in CHURNS.items()}
    with RecordedServer(documents(slugs, 0)) as server:
        wire.configure([(slug, server.url(f"/{slug}")) for slug in slugs])
        assert {report.new for report in wire.poll().values()} == {12}
        before = every_id(wire, slugs)
        for turn in range(1, 6):
            for path, body in documents(slugs, turn).items():
                server.put(path, body)
            assert {slug: report.new for slug, report in wire.poll().items() if report.new} == {}
    assert every_id(wire, slugs) == before


def documents(slugs, turn: int) -> dict[str, bytes]:
    return {f"/{slug}": rss(*(churn(number, turn) for number in range(12))) for slug, churn in slugs.items()}


def every_id(wire, slugs) -> dict[str, list[str]]:
    with wire.web() as client:
        pages = {slug: client.get(f"/sources/{slug}.json").json["items"] for slug in slugs}
    return {slug: [one["id"] for one in items] for slug, items in pages.items()}


def test_a_restored_backup_and_another_database_serve_the_same_ids(wire, lone_wire, tmp_path):
    stock, news = [item(number) for number in range(2, 12)], [item(number, guid="") for number in range(2)]
    with RecordedServer({"/rss": rss(*stock)}) as server, Wire(tmp_path / "restored") as restored:
        sources = [("palpres", server.url("/rss"))]
        lone_wire.configure(sources)
        lone_wire.poll()
        restored.config.parent.mkdir()
        files = (tmp_path / "wire.db", restored.config.parent / "wire.db")
        with closing(sqlite3.connect(files[0])) as live, closing(sqlite3.connect(files[1])) as backup:
            live.backup(backup)
        server.put("/rss", rss(*news, *stock))
        lone_wire.poll()
        served = ids(lone_wire)
        assert len(served) == 12
        for other in (restored, wire):
            other.configure(sources)
            other.poll()
            assert ids(other) == served


def test_what_was_purged_and_is_still_offered_stays_quiet(wire):
    """The first six are months older than the others; the feed is static but for its title."""
    old = [item(number, at=NOW - timedelta(days=400)) for number in range(6)]
    young = [item(number) for number in range(6, 12)]
    with RecordedServer({"/rss": rss(*young, *old)}) as server:
        days = (datetime.now(UTC) - NOW).days + 200
        wire.configure([("palpres", server.url("/rss"))], head=f"retention: {{bodies: {days}d}}\n")
        wire.poll()
        before, items = ids(wire), stored(wire)
        assert purged(wire) == 6
        assert purged(wire) == 0
        server.put("/rss", rss(*young, *old, title="Palpres Hari Ini"))
        report = wire.poll()["palpres"]
    assert (report.new, report.edited) == (0, 0)
    assert ids(wire) == before
    after = stored(wire)
    assert [one for one in after if "content_html" in one] == items[:6]
    assert [one["title"] for one in after] == [one["title"] for one in items]
    for path, body in everything(wire).items():
        rules = {"atom": atom, "rss": rss_rules, "json": jsonfeed}[path.rpartition(".")[2]]
        assert rules(body) == []


def test_bodies_may_be_kept_for_ever(wire):
    with RecordedServer({"/rss": rss(item(1, at=NOW - timedelta(days=9000)))}) as server:
        wire.configure([("palpres", server.url("/rss"))], head="retention: {bodies: forever}\n")
        wire.poll()
    assert purged(wire) == 0


def test_what_an_attacker_is_taught_never_matches_anothers_entry(wire):
    """It bears every name that the victim's entries have, and has them learned as its own before they come."""
    with RecordedServer({"/victim": rss(item(50)), "/attacker": rss(item(99))}) as server:
        wire.configure([("palpres", server.url("/victim")), ("attacker", server.url("/attacker"))])
        wire.poll()
        for turn in range(3):
            forged = [
                item(n, guid=f"id-{n}" if turn else f"x-{n}", title="" if turn else "Palsu")
                for n in range(12)
            ]
            server.put("/attacker", rss(*forged, title=f"Palpres {turn}"))
            wire.poll("attacker")
        server.put("/victim", rss(*(item(number) for number in range(12)), item(50)))
        assert wire.poll("palpres")["palpres"].new == 12
        before = wire.get("/sources/palpres.json").data
        wire.poll("attacker")
    assert wire.get("/sources/palpres.json").data == before
    assert len(ids(wire)) == len(set(ids(wire)))


def stored(wire):
    return wire.get("/sources/palpres.json").json["items"]


def purged(wire) -> int:
    async def run() -> int:
        async with open_polling_runtime(wire.options) as rt:
            return await purge(rt)

    return asyncio.run(run())
