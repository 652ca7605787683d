"""What placing polls is worth, in five simulated days after a week of learning (`make polling` shows a month)."""

import pytest

from tests.polling.newsrooms import DAY, OPENING, found
from tests.polling.policies import MINIFLUX, ORACLE, OURS, POLICIES
from tests.polling.replay import Costs, at_budget, replay
from tests.polling.worlds import found_world

COUNTED = OPENING + 7 * DAY
END = COUNTED + 5 * DAY


@pytest.fixture(scope="module")
def costs() -> dict[str, list[Costs]]:
    """By policy, one for each world."""
    worlds = [found(seed, END) for seed in (1, 2)]
    return {
        name: [at_budget(world, END, POLICIES[name], 24, COUNTED)[1] for world in worlds]
        for name in (MINIFLUX, OURS, ORACLE)
    }


def mean(costs: list[Costs]) -> float:
    return sum(cost.mean for cost in costs) / len(costs)


def test_all_policies_are_compared_at_the_same_number_of_polls(costs: dict[str, list[Costs]]) -> None:
    polls = [cost.polls for worlds in costs.values() for cost in worlds]
    assert polls == pytest.approx([24] * len(polls), rel=0.005)


def test_entries_wait_less_than_six_tenths_as_long_as_with_minifluxs_formula(
    costs: dict[str, list[Costs]],
) -> None:
    assert mean(costs[OURS]) <= 0.6 * mean(costs[MINIFLUX])


def test_entries_wait_about_as_long_as_if_the_true_rates_were_known(costs: dict[str, list[Costs]]) -> None:
    assert mean(costs[OURS]) <= 1.05 * mean(costs[ORACLE])


def test_no_more_entries_are_lost_than_with_minifluxs_formula(costs: dict[str, list[Costs]]) -> None:
    assert sum(cost.lost for cost in costs[OURS]) <= sum(cost.lost for cost in costs[MINIFLUX])


def test_the_same_seed_is_the_same_world() -> None:
    end = OPENING + 3 * DAY
    first, second = (replay(found(5, end), end, POLICIES[OURS], 1.0, OPENING) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["office", "batches", "editions", "weekly", "seasons"])
def test_other_newsrooms_wait_less_too_and_lose_no_more(name: str) -> None:
    world = found_world(name, 1, END, count=6)
    ours, minifluxs = (at_budget(world, END, POLICIES[policy], 24, COUNTED)[1] for policy in (OURS, MINIFLUX))
    assert ours.mean <= 0.6 * minifluxs.mean
    assert ours.lost <= minifluxs.lost
