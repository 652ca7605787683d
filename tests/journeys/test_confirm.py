"""A file that drops many sources waits: `check` says so before, `confirm` lets it through and says if it did."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from aggregator.cli.commands import main
from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.servers import RecordedServer

WAITS = "drops 3 of the 5 live sources: s2, s3, s4; it would wait until `aggregator confirm`"


@pytest.fixture
def polled(wire):
    """A wire that has polled its five sources, and what to configure it by."""
    with RecordedServer({"/rss": rss(item(0))}) as server:
        five = [(f"s{number}", server.url("/rss") + f"?{number}") for number in range(5)]
        wire.configure(five)
        wire.poll()
        yield wire, five


def test_check_says_what_would_wait_and_confirm_what_it_let_through(polled):
    wire, five = polled
    assert "wait" not in command(wire, "check")
    wire.configure(five[:2])
    assert WAITS in command(wire, "check")
    assert set(wire.poll()) == dict(five).keys()
    assert "confirmed, though it drops 3 of the 5 live sources" in command(wire, "confirm")
    assert "wait" not in command(wire, "check")
    assert set(wire.poll()) == {"s0", "s1"}


def test_check_says_it_of_a_file_that_is_not_the_live_one(polled, tmp_path):
    wire, five = polled
    wire.configure(five[:2])
    draft = wire.config.rename(tmp_path / "draft.yaml")
    wire.configure(five)
    said = command(wire, "check", str(draft))
    assert f"{draft}: {WAITS}" in said


def test_confirm_says_when_nothing_was_waiting(polled):
    wire, five = polled
    wire.configure(five[:4])
    said = command(wire, "confirm")
    assert "nothing was waiting" in said
    assert "confirmed" not in said


def test_check_makes_no_database_and_needs_none(tmp_path: Path):
    config = tmp_path / "feeds.yaml"
    config.write_text("sources: []\n", encoding="utf-8")
    assert run(config, "check").exit_code == 0
    assert list(tmp_path.iterdir()) == [config]


@pytest.mark.parametrize("body", [b"", b"site: {title: Uji}\n" * 100])
def test_a_database_that_cannot_be_read_does_not_make_a_file_wrong(tmp_path: Path, body: bytes):
    config, file = tmp_path / "feeds.yaml", tmp_path / "commands.db"
    config.write_text("sources: []\n", encoding="utf-8")
    file.write_bytes(body)
    result = run(config, "check")
    assert (result.exit_code, result.output) == (0, f"{config}: 0 sources, 0 topics, no mistake\n")
    assert file.read_bytes() == body


def command(wire, *arguments: str) -> str:
    name, *rest = arguments
    flags = ["--config", str(wire.config), "--database-url", wire.options.database_url]
    result = CliRunner().invoke(main, [name, *flags, *rest])
    assert result.exit_code == 0, result.output
    return result.output
