"""Where the next poll of a source is placed, given what it did so far."""

from dataclasses import dataclass, field, replace
from math import inf, isfinite, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.polling import CAP, FLOOR, next_poll

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
MONDAY_NOON = 28 * DAY + 12 * HOUR


@dataclass
class Past:
    """A history, as any caller may hold one."""

    polls: list[tuple[float, int, bool]] = field(default_factory=list)
    entries: list[tuple[float | None, float]] = field(default_factory=list)
    window: int = 20
    ttl: float = 0.0


def regular(every: float, days: float = 28, window: int = 20, now: float = MONDAY_NOON) -> Past:
    """A source that published day and night in equal steps, never twice at one minute, polled every hour."""
    past = Past(window=window)
    at = now - days * DAY
    published = at + every / 3
    while at <= now:
        seen = len(past.entries)
        while published <= at:
            past.entries.append((published, at))
            published += every * (1 + 0.001 * (len(past.entries) % 7))
        past.polls.append((at, len(past.entries) - seen, False))
        at += HOUR
    return past


def wait(past: Past, scale: float = 1.0, now: float = MONDAY_NOON) -> float:
    return next_poll(now, past, scale, {}) - now


def test_a_steady_source_waits_for_the_inverse_root_of_its_rate() -> None:
    assert wait(regular(HOUR), 0.5) == pytest.approx(HOUR / 2, rel=0.2)
    assert wait(regular(HOUR / 4), 0.5) == pytest.approx(HOUR / 4, rel=0.2)


def test_scale_multiplies_intervals() -> None:
    past = regular(HOUR)
    assert wait(past, 1.6) / wait(past, 0.4) == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize("scale", [inf, nan, 1e300])
def test_no_scale_makes_a_source_wait_longer_than_the_cap(scale: float) -> None:
    assert wait(regular(DAY), scale) == CAP


@pytest.mark.parametrize("scale", [0.0, -1.0, 1e-300])
def test_no_scale_makes_a_source_wait_shorter_than_the_floor(scale: float) -> None:
    assert wait(regular(HOUR), scale) == FLOOR


def test_a_source_that_asks_for_a_longer_wait_gets_it_for_a_day_at_most() -> None:
    past = regular(HOUR)
    assert wait(replace(past, ttl=6 * HOUR)) == 6 * HOUR
    assert wait(replace(past, ttl=1e9)) == DAY
    assert wait(replace(past, ttl=1)) == wait(past)


def test_half_a_window_is_not_expected_to_pass_unseen() -> None:
    assert wait(regular(10 * MINUTE, window=6), scale=9) == pytest.approx(30 * MINUTE, rel=0.2)


def test_for_three_days_after_an_overflow_only_a_quarter_of_a_window_may_pass() -> None:
    calm = regular(10 * MINUTE, window=12)
    fresh, old = replace(calm, polls=list(calm.polls)), replace(calm, polls=list(calm.polls))
    fresh.polls[-5] = (*fresh.polls[-5][:2], True)
    old.polls[-80] = (*old.polls[-80][:2], True)
    assert wait(fresh, 9) == pytest.approx(wait(calm, 9) / 2, rel=0.05)
    assert wait(old, 9) == wait(calm, 9)


def test_a_source_that_shows_an_unknown_number_of_entries_has_no_window_to_guard() -> None:
    assert wait(regular(10 * MINUTE, window=0), scale=99) == CAP


def test_hours_in_which_a_source_sleeps_are_hardly_polled() -> None:
    past = regular(20 * MINUTE)
    office = replace(past, entries=[one for one in past.entries if 8 <= one[0] % DAY / HOUR < 16])
    assert wait(office, now=MONDAY_NOON + 11 * HOUR) > 2 * wait(office)


