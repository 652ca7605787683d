"""Bounds come before freshness: a server's word, the operator's, and what failures demand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Habits, PollHints
from aggregator.polling import (
    FAILURE_CAP,
    MAX_WORKER_DEATHS,
    RETRY_AFTER_CAP,
    SET_ASIDE,
    Pace,
    after_failure,
    after_success,
    phase,
    wait_until,
)

NOW = datetime(2024, 11, 27, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PACE = Pace(minimum=5 * MINUTE, default=15 * MINUTE, maximum=timedelta(hours=24))
FIXED = Pace(PACE.minimum, PACE.default, PACE.maximum, fixed=timedelta(hours=2))
SLUGS = [f"koran-{number}" for number in range(200)]


def success(pace: Pace = PACE, ttl: int | None = None, **hints: int) -> timedelta:
    """The wait in multiples of the source's phase."""
    habits = Habits(since=0, ttl=ttl or 0)
    return (after_success("koran", pace, PollHints(**hints), habits, NOW) - NOW) / phase("koran")


def failure(failures: int, deaths: int = 0, retry_at: datetime | None = None, pace: Pace = PACE) -> timedelta:
    return (after_failure("koran", pace, failures, deaths, retry_at, NOW) - NOW) / phase("koran")


def near(wait: timedelta) -> timedelta:
    return pytest.approx(wait, abs=timedelta(milliseconds=1))


def test_without_hints_a_source_is_polled_at_the_default_interval() -> None:
    assert success() == near(PACE.default)


@pytest.mark.parametrize("hint", [{"max_age": 3600}, {"ttl": 3600}])
def test_what_the_answer_asks_for_makes_the_wait_longer(hint: dict[str, int]) -> None:
    assert success(**hint) == near(timedelta(hours=1))


@pytest.mark.parametrize("hint", [{"max_age": 60}, {"ttl": 0}])
def test_what_the_answer_asks_for_never_makes_the_wait_shorter(hint: dict[str, int]) -> None:
    assert success(**hint) == near(PACE.default)


def test_no_answer_can_ask_for_more_than_the_longest_wait() -> None:
    assert success(max_age=10**9, ttl=10**9) == near(PACE.maximum)


def test_the_operators_interval_wins_over_what_the_answer_asks_for() -> None:
    assert success(FIXED, ttl=6 * 3600, max_age=6 * 3600) == near(timedelta(hours=2))


def test_not_even_the_operator_polls_more_often_than_the_minimum() -> None:
    assert success(Pace(5 * MINUTE, 15 * MINUTE, 60 * MINUTE, fixed=MINUTE)) == near(5 * MINUTE)


@pytest.mark.parametrize("pace", [PACE, FIXED])
def test_retry_after_is_kept_whatever_the_interval(pace: Pace) -> None:
    hints = PollHints(retry_after=86_400 * 3)
    assert after_success("koran", pace, hints, None, NOW) == NOW + timedelta(days=3)


def test_retry_after_is_never_obeyed_beyond_a_week() -> None:
    assert wait_until(10.0**9, NOW) == NOW + RETRY_AFTER_CAP == NOW + timedelta(days=7)


@pytest.mark.parametrize("asked", [None, 0])
def test_no_retry_after_names_no_moment(asked: float | None) -> None:
    assert wait_until(asked, NOW) is None


def test_each_failure_in_a_row_doubles_the_wait() -> None:
    assert [failure(count) for count in (1, 2, 3, 4)] == [
        near(15 * factor * MINUTE) for factor in (1, 2, 4, 8)
    ]


@given(st.integers(1, 10**9))
def test_no_number_of_failures_makes_a_source_wait_longer_than_the_cap(failures: int) -> None:
    assert PACE.minimum <= failure(failures) <= FAILURE_CAP + timedelta(milliseconds=1)


def test_a_source_slower_than_the_cap_keeps_its_own_interval_when_it_fails() -> None:
    daily = Pace(PACE.minimum, PACE.default, PACE.maximum, fixed=timedelta(days=1))
    assert failure(5, pace=daily) == near(timedelta(days=1))


def test_a_failure_keeps_the_servers_retry_after() -> None:
    asked = NOW + timedelta(days=2)
    assert after_failure("koran", PACE, 1, 0, asked, NOW) == asked


def test_a_retry_after_that_is_over_does_not_hurry_us() -> None:
    assert failure(1, retry_at=NOW - timedelta(days=1)) == near(PACE.default)


def test_one_death_of_a_worker_is_a_failure_like_others() -> None:
    assert failure(1, deaths=MAX_WORKER_DEATHS - 1) == near(PACE.default)


def test_a_document_that_killed_two_workers_is_tried_again_once_a_day() -> None:
    assert [failure(2, deaths=count) for count in (2, 9)] == [near(SET_ASIDE), near(timedelta(days=1))]


def test_a_source_keeps_its_phase() -> None:
    assert phase("koran") == phase("koran") != phase("kompas")


@given(st.text())
def test_a_phase_lengthens_an_interval_by_a_tenth_at_most(slug: str) -> None:
    assert 1 <= phase(slug) <= 1.1


def test_phases_are_spread_over_their_whole_range() -> None:
    tenths = [int((phase(slug) - 1) * 100) for slug in SLUGS]
    assert set(tenths) == set(range(10))


# ── where it is planned ──


def planned(wait: timedelta, habits: Habits | None = None, pace: Pace = PACE, **hints: int) -> timedelta:
    return after_success("koran", pace, PollHints(**hints), habits, NOW, NOW + wait) - NOW


@given(st.integers(300, 86_400), st.text())
def test_a_plan_is_kept_but_for_a_drift_of_the_sources_own(seconds: int, slug: str) -> None:
    wait = timedelta(seconds=seconds)
    due = after_success(slug, PACE, PollHints(), None, NOW, NOW + wait)
    assert NOW + wait <= due <= NOW + wait + min(wait / 20, 2 * MINUTE) + MINUTE / 60


def test_a_plan_keeps_to_the_bounds() -> None:
    assert planned(MINUTE) >= PACE.minimum
    assert planned(timedelta(days=9)) <= PACE.maximum + 2 * MINUTE
    assert planned(10 * MINUTE, max_age=7200) >= timedelta(hours=2)
    assert planned(10 * MINUTE, Habits(since=0, ttl=7200)) >= timedelta(hours=2)
    assert planned(10 * MINUTE, retry_after=86_400) == timedelta(days=1)


def test_the_operators_interval_wins_over_a_plan() -> None:
    assert planned(10 * MINUTE, pace=FIXED) / phase("koran") == near(timedelta(hours=2))


def test_a_plan_in_hours_that_a_document_skips_waits_for_their_end() -> None:
    habits = Habits(since=0, skip_hours=(5, 6, 7))  # NOW is 05:00 UTC
    due = after_success("koran", PACE, PollHints(), habits, NOW, NOW + 20 * MINUTE)
    assert due.hour == 8


def test_a_document_that_skips_whole_days_is_read_once_a_day() -> None:
    habits = Habits(since=0, skip_days=(0, 1, 2, 3, 5, 6))  # all but Friday; NOW is a Wednesday
    wait = planned(20 * MINUTE, habits)
    assert timedelta(hours=24) <= wait <= timedelta(hours=25)
