"""The labelled sets hold what they say."""

from collections import Counter
from pathlib import Path

import pytest

from tests.quality.metrics import pairwise
from tests.quality.sets import COPIES, STORIES, read_set, write_set

HOURS = 3600


def test_there_are_enough_copies_and_traps() -> None:
    columns = read_set(COPIES).columns
    assert sum(name != group for name, group in columns["copy"].items()) >= 300
    assert sum(map(bool, columns["seems"].values())) >= 150


def test_copies_follow_their_original_within_36_hours_in_other_papers() -> None:
    columns = read_set(COPIES).columns
    for name, group in columns["copy"].items():
        later = int(columns["ts"][name]) - int(columns["ts"][group])
        assert 0 <= later <= 36 * HOURS, name
    papers = Counter((columns["copy"][name], paper) for name, paper in columns["source"].items())
    assert max(papers.values()) == 1


def test_a_trap_is_no_copy_of_what_it_resembles_and_says_something_else() -> None:
    columns = read_set(COPIES).columns
    for name, seems in columns["seems"].items():
        if seems:
            assert columns["copy"][name] != columns["copy"][seems], name
            assert any(columns[part][name] != columns[part][seems] for part in ("title", "summary")), name


def test_the_story_stream_is_long_and_half_of_it_is_told_once() -> None:
    sizes = Counter(read_set(STORIES).columns["story"].values())
    assert sizes.total() >= 300
    alone = sum(size == 1 for size in sizes.values())
    assert sizes.total() / 2 <= alone <= sizes.total() * 2 / 3


@pytest.mark.parametrize("path", [COPIES, STORIES])
def test_a_set_is_a_stream(path: Path) -> None:
    rows = read_set(path).rows
    assert list(rows) == sorted(rows, key=lambda row: row.at)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_set(tmp_path / "a.tsv", ("id", "title", "summary", "copy"), [("1", "A\tb\n c", "", "1")])
    data = read_set(tmp_path / "a.tsv")
    assert [(row.title, row.summary) for row in data.rows] == [("A b c", "")]
    assert pairwise(data.columns["copy"], data.columns["copy"]).f1 == 1
