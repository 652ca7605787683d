"""Dates, durations and numbers as readers of either language expect them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aggregator.words import ENGLISH, INDONESIAN, spoken, words_in

words = words_in(INDONESIAN)
english = words_in(ENGLISH)
AT = datetime(2024, 8, 28, 7, 30, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Jakarta", "28 Agu 2024, 14.30 WIB"),
        ("Asia/Makassar", "28 Agu 2024, 15.30 WITA"),
        ("Asia/Jayapura", "28 Agu 2024, 16.30 WIT"),
        ("Asia/Kathmandu", "28 Agu 2024, 13.15 UTC+5.45"),
        ("America/Sao_Paulo", "28 Agu 2024, 04.30 UTC-3"),
        ("UTC", "28 Agu 2024, 07.30 UTC"),
    ],
)
def test_moment_is_told_in_the_time_of_its_zone(zone: str, said: str) -> None:
    assert words.moment(AT, ZoneInfo(zone)) == said


def test_day_is_that_of_the_zone() -> None:
    assert words.day(AT, JAKARTA) == "Rabu, 28 Agustus 2024"
    assert words.day(datetime(2024, 12, 31, 17, 0, tzinfo=UTC), JAKARTA) == "Rabu, 1 Januari 2025"


@pytest.mark.parametrize(
    ("earlier", "said"),
    [(timedelta(), "14.30"), (timedelta(hours=14), "00.30"), (timedelta(hours=15), "27 Agu")],
)
def test_time_stands_for_today_and_the_day_for_earlier(earlier: timedelta, said: str) -> None:
    assert words.clock_or_day(AT - earlier, JAKARTA, AT) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 detik"),
        (59, "59 detik"),
        (60, "1 menit"),
        (3599, "59 menit"),
        (3600, "1 jam"),
        (47 * 3600, "47 jam"),
        (48 * 3600, "2 hari"),
        (400 * 86400, "400 hari"),
    ],
)
def test_duration_is_told_in_its_largest_unit(seconds: int, said: str) -> None:
    assert words.duration(timedelta(seconds=seconds)) == said


def test_past_and_future_are_told_apart() -> None:
    assert words.ago(AT - timedelta(minutes=12), AT) == "12 menit lalu"
    assert words.ago(AT + timedelta(minutes=12), AT) == "baru saja"
    assert words.ahead(AT + timedelta(hours=3), AT) == "3 jam lagi"
    assert words.ahead(AT - timedelta(hours=3), AT) == "sebentar lagi"


def test_thousands_are_marked_with_a_point() -> None:
    assert [words.number(value) for value in (0, 999, 1000, 1234567)] == ["0", "999", "1.000", "1.234.567"]


def test_dates_in_english() -> None:
    assert english.day(AT, JAKARTA) == "Wednesday, 28 August 2024"
    assert english.month(AT) == "August 2024"
    assert english.moment(AT, JAKARTA) == "28 Aug 2024, 14:30 WIB"
    assert english.moment(AT, ZoneInfo("Asia/Kathmandu")) == "28 Aug 2024, 13:15 UTC+5:45"
    assert english.clock_or_day(AT, JAKARTA, AT) == "14:30"
    assert english.clock_or_day(AT - timedelta(days=1), JAKARTA, AT) == "27 Aug"


def test_days_of_a_single_figure_stand_alone() -> None:
    fourth = datetime(2024, 9, 4, tzinfo=UTC)
    assert words.day(fourth, JAKARTA) == "Rabu, 4 September 2024"
    assert english.day(fourth, JAKARTA) == "Wednesday, 4 September 2024"


@pytest.mark.parametrize(
    ("seconds", "past", "future"),
    [
        (1, "just now", "in a moment"),
        (60, "1 minute ago", "in 1 minute"),
        (3599, "59 minutes ago", "in 59 minutes"),
        (3600, "1 hour ago", "in 1 hour"),
        (48 * 3600, "2 days ago", "in 2 days"),
        (1200 * 86400, "1,200 days ago", "in 1,200 days"),
    ],
)
def test_relative_times_in_english(seconds: int, past: str, future: str) -> None:
    length = timedelta(seconds=seconds)
    assert (english.ago(AT - length, AT), english.ahead(AT + length, AT)) == (past, future)


def test_plurals_follow_the_number() -> None:
    said = [english.plural("%(num)s source", "%(num)s sources", count) for count in (0, 1, 2, 1234)]
    assert said == ["0 sources", "1 source", "2 sources", "1,234 sources"]
    assert words.plural("%(num)s source", "%(num)s sources", 1234) == "1.234 sumber"


@pytest.mark.parametrize(
    ("wanted", "ours"), [("id", "id"), ("en-US", "en"), ("EN", "en"), ("ms", "id"), ("", "id")]
)
def test_language_that_is_not_ours_is_answered_in_indonesian(wanted: str, ours: str) -> None:
    assert spoken(wanted) == ours
