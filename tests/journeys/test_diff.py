"""`aggregator diff`: a rule is tried over what is stored, before it goes live."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aggregator.cli import diff
from aggregator.cli.commands import main
from aggregator.cli.opening import open_runtime
from aggregator.store import listings, meta, revision
from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.servers import RecordedServer

TITLES = (
    "Pilkada damai di Lahat",
    "Debat cagub pertama",
    "Harga cabai naik",
    "Pilkada 2020 dikenang",
    "Cagub",
)
LIVE = "topics:\n  - {slug: pilkada-2024, title: Pilkada, match: {any: ['pilkada*', KPU]}}\n"
DRAFT = """\
topics:
  - {slug: pilkada-2024, title: Pilkada, match: {any: ['pilkada*', KPU, cagub], none: [pilkada 2020]}}
  - {slug: pasar, title: Pasar, match: {any: [cabai]}}
"""
NOW = datetime.now(UTC)


def stock(*titles: str) -> bytes:
    """A feed whose items are hours apart, the first the latest, and say nothing but their titles."""
    items = (item(number, title=title, at=NOW) for number, title in enumerate(titles))
    return rss(*(one.replace("tentang Pilkada", "") for one in items))


@pytest.fixture
def polled(wire):
    """A wire that has stored five entries under the live rules, and its source."""
    with RecordedServer({"/rss": stock(*TITLES)}) as server:
        sources = [("palpres", server.url("/rss"))]
        wire.configure(sources, LIVE)
        wire.poll()
        yield wire, sources


def test_it_says_what_comes_and_goes_and_why(polled):
    said = changed(polled, DRAFT)
    assert "+2 −1 in pilkada-2024\n" in said
    assert "+1 −0 in pasar (a new topic)\n" in said
    assert "5 entries were read" in said
    (debat,) = [line for line in said.splitlines() if TITLES[1] in line]
    assert debat.split() == ["+", day(1), "palpres", *TITLES[1].split(), "“cagub”", "fires"]
    (lama,) = [line for line in said.splitlines() if TITLES[3] in line]
    assert lama.split() == ["−", day(3), "palpres", *TITLES[3].split(), "“pilkada", "2020”", "excludes", "it"]
    assert TITLES[0] not in said


def test_it_changes_nothing(polled):
    before = state(polled[0])
    changed(polled, DRAFT)
    assert state(polled[0]) == before


def test_what_it_says_is_what_happens_when_the_file_goes_live(polled):
    wire, sources = polled
    assert "+2 −1 in pilkada-2024" in changed(polled, DRAFT)
    wire.configure(sources, DRAFT)
    wire.poll()
    titles = [entry["title"] for entry in wire.get("/topics/pilkada-2024.json").json["items"]]
    assert titles == [TITLES[0], TITLES[1], TITLES[4]]


def test_a_topic_that_goes_takes_its_entries_along(polled):
    said = changed(polled, "topics: []\n", "--examples", "1")
    assert "+0 −2 in pilkada-2024 (the topic goes)\n" in said
    assert TITLES[0] in said
    assert TITLES[3] not in said


def test_equal_rules_are_called_equal(polled):
    said = changed(polled, LIVE.replace("title: Pilkada", "title: Lain"))
    assert said.rstrip().endswith("have the same rules: no entry would change topic")


def test_other_rules_may_change_nothing(polled):
    said = changed(polled, LIVE.replace("KPU", "KPU, bawaslu"))
    assert said == "5 entries were read: no entry would change topic\n"


def test_it_can_be_asked_about_one_topic_and_without_examples(polled):
    said = changed(polled, DRAFT, "--topic", "pasar", "--examples", "0")
    assert said == "+1 −0 in pasar (a new topic)\n5 entries were read\n"
    result = try_out(polled, DRAFT, "--topic", "pasir")
    assert (result.exit_code, "no such topic in either file: pasir" in result.output) == (2, True)


def test_it_can_be_asked_about_the_last_days(wire):
    ages = [
        item(0, title="Cagub kini", at=NOW),
        item(0, guid="b", title="Cagub lama", at=NOW - timedelta(days=9)),
    ]
    with RecordedServer({"/rss": rss(*ages)}) as server:
        sources = [("palpres", server.url("/rss"))]
        wire.configure(sources, LIVE.replace("'pilkada*', ", ""))
        wire.poll()
        said = changed((wire, sources), LIVE, "--days", "2")
    assert "+1 −0 in pilkada-2024" in said
    assert "Cagub lama" not in said


def test_rules_that_are_not_applied_yet_are_not_taken_for_the_new_ones(polled):
    wire, sources = polled
    wire.configure(sources, LIVE.replace("KPU", "KPU, cabai"))  # live, and nobody has polled since
    said = changed(polled, LIVE.replace("KPU", "KPU, cabai, cagub"))
    assert "+2 −0 in pilkada-2024" in said
    assert "do not bear the topics of the live rules yet" in said


def test_a_long_walk_misses_and_doubles_nothing(lone_wire):
    count = 2 * diff.BATCH + 1
    titles = ("Cagub" if number % 2 else "Cabai" for number in range(count))
    with RecordedServer(
        {"/rss": stock(*(f"{title} {number}" for number, title in enumerate(titles)))}
    ) as server:
        sources = [("palpres", server.url("/rss"))]
        lone_wire.configure(sources, LIVE)
        assert lone_wire.poll()["palpres"].new == count
        said = changed((lone_wire, sources), LIVE.replace("KPU", "cagub"), "--examples", "1")
    assert said.startswith(f"+{diff.BATCH} −0 in pilkada-2024\n")
    assert "Cagub 1 " in said
    assert f"{count:,} entries were read" in said


def test_mistakes_of_the_new_file_are_those_that_check_names(tmp_path: Path):
    live, draft = tmp_path / "feeds.yaml", tmp_path / "draft.yaml"
    live.write_text("sources: []\n", encoding="utf-8")
    draft.write_text("topics:\n  - {slug: Pilkada, match: {any: ['@kata']}}\n", encoding="utf-8")
    checked, diffed = run(live, "check", str(draft)), run(live, "diff", str(draft))
    assert (diffed.exit_code, diffed.output) == (1, checked.output)
    assert "draft.yaml:2:" in diffed.output


def test_without_a_database_it_says_so_and_makes_none(tmp_path: Path):
    live, draft = tmp_path / "feeds.yaml", tmp_path / "draft.yaml"
    live.write_text("sources: []\n", encoding="utf-8")
    draft.write_text(LIVE + "sources: []\n", encoding="utf-8")
    result = run(live, "diff", str(draft))
    assert (result.exit_code, "no entry is stored yet" in result.output) == (1, True)
    assert sorted(tmp_path.iterdir()) == [draft, live]


def try_out(polled, topics: str, *arguments: str) -> Result:
    """Runs the command with a draft of these topics beside what is live."""
    wire, sources = polled
    live = wire.config.read_text(encoding="utf-8")
    wire.configure(sources, topics)
    draft = wire.config.rename(wire.config.with_name("draft.yaml"))
    wire.config.write_text(live, encoding="utf-8")
    flags = ["--config", str(wire.config), "--database-url", wire.options.database_url]
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, ["diff", *flags, str(draft), *arguments])


def changed(polled, topics: str, *arguments: str) -> str:
    result = try_out(polled, topics, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def state(wire) -> tuple[object, ...]:
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        return revision(tx), meta.rules(tx), listings.latest(tx, limit=10)


def day(hours: int) -> str:
    """The date of an item, as newspapers in Palembang write it."""
    return f"{NOW - timedelta(hours=hours) + timedelta(hours=7):%Y-%m-%d}"