def test_a_weekday_on_which_a_source_sleeps_is_hardly_polled() -> None:
    sunday = MONDAY_NOON - DAY
    past = regular(20 * MINUTE, days=56, now=sunday)
    office = replace(past, entries=[one for one in past.entries if one[0] // DAY % 7 != 6])
    assert wait(office, now=sunday) > 2 * wait(past, now=sunday)


def test_three_days_of_history_say_nothing_about_a_sunday() -> None:
    wednesday = MONDAY_NOON + 2 * DAY
    past = regular(20 * MINUTE, days=3, now=wednesday)
    sunday = wednesday + 4 * DAY
    past.polls += [(wednesday + hour * HOUR, 0, False) for hour in range(1, 4)]
    assert wait(past, 0.5, now=sunday) < 2 * wait(past, 0.5, now=wednesday)


def test_a_burst_brings_the_next_poll_forward() -> None:
    calm = regular(HOUR)
    burst = replace(
        calm, entries=[*calm.entries, *((MONDAY_NOON - 97 * step, MONDAY_NOON) for step in range(9, 0, -1))]
    )
    assert wait(burst) < 0.7 * wait(calm)


def test_a_poll_comes_just_after_the_minute_at_which_a_source_publishes() -> None:
    past = regular(30 * MINUTE)
    batches = replace(past, entries=[(one[0] - one[0] % HOUR + 17 * MINUTE, one[1]) for one in past.entries])
    assert next_poll(MONDAY_NOON, batches, 1.3, {}) % HOUR == 17 * MINUTE + 75


def test_a_batch_minute_puts_no_poll_off_beyond_when_half_a_window_is_expected() -> None:
    fast = regular(4 * MINUTE, window=10)
    batches = replace(fast, entries=[(one[0] - one[0] % HOUR + 50 * MINUTE, one[1]) for one in fast.entries])
    guarded = wait(fast, 8)
    assert guarded < 40 * MINUTE, "the window, not the scale, says when"
    assert wait(batches, 8) <= 1.1 * guarded


def test_a_source_without_dates_is_known_by_when_it_was_seen() -> None:
    dated = regular(30 * MINUTE)
    undated = replace(dated, entries=[(None, seen) for _, seen in dated.entries])
    assert wait(undated) == pytest.approx(wait(dated), rel=0.2)


@pytest.mark.parametrize("wrong", [-7 * HOUR, 7 * HOUR, -20_000 * DAY, 20_000 * DAY])
def test_dates_of_another_zone_or_age_do_not_move_a_sources_day(wrong: float) -> None:
    right = regular(30 * MINUTE)
    shifted = replace(right, entries=[(published + wrong, seen) for published, seen in right.entries])
    assert wait(shifted) == pytest.approx(wait(right), rel=0.2)


def test_a_pinned_entry_does_not_make_a_source_slow() -> None:
    page = [(MONDAY_NOON - (10 - step) * 12 * MINUTE, MONDAY_NOON) for step in range(10)]
    pinned = Past([(MONDAY_NOON, 11, False)], [(MONDAY_NOON - 900 * DAY, MONDAY_NOON), *page])
    assert wait(pinned) < HOUR


def test_a_first_page_tells_a_fast_source_from_a_slow_one() -> None:
    fast, slow = (
        Past(
            [(MONDAY_NOON, 10, False)],
            [(MONDAY_NOON - (10 - step) * every, MONDAY_NOON) for step in range(10)],
        )
        for every in (12 * MINUTE, 2 * DAY)
    )
    assert wait(slow) > 3 * wait(fast)


def test_a_source_that_falls_silent_is_polled_less_and_less() -> None:
    past = regular(20 * MINUTE)
    waits = [wait(past, 0.5, now=MONDAY_NOON + weeks * 7 * DAY) for weeks in (0, 2, 8, 30)]
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]


def test_a_source_that_never_published_is_polled_less_and_less_up_to_the_cap() -> None:
    polls = [(MONDAY_NOON + hour * HOUR, 0, False) for hour in range(24 * 60)]
    waits = [wait(Past(polls[: 24 * days + 1]), now=polls[24 * days][0]) for days in (0, 3, 50)]
    assert waits == sorted(waits)
    assert waits[-1] == CAP


def test_a_history_that_lost_its_beginning_is_counted_anew() -> None:
    past, memo = regular(HOUR), {}
    next_poll(MONDAY_NOON, past, 1.0, memo)
    cut = replace(past, entries=past.entries[300:])
    assert next_poll(MONDAY_NOON, cut, 1.0, memo) == next_poll(MONDAY_NOON, cut, 1.0, {})


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    """Any history: gaps from seconds to weeks, dates missing, late, ahead and absurd."""
    now = draw(st.floats(0, 400 * DAY))
    past = Past(window=draw(st.integers(0, 100)), ttl=draw(st.floats(0, 2 * DAY)))
    gaps = st.one_of(st.floats(1, 3 * HOUR), st.floats(1, 30 * DAY))
    lags = st.one_of(st.none(), st.floats(-DAY, 3 * DAY), st.floats(-1e9, 1e9), st.sampled_from([0.0, HOUR]))
    for gap, page in draw(st.lists(st.tuples(gaps, st.lists(lags, max_size=6)), max_size=12)):
        now += gap
        past.entries += [(None if lag is None else now - lag, now) for lag in page]
        past.polls.append((now, len(page), draw(st.booleans())))
    return past


scales = st.floats(0.01, 20)


@given(pasts(), scales, st.floats(0, 10 * DAY))
def test_the_next_poll_lies_ahead_and_not_beyond_cap_and_ttl(past: Past, scale: float, late: float) -> None:
    now = (past.polls[-1][0] if past.polls else 0.0) + late
    due = next_poll(now, past, scale, {})
    assert isfinite(due)
    assert now + FLOOR <= due <= now + max(CAP, min(past.ttl, DAY))


@given(pasts(), scales)
def test_a_memo_that_is_kept_changes_nothing(past: Past, scale: float) -> None:
    memo: dict[str, object] = {}
    growing = replace(past, polls=[], entries=[])
    for poll in past.polls:
        growing.polls.append(poll)
        growing.entries += [one for one in past.entries if one[1] == poll[0]]
        kept = next_poll(poll[0], growing, scale, memo)
        assert kept == next_poll(poll[0], growing, scale, {})


@given(pasts(), scales)
def test_lists_and_tuples_are_the_same_history(past: Past, scale: float) -> None:
    frozen = replace(past, polls=tuple(past.polls), entries=tuple(past.entries))
    assert next_poll(500 * DAY, past, scale, {}) == next_poll(500 * DAY, frozen, scale, {})


@given(pasts(), scales, scales)
def test_a_larger_scale_never_brings_a_poll_forward(past: Past, one: float, other: float) -> None:
    now = past.polls[-1][0] if past.polls else 0.0
    small, large = (next_poll(now, past, scale, {}) for scale in sorted((one, other)))
    assert small <= large


@given(st.integers(1, 56), st.floats(0.3, 8), st.integers(1, 30), scales, st.floats(0, 7 * DAY))
def test_more_recent_entries_never_put_a_poll_off(
    days: int, every: float, more: int, scale: float, later: float
) -> None:
    """For a source that has shown its hours: one that hardly publishes learns from a burst that this is its hour."""
    now = MONDAY_NOON + later
    calm = regular(every * HOUR, days, now=now)
    since = calm.polls[-2][0]
    extra = [(since + (now - since) * (index + 0.5) / more, now) for index in range(more)]
    lively = replace(calm, entries=[*calm.entries, *extra])
    assert wait(lively, scale, now) <= wait(calm, scale, now) + 1e-6
