"""Dates, durations and numbers as Indonesian readers expect them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aggregator.web import words

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
