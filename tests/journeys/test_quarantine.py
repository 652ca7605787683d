"""A site moves: every guid, link and date is another. Nothing is announced again until somebody says so."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from aggregator.cli.commands import main
from aggregator.cli.opening import open_runtime
from aggregator.store import sources
from tests.journeys.feeds import item, rss
from tests.journeys.test_poll import ids
from tests.servers import RecordedServer
from tests.values import NOW

STOCK = rss(*(item(number) for number in range(40)))
LATER = NOW + timedelta(days=3)


def moved(number: int) -> str:
    """The same words in another place, dated anew."""
    return item(number, guid=f"baru-{number}", link=f"https://baru.example/b/{1000 + number}", at=LATER)


def strange(number: int) -> str:
    """Something that nobody knows, as old as the move."""
    return item(number, guid=f"lain-{number}", title=f"Arsip lama ke-{number}", at=LATER)


MOVED = rss(*(moved(number) for number in range(40)), *(strange(number) for number in range(40, 45)))


@pytest.fixture
def quarantined(wire):
    """A wire whose one source has moved; with the ids that it served before."""
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        before = ids(wire)
        server.put("/rss", MOVED)
        report = wire.poll()["palpres"]
        assert report.new == 0
        yield wire, server, before


def test_a_move_announces_nothing_and_renames_nothing(quarantined):
    wire, _, before = quarantined
    assert ids(wire) == before
    held = state(wire)
    assert (held.quarantine_linked, held.quarantine_withheld) == (40, 5)
    assert wire.poll()["palpres"].new == 0


def test_what_moved_is_shown_at_its_new_address(quarantined):
    wire, _, _ = quarantined
    items = wire.get("/sources/palpres.json").json["items"]
    assert {one["url"] for one in items} == {f"https://baru.example/b/{1000 + n}" for n in range(40)}


def test_news_goes_on_while_old_strangers_wait(quarantined):
    wire, server, before = quarantined
    held = state(wire)
    fresh = item(
        0,
        guid="segar",
        link="https://baru.example/b/1",
        title="Segar",
        at=held.quarantined_at + timedelta(seconds=5),
    )
    older = strange(60)
    server.put("/rss", rss(fresh, older, *(moved(number) for number in range(40))))
    assert wire.poll()["palpres"].new == 1
    assert ids(wire)[1:] == before
    assert state(wire).quarantine_withheld == 6


def test_what_is_released_comes_as_new(quarantined):
    wire, _, before = quarantined
    assert "palpres" in run(wire)
    run(wire, "release", "palpres")
    assert wire.poll()["palpres"].new == 5
    assert set(before) < set(ids(wire))
    assert "no source" in run(wire)


def test_what_is_rejected_is_never_shown(quarantined):
    wire, server, before = quarantined
    run(wire, "reject", "palpres")
    assert wire.poll()["palpres"].new == 0
    server.put("/rss", MOVED.replace(b"Palpres", b"Palpres Baru"))
    assert wire.poll()["palpres"].new == 0
    assert ids(wire) == before
    assert state(wire).quarantined_at is None


def test_a_reset_of_all_guids_is_no_news_and_one_event(wire):
    with RecordedServer({"/rss": rss(*(item(number) for number in range(100)))}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        before = ids(wire)
        server.put("/rss", rss(*(item(number, guid=f"reset-{number}") for number in range(100))))
        with capture_logs() as events:
            report = wire.poll()["palpres"]
    assert (report.new, report.edited) == (0, 0)
    assert ids(wire) == before
    assert state(wire).quarantined_at is None
    assert [one["event"] for one in events].count("source.renamed_entries") == 1


def test_nobody_is_released_who_is_not_held(wire):
    wire.configure([("palpres", "https://palpres.example/rss")])
    result = CliRunner().invoke(main, ["quarantine", *flags(wire), "release", "palpres"])
    assert result.exit_code == 1
    assert "palpres is in no quarantine" in result.output


def run(wire, *arguments: str) -> str:
    result = CliRunner().invoke(main, ["quarantine", *flags(wire), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def flags(wire) -> list[str]:
    return ["--config", str(wire.config), "--database-url", wire.options.database_url]


def state(wire):
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        return sources.state(tx, "palpres")
