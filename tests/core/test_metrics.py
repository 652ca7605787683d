"""What was counted is handed over whole: once, and nothing lost when it comes back."""

from collections import Counter as Numbers

from hypothesis import given
from hypothesis import strategies as st

from aggregator.metrics import FAILURES, HISTOGRAMS, LATENESS, NEW, POLL, POLLS, SUM, Meter
from aggregator.model import Outcome, Report

seconds = st.floats(0, 10_000, allow_nan=False)


@given(st.lists(seconds), st.sampled_from(HISTOGRAMS))
def test_each_observation_is_in_the_first_bucket_that_holds_it(observed, histogram):
    meter = Meter()
    for one in observed:
        meter.observe(histogram, one)
    taken = meter.take()
    first = Numbers(f"{min(bound for bound in histogram.bounds if one <= bound):g}" for one in observed)
    assert {label: amount for (_, label), amount in taken.items() if label != SUM} == first
    assert taken.get((histogram.name, SUM), 0) == sum(observed)


@given(st.lists(st.tuples(st.sampled_from(["antara", "palpres"]), st.integers(0, 9), st.booleans())))
def test_what_is_given_back_is_handed_over_the_next_time(amounts):
    meter, total = Meter(), Numbers()
    for source, amount, refused in amounts:
        meter.count(NEW, source, amount)
        total[source] += amount
        if refused:
            meter.give_back(meter.take())
    assert {label: amount for (_, label), amount in meter.take().items()} == +total
    assert meter.take() == {}


def test_a_report_is_one_poll():
    meter = Meter()
    meter.report(Report("antara", Outcome.CHANGED, 0.3, new=7, edited=0))
    meter.report(Report("palpres", Outcome.FAILED, 31, code="timed_out"))
    meter.observe(LATENESS, -0.0)
    assert meter.take() == {
        (POLLS.name, "changed"): 1,
        (POLLS.name, "failed"): 1,
        (NEW.name, "antara"): 7,
        (FAILURES.name, "timed_out"): 1,
        (POLL.name, "0.5"): 1,
        (POLL.name, "inf"): 1,
        (POLL.name, SUM): 31.3,
        (LATENESS.name, "0.5"): 1,
        (LATENESS.name, SUM): 0,
    }
