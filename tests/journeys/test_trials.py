"""Short forms of the long trials (`make trials`)."""

from datetime import timedelta

from tests.trials import day
from tests.trials.crowd import half_bad

FEW_PLACES = "polling: {concurrency: 12}\n"


def test_half_of_the_sources_hang_and_the_others_are_on_time_from_the_first_minute_on(tmp_path):
    kinds, interval = half_bad(60, most_poison=0), timedelta(minutes=5)
    punctuality, outcomes = day.live_through(kinds, 2.4 * interval, interval, tmp_path, FEW_PLACES)
    assert punctuality.missed == 0
    assert punctuality.lateness[-1] <= 10
    assert len(punctuality.lateness) >= 30 * 2
    assert outcomes["timed_out"] > 2 * 12, "more hung than there are places"
