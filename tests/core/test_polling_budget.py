"""The scale that is found makes the polls of a day fit the budget."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.model import Habits, SourceState
from aggregator.polling import Demand, Reading, find_scale, learn, polls_a_day
from aggregator.polling.budget import LONGEST, SHORTEST

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
LEAST, MOST = timedelta(minutes=5), timedelta(hours=4)
HOUR = timedelta(hours=1)


def demand(entries_a_day: int, **more: object) -> Demand:
    """A source that was watched for two weeks."""
    state = SourceState("koran", "", MONDAY)
    every = timedelta(days=1) / entries_a_day
    for poll in range(14 * 24):
        start, now = MONDAY + poll * HOUR, MONDAY + (poll + 1) * HOUR
        new = tuple(start + (number + 0.5) * every for number in range(int(HOUR / every)))
        state = learn(state, Reading(200, new), now, "UTC")
    return Demand(state.habits, LEAST, MOST, **more)  # type: ignore[arg-type]


MIX = [demand(24), demand(96), demand(240)]


@pytest.mark.parametrize("budget", [50, 72, 144, 300])
def test_the_polls_that_are_expected_are_those_of_the_budget(budget: int) -> None:
    assert polls_a_day(MIX, find_scale(MIX, budget)) == pytest.approx(budget, rel=0.02)


def test_who_publishes_more_is_polled_more_but_not_in_proportion() -> None:
    scale = find_scale(MIX, 72)
    slow, _, fast = (polls_a_day([one], scale) for one in MIX)
    assert 1.5 * slow < fast < 5 * slow


def test_no_budget_is_so_small_that_a_source_is_never_polled() -> None:
    scale = find_scale(MIX, 1)
    assert scale == pytest.approx(LONGEST, rel=0.01)
    assert polls_a_day(MIX, scale) >= len(MIX) * timedelta(days=1) / MOST


def test_no_budget_is_so_large_that_a_source_is_polled_all_the_time() -> None:
    scale = find_scale(MIX, 10**9)
    assert scale == pytest.approx(SHORTEST, rel=0.01)
    assert polls_a_day(MIX, scale) <= len(MIX) * timedelta(days=1) / LEAST


def test_the_operators_intervals_take_their_part_of_the_budget() -> None:
    fixed = demand(240, fixed=timedelta(minutes=30))
    assert polls_a_day([fixed], 1.0) == polls_a_day([fixed], 8.0) == pytest.approx(48)
    assert find_scale([*MIX, fixed], 144) > find_scale(MIX, 144)


def test_sources_of_which_nothing_is_known_count_as_usual_ones() -> None:
    assert 6 <= polls_a_day([Demand(None, LEAST, MOST)], 1.0) <= 48


def test_what_a_document_asks_for_makes_room_for_others() -> None:
    asking = Demand(Habits(since=0, ttl=2 * 3600), LEAST, MOST)
    assert polls_a_day([asking], SHORTEST) == pytest.approx(12)


def test_a_source_that_is_pushed_makes_room_for_others() -> None:
    assert polls_a_day([demand(240, pushed=True)], 0.5) < polls_a_day([demand(240)], 0.5) / 2
