"""A configuration is live whole or not at all."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.config import Live, Refreshed, Refused, Reloaded, Settings, Unchanged, file_digest
from aggregator.errors import ConfigError

HEAD = """\
site:
  title: Kabar
topics:
  - slug: t
    title: T
    match:
      any: [pilkada, pilgub]
sources:
"""
END = "...\n"


def sources(count: int, first: int = 0) -> str:
    return "".join(
        f"  - slug: s{i}\n    title: Sumber {i}\n    url: https://s{i}.example/feed\n    kind: feed\n"
        for i in range(first, first + count)
    )


TEN = HEAD + sources(10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.yaml"


def live_on(path: Path, text: str) -> Live:
    path.write_text(text, encoding="utf-8")
    return Live(path)


def swap(live: Live, text: str, confirmed: str = "") -> Refreshed:
    """Put a whole new file in place, as editors do, and look."""
    beside = live.path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(live.path)
    return live.refresh(confirmed)


def slugs(live: Live) -> list[str]:
    return [source.slug for source in live.settings.sources]


def test_a_good_file_goes_live_and_says_what_came_and_went(path: Path) -> None:
    live = live_on(path, TEN)
    new = HEAD + sources(9) + sources(2, first=20)
    assert swap(live, new) == Reloaded(file_digest(path), added=("s20", "s21"), dropped=("s9",))
    assert slugs(live) == [f"s{i}" for i in (*range(9), 20, 21)]
    assert live.digest == hashlib.sha256(new.encode()).hexdigest()
    assert live.problems == ()


def test_a_file_that_did_not_change_is_unchanged(path: Path) -> None:
    live = live_on(path, TEN)
    before = live.settings
    path.write_text(TEN, encoding="utf-8")
    assert [live.refresh() for _ in range(4)] == [Unchanged()] * 4
    assert live.settings is before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("# a comment alone\n", "is empty"),
        ("sources:\n", "has no value"),
        (TEN.replace("slug: s3", "slug: S3"), "is no slug"),
        (TEN + "sources: []\n", "repeated key"),
        ("[" * 5000, "nested deeper"),
        ("<html>502 Bad Gateway</html>", "must be a mapping"),
    ],
)
def test_a_bad_file_leaves_the_last_good_one_live_and_says_why(path: Path, text: str, message: str) -> None:
    live = live_on(path, TEN)
    refused = swap(live, text)
    assert isinstance(refused, Refused)
    assert not refused.confirmable
    assert message in str(refused.problems[0])
    assert live.problems == refused.problems
    assert len(slugs(live)) == 10


def test_a_refusal_is_said_once_and_stays_on_record(path: Path) -> None:
    live = live_on(path, TEN)
    assert isinstance(swap(live, "sources:\n"), Refused)
    assert [live.refresh() for _ in range(3)] == [Unchanged()] * 3
    assert live.problems


def test_the_problems_end_when_the_live_file_is_back(path: Path) -> None:
    live = live_on(path, TEN)
    swap(live, "sources:\n")
    assert swap(live, TEN) == Unchanged()
    assert live.problems == ()


def test_a_missing_file_leaves_the_last_good_one_live(path: Path) -> None:
    live = live_on(path, TEN)
    path.unlink()
    refused = live.refresh()
    assert isinstance(refused, Refused)
    assert "cannot be read: no such file" in str(refused.problems[0])
    assert live.refresh() == Unchanged()
    assert len(slugs(live)) == 10
    path.write_text(HEAD + sources(11), encoding="utf-8")
    assert isinstance(live.refresh(), Reloaded)


def test_what_is_no_regular_file_is_refused_at_once(path: Path) -> None:
    live = live_on(path, TEN)
    path.unlink()
    os.mkfifo(path)
    refused = live.refresh()
    assert isinstance(refused, Refused)
    assert "not a regular file" in str(refused.problems[0])
    path.unlink()
    path.symlink_to("/dev/zero")
    assert live.refresh() == Unchanged()
    path.unlink()
    path.mkdir()
    assert live.refresh() == Unchanged()
    assert live.problems == refused.problems


def test_there_is_no_service_without_a_first_good_file(path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        Live(path)
    path.write_text("sources:\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="has no value"):
        Live(path)


def test_a_file_that_drops_more_than_a_fifth_waits_until_its_digest_is_confirmed(path: Path) -> None:
    live = live_on(path, TEN)
    less = HEAD + sources(7, first=3)
    refused = swap(live, less)
    assert isinstance(refused, Refused)
    assert refused.confirmable
    said = str(live.problems[0])
    assert "drops 3 of the 10 live sources: s0, s1, s2; if it is meant: aggregator confirm" in said
    assert live.refresh(confirmed="0" * 64) == Unchanged()
    assert len(slugs(live)) == 10
    assert live.refresh(confirmed=refused.digest) == Reloaded(refused.digest, dropped=("s0", "s1", "s2"))
    assert live.problems == ()


def test_a_confirmation_is_for_one_file_only(path: Path) -> None:
    live = live_on(path, TEN)
    refused = swap(live, HEAD + sources(7, first=3))
    assert isinstance(refused, Refused)
    assert isinstance(swap(live, HEAD + sources(6, first=4), confirmed=refused.digest), Refused)


def test_confirming_does_not_make_a_bad_file_good(path: Path) -> None:
    live = live_on(path, TEN)
    refused = swap(live, "sources:\n")
    assert isinstance(refused, Refused)
    assert isinstance(live.refresh(confirmed=refused.digest), Refused)
    assert len(slugs(live)) == 10


def test_a_fifth_may_go_unasked(path: Path) -> None:
    live = live_on(path, TEN)
    assert isinstance(swap(live, HEAD + sources(8, first=2)), Reloaded)


@pytest.mark.parametrize("old", [HEAD + sources(3, first=50) + END, HEAD + sources(11) + END])
def test_no_beginning_of_a_file_with_an_end_mark_ever_goes_live(path: Path, old: str) -> None:
    new = TEN + END
    live = live_on(path, old)
    before, after = live.settings, live_on(path.with_name("new.yaml"), new).settings
    for length in range(len(new) + 1):
        path.write_text(new[:length], encoding="utf-8")
        live.refresh(confirmed=hashlib.sha256(new.encode()).hexdigest())
        assert live.settings in (before, after)
    assert live.settings == after


@pytest.mark.parametrize("end", ["", END])
def test_no_beginning_of_the_live_file_replaces_it(path: Path, end: str) -> None:
    live = live_on(path, TEN + end)
    before = live.settings
    for length in range(len(TEN + end)):
        path.write_text((TEN + end)[:length], encoding="utf-8")
        live.refresh()
        assert live.settings == before


def test_a_last_line_without_its_end_is_taken_for_half_a_file(path: Path) -> None:
    live = live_on(path, TEN)
    refused = swap(live, TEN.replace("Kabar", "Kabar Baru")[:-5])
    assert isinstance(refused, Refused)
    assert "no line break" in str(refused.problems[0])


def test_two_writes_within_one_tick_of_the_file_system_are_both_seen(path: Path) -> None:
    live = live_on(path, TEN)
    assert live.refresh() == Unchanged()
    times = path.stat().st_mtime_ns, path.stat().st_mtime_ns
    for title in ("Harap", "Pikir"):
        path.write_text(TEN.replace("Kabar", title), encoding="utf-8")
        os.utime(path, ns=times)
        assert isinstance(live.refresh(), Reloaded)
        assert live.settings.site.title == title


def test_what_the_environment_says_wins_over_every_version(path: Path) -> None:
    def adjust(settings: Settings) -> Settings:
        return replace(settings, site=replace(settings.site, url="https://x.example"))

    path.write_text(TEN, encoding="utf-8")
    live = Live(path, adjust)
    assert live.settings.site.url == "https://x.example"
    swap(live, HEAD + sources(11))
    assert live.settings.site.url == "https://x.example"
