"""The wire moves to another database: readers see the same bytes, and polls go on where they were."""

from click.testing import CliRunner

from aggregator.cli.commands import main
from tests.databases import new_database
from tests.journeys.feeds import item, rss
from tests.journeys.test_poll import everything
from tests.journeys.wire import Wire
from tests.servers import RecordedServer


def test_from_sqlite_to_postgresql_and_back(lone_wire, tmp_path):
    """The same documents, to the byte, at every stop; what comes later gets the ids it would have had."""
    back = f"sqlite:///{tmp_path}/back.db"
    with (
        new_database("postgresql", tmp_path) as away,
        RecordedServer({"/rss": rss(*map(item, range(9)))}) as server,
    ):
        lone_wire.configure([("palpres", server.url("/rss"))])
        lone_wire.poll()
        before = everything(lone_wire)
        (tmp_path / "away").mkdir()
        for origin, goal in ((lone_wire.options.database_url, away), (away, back)):
            done = CliRunner().invoke(main, ["migrate-store", goal, "--database-url", origin])
            assert done.exit_code == 0, done.output
            with Wire(tmp_path / "away", goal) as wire:
                wire.configure([("palpres", server.url("/rss"))])
                assert everything(wire) == before
                assert wire.poll()["palpres"].outcome == "not_modified"
                assert everything(wire) == before


def test_a_wrong_address_is_said_and_no_password_shown(lone_wire, tmp_path):
    missing, here = f"sqlite:///{tmp_path}/none.db", lone_wire.options.database_url
    lone_wire.configure([("palpres", "http://127.0.0.1:9/rss")])
    lone_wire.get("/all.atom")
    for origin, said in ((missing, "there is no such database"), (here, "connection")):
        arguments = ["migrate-store", "postgresql://wire:secret@127.0.0.1:9/x", "--database-url", origin]
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 1
        assert said in done.output
        assert "secret" not in done.output
