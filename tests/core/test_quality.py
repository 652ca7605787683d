"""A file of entries is read whole or refused with every mistake; the answers come one line per id."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.quality import Row, UnreadableFile, read_rows, topics_of
from aggregator.quality.__main__ import main
from aggregator.quality.answers import _last
from aggregator.quality.rows import with_times
from tests.quality import baselines
from tests.quality.metrics import Score, bcubed, labelled, merged, pairwise

NOW = datetime(2024, 8, 28, 7, 30, tzinfo=UTC)
HEADLINES = Path(__file__).parents[1] / "data" / "topics" / "headlines.tsv"
RULES = """\
site: {title: Uji, timezone: Asia/Jakarta}
sources: [{slug: pasar, title: Pasar, url: "https://pasar.example/rss"}]
topics:
  - {slug: pilkada, title: Pilkada, match: {any: [pilkada]}, since: 2024-01-01}
  - {slug: harga, title: Harga, match: {any: [{category: [Ekonomi]}, {source: [pasar]}, {url: ["https://harga.example/"]}]}}
...
"""


def mistakes(body: bytes) -> list[str]:
    with pytest.raises(UnreadableFile) as caught:
        read_rows(body, "a.tsv")
    return [str(problem) for problem in caught.value.problems]


def test_the_columns_are_known_by_name_in_any_order_and_others_are_not_read() -> None:
    (row,) = read_rows(
        b"story\ttitle\tid\tts\tlang\tsource\turl\tcategory\tsummary\n"
        b"s1\tBanjir\ta\t1724830200\tid\tpapan\thttps://a.example/1\tDaerah\tAir naik.\n",
        "a.tsv",
    )
    assert (row.id, row.title, row.summary, row.language) == ("a", "Banjir", "Air naik.", "id")
    assert (row.source, row.url, row.category) == ("papan", "https://a.example/1", "Daerah")
    assert row.at == NOW


def test_all_but_id_and_title_may_be_missing_empty_or_a_dash() -> None:
    rows = read_rows(b"id\ttitle\tsummary\tsource\tts\na\tBanjir\t-\t\t-\nb\tPanen\n", "a.tsv")
    assert [(row.summary, row.source, row.at) for row in rows] == [("", "", None)] * 2


@pytest.mark.parametrize(
    "written",
    ["2024-08-28T14:30:00+07:00", "2024-08-28T07:30:00Z", "2024-08-28 07:30:00", "2024-08-28T07:30"],
)
def test_published_is_an_iso_date_in_utc_where_it_names_no_zone(written: str) -> None:
    (row,) = read_rows(f"id\ttitle\tpublished\na\tBanjir\t{written}".encode(), "a.tsv")
    assert row.at == NOW


def test_bytes_as_spreadsheets_write_them_are_read() -> None:
    rows = read_rows('\ufeffID\tTitle\r\na\t“Pempek”\u2028 "panas"\r\n\r\nb\tB\r\n'.encode(), "a.tsv")
    assert [(row.id, row.title) for row in rows] == [("a", '“Pempek”\u2028 "panas"'), ("b", "B")]


def test_an_entry_without_a_time_has_that_of_the_one_before_it() -> None:
    rows = read_rows(b"id\ttitle\tts\na\tA\t-\nb\tB\t100\nc\tC\t-\nd\tD\t50\ne\tE\t", "a.tsv")
    assert [at.timestamp() for _, at in with_times(rows, NOW)] == [100, 100, 100, 50, 50]
    assert [at for _, at in with_times(read_rows(b"id\ttitle\na\tA", "a.tsv"), NOW)] == [NOW]


def test_every_mistake_is_named_with_line_and_remedy() -> None:
    body = (
        b"id\ttitle\tts\tpublished\n"
        b"a\tA\t1724830200000\t-\n"
        b"-\tB\t-\t-\n"
        b"a\tC\t-\t-\n"
        b"d\tD\twith a tab\t-\t-\n"
        b"e\tE\t-\tkemarin\n"
        b"f\tF\t-\t2024-13-41\n"
    )
    assert mistakes(body) == [
        "a.tsv:2:1: ts: 1724830200000 is no time; write UNIX seconds such as 1724830200",
        "a.tsv:3:1: id: is empty; give every entry an id of its own",
        "a.tsv:4:1: id: a stands in line 2 too; ids are told once",
        "a.tsv:5:1: 5 cells below 4 columns; replace the tabs inside of cells by spaces",
        "a.tsv:6:1: published: kemarin is no date; write 2024-08-28T14:30:00+07:00",
        "a.tsv:7:1: published: 2024-13-41 is no date; write 2024-08-28T14:30:00+07:00",
    ]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "no column id and no column title"),
        (b"id\tjudul\na\tA", "no column title"),
        (b"id\ttitle\tid\na\tA\tb", "1:1: id: stands twice"),
        (b"id\ttitle\n\n", "no entry below the header row"),
        (b"id\ttitle\na\tA\nb\tB\xff\n", "a.tsv:3:1: is not UTF-8"),
    ],
)
def test_what_is_no_stream_is_refused(body: bytes, told: str) -> None:
    (mistake,) = mistakes(body)
    assert told in mistake


def test_topics_are_decided_by_title_summary_url_category_source_and_time(tmp_path: Path) -> None:
    rules, file = tmp_path / "feeds.yaml", tmp_path / "a.tsv"
    rules.write_text(RULES)
    file.write_text(
        "id\tts\tsource\turl\tcategory\ttitle\tsummary\n"
        "title\t1724830200\t-\t-\t-\tPilkada dimulai\t-\n"
        "summary\t1724830200\t-\t-\t-\tMulai\tPilkada.\n"
        "early\t1600000000\t-\t-\t-\tPilkada dimulai\t-\n"
        "category\t1724830200\t-\t-\tEkonomi\tCabai pada Pilkada\t-\n"
        "source\t1724830200\tpasar\t-\t-\tCabai\t-\n"
        "url\t1724830200\t-\thttps://harga.example/1\t-\tCabai\t-\n"
        "none\t1724830200\t-\thttps://a.example/\tDaerah\tCabai\t-\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "aggregator.quality", "topics", file, "--config", rules],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == (
        "title\tpilkada\nsummary\tpilkada\nearly\t\ncategory\tpilkada,harga\nsource\tharga\nurl\tharga\nnone\t\n"
    )
    milliseconds, words = done.stderr.splitlines()[-1].split(" ", 1)
    assert float(milliseconds) > 0
    assert words == "ms CPU per 1,000 entries"


@pytest.mark.parametrize(
    ("file", "config", "told"),
    [
        ("missing.tsv", "feeds.yaml", "missing.tsv:1:1: No such file or directory; name a file that can be read"),
        (".", "feeds.yaml", "Is a directory"),
        ("good.tsv", "none.yaml", "none.yaml"),
        ("bad.tsv", "feeds.yaml", "bad.tsv:2:1: id: is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, config: str, told: str
) -> None:
    (tmp_path / "good.tsv").write_text("id\ttitle\na\tA\n")
    (tmp_path / "bad.tsv").write_text("id\ttitle\n-\tA\n")
    (tmp_path / "feeds.yaml").write_text(RULES)
    assert main(["topics", str(tmp_path / file), "--config", str(tmp_path / config)]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert told in output.err


def test_a_file_with_labels_can_be_read_as_it_is() -> None:
    rows = read_rows(HEADLINES.read_bytes(), str(HEADLINES))
    assert list(topics_of(rows, NOW, ())) == [row.id for row in rows]
    assert len(rows) == HEADLINES.read_bytes().count(b"\n") - 1


TRUTH = {"1": "A", "2": "A", "3": "A", "4": "B", "5": "B"}
FOUND = {"1": "x", "2": "x", "3": "y", "4": "y", "5": "z"}


def test_pairwise_counts_pairs() -> None:
    # True pairs: 12 13 23 45; found: 12 34; right: 12.
    score = pairwise(TRUTH, FOUND)
    assert (score.precision, score.recall) == (1 / 2, 1 / 4)
    assert score.f1 == pytest.approx(1 / 3)


def test_bcubed_is_the_mean_over_entries() -> None:
    # By entry, precision: 1, 1, 1/2, 1/2, 1; recall: 2/3, 2/3, 1/3, 1/2, 1/2.
    score = bcubed(TRUTH, FOUND)
    assert score.precision == pytest.approx(4 / 5)
    assert score.recall == pytest.approx(8 / 15)
    assert score.f1 == pytest.approx(16 / 25)


def test_the_names_of_groups_do_not_matter_and_the_truth_scores_one() -> None:
    renamed = {name: f"other {group}" for name, group in TRUTH.items()}
    assert pairwise(TRUTH, renamed) == bcubed(TRUTH, renamed) == Score(1, 1)


def test_all_apart_and_all_in_one_score_as_they_deserve() -> None:
    apart, together = {name: name for name in TRUTH}, dict.fromkeys(TRUTH, "one")
    assert pairwise(TRUTH, apart) == Score(1, 0)
    assert pairwise(TRUTH, apart).f1 == 0
    assert pairwise(TRUTH, together) == Score(4 / 10, 1)
    assert bcubed(TRUTH, together).precision == pytest.approx((3 * 3 / 5 + 2 * 2 / 5) / 5)


def test_labels_count_only_where_they_are_asked_for() -> None:
    truth, found = {"1": "a,b", "2": "", "3": "a"}, {"1": "a", "2": "a", "3": "b,a"}
    assert labelled(truth, found, ["a"]) == Score(2 / 3, 1)
    assert labelled(truth, found, ["a", "b"]) == Score(2 / 4, 2 / 3)


def test_a_trap_is_merged_when_it_stands_with_what_it_resembles() -> None:
    assert merged({"1": "", "2": "1", "4": "3", "5": "4"}, FOUND) == ("2", "4")


@pytest.mark.parametrize(
    ("followers", "ends"),
    [
        ({}, "a"),
        ({"a": "b"}, "b"),
        ({"a": "b", "b": "c"}, "c"),
        ({"a": "a", "b": "b"}, "a"),
        ({"a": "d", "d": "c", "c": "d"}, "c"),
    ],
)
def test_who_follows_another_ends_where_that_one_ends(followers: dict[str, str], ends: str) -> None:
    assert _last(followers, "a") == ends
    assert _last(followers, ends) == ends


def stream(*rows: tuple[str, float, str]) -> tuple[Row, ...]:
    """Rows from (id, hours, title)."""
    return tuple(Row(name, title, at=NOW + timedelta(hours=hours)) for name, hours, title in rows)


@pytest.mark.parametrize(
    "method", [baselines.exact_title, baselines.title_trigrams, baselines.minhash, baselines.simhash]
)
def test_simple_ways_find_the_same_words_for_three_days(method: baselines.Method) -> None:
    rows = stream(
        ("a", 0, "Banjir rendam empat desa di Kecamatan Rupit"),
        ("b", 1, "Harga kopi di Lahat tembus tujuh puluh ribu rupiah"),
        ("c", 2, "BANJIR RENDAM empat desa di Kecamatan Rupit!"),
        ("d", 90, "Banjir rendam empat desa di Kecamatan Rupit"),
    )
    assert method(rows, NOW) == {"a": "a", "b": "b", "c": "a", "d": "d"}


def test_one_pass_joins_what_shares_rare_words_until_it_is_old() -> None:
    rows = stream(
        ("a", 0, "Harimau terkam petani kopi di Semende"),
        ("b", 1, "Debat calon wali kota Palembang bahas banjir"),
        ("c", 2, "Petani kopi Semende tewas diserang harimau"),
        ("d", 300, "Petani kopi Semende tewas diserang harimau"),
    )
    assert baselines.one_pass(0.2)(rows, NOW) == {"a": "a", "b": "b", "c": "a", "d": "d"}
