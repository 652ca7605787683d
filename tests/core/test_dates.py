"""Dates are read right or not at all."""

import csv
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dates import DateReading, parse_date, read_date
from tests.corpus import corpus_folder
from tests.values import in_time

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}
NOW = datetime(2024, 9, 25, 12, tzinfo=UTC)
WIB = timezone(timedelta(hours=7))
INSTANTS = st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis wants them


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def cases() -> list[tuple[str, str]]:
    return [(text, expected) for text, expected, _ in rows(Path(__file__).parents[1] / "data" / "dates.tsv")]


@pytest.mark.parametrize(("text", "expected"), cases())
def test_a_date_reads_as_the_table_says(text: str, expected: str) -> None:
    value, _, problem = expected.partition("!")
    instant = datetime.fromisoformat(value.strip()) if value else None
    if instant and instant > NOW + timedelta(minutes=10):
        problem = "future"
    assert read_date(text, "Asia/Jakarta", NOW) == DateReading(instant, problem or None)


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(cases()) >= 120


def test_every_recorded_date_is_read_right_or_as_none() -> None:
    recorded = rows(corpus_folder() / "assets" / "date_formats_id.tsv")
    read = {sample: parse_date(sample, "Asia/Jakarta", NOW) for sample, *_ in recorded}
    expected = {sample: recorded_instant(value) for sample, value, *_ in recorded}
    assert {text: value for text, value in read.items() if value not in {None, expected[text]}} == {}
    readable = [text for text, value in expected.items() if value]
    assert sum(read[text] is not None for text in readable) >= 0.9 * len(readable)


def recorded_instant(value: str) -> datetime | None:
    if value.startswith("RELATIVE -PT"):
        amount, unit = int(value[12:-1]), value[-1]
        return NOW - (timedelta(minutes=amount) if unit == "M" else timedelta(hours=amount))
    if not value:
        return None
    instant = datetime.fromisoformat(value)
    return instant if instant.tzinfo else instant.replace(tzinfo=WIB)


def recorded_words(field: str) -> list[tuple[str, str]]:
    """(canonical, word) for every spelling the corpus lists."""
    table = rows(corpus_folder() / "assets" / "date_words_id.tsv")
    return [(name, word.strip()) for kind, name, words in table if kind == field for word in words.split(";")]


def test_every_recorded_spelling_of_a_month_is_known() -> None:
    for month, word in recorded_words("month"):
        assert parse_date(f"5 {word} 2023") == datetime(2023, int(month), 5, tzinfo=WIB), word


def test_every_recorded_spelling_of_a_weekday_decides_which_number_is_the_day() -> None:
    for name, word in recorded_words("weekday"):
        day = next(day for day in SWAPPED if f"{day:%A}" == name)
        assert parse_date(f"{word}, {day:%m/%d/%Y}") == day, word


SWAPPED = [
    datetime(2019, month, day, tzinfo=WIB)
    for month in range(1, 13)
    for day in range(1, 13)
    if datetime(2019, month, day, tzinfo=WIB).weekday() != datetime(2019, day, month, tzinfo=WIB).weekday()
]


@given(st.text() | st.text("0123456789 :./-+,|()TZabcdeimnostuWIB'", max_size=60))
def test_no_text_raises(text: str) -> None:
    reading = read_date(text, "Asia/Jakarta", NOW)
    assert reading.value is None or reading.value.tzinfo is UTC


@given(INSTANTS, st.sampled_from(sorted(HOURS)))
def test_what_is_written_in_indonesian_is_read_back(instant: datetime, name: str) -> None:
    local = instant.replace(microsecond=0).astimezone(timezone(timedelta(hours=HOURS[name])))
    date = f"{DAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year}"
    assert parse_date(f"{date} {local:%H:%M:%S} {name}") == local
    assert parse_date(f"{date} | {local:%H.%M} {name}") == local.replace(second=0)
    assert parse_date(
        f"{DAYS[local.weekday()]} ({local:%d/%m/%Y}) pukul {local:%H.%M} {name}"
    ) == local.replace(second=0)


@given(INSTANTS, st.integers(-12 * 60, 14 * 60))
def test_what_the_standards_write_is_read_back(instant: datetime, minutes: int) -> None:
    local = instant.replace(microsecond=0).astimezone(timezone(timedelta(minutes=minutes)))
    assert parse_date(local.isoformat()) == instant.replace(microsecond=0)
    assert parse_date(local.strftime("%a, %d %b %Y %H:%M:%S %z")) == instant.replace(microsecond=0)
    assert parse_date(str(int(instant.timestamp()))) in {instant.replace(microsecond=0), None}


def test_the_sources_zone_counts_only_where_the_text_names_none() -> None:
    assert parse_date("25 September 2024 18:32", "Asia/Jayapura") == datetime(2024, 9, 25, 9, 32, tzinfo=UTC)
    assert parse_date("25 September 2024 18:32", ZoneInfo("Europe/Berlin")) == datetime(
        2024, 9, 25, 16, 32, tzinfo=UTC
    )
    assert parse_date("25 September 2024 18:32", "WITA") == datetime(2024, 9, 25, 10, 32, tzinfo=UTC)
    assert parse_date("25 September 2024 18:32 WIB", "Asia/Jayapura") == datetime(
        2024, 9, 25, 11, 32, tzinfo=UTC
    )
    assert read_date("25 September 2024 18:32", None) == DateReading(None, "no_zone")
    assert parse_date("2024-09-25T18:32:00Z", None) == datetime(2024, 9, 25, 18, 32, tzinfo=UTC)


def test_a_zone_that_does_not_exist_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="Asia/Palembang"):
        parse_date("2024-09-25", "Asia/Palembang")


@pytest.mark.parametrize("text", ["2 jam lalu", "kemarin", "Rabu (25/9)", "23 Maret", "baru saja"])
def test_without_a_now_nothing_is_counted_from_it(text: str) -> None:
    assert read_date(text) == DateReading(None, "needs_now")


def test_white_space_is_neither_date_nor_problem() -> None:
    assert read_date(" \n\t\u00a0") == DateReading(None, None)


@pytest.mark.parametrize(
    "piece", ["1 ", "28 Agustus ", "12:", "2 jam ", "(((", "1/", "Rabu, ", "+0", "pukul ", "a"]
)
@in_time
def test_a_long_text_is_refused_at_once(piece: str) -> None:
    for size in (190, 1_000_000):
        read_date((piece * size)[:size], "Asia/Jakarta", NOW)
