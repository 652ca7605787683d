"""What is stored of a source's past is small, and plans as well as the whole past would."""

import json
from bisect import bisect_right
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.model import Skips, SourceState
from aggregator.polling import PUSHED, Reading, learn, learn_from_push, next_poll, plan
from tests.polling.newsrooms import DAY, OPENING, Newsroom, found
from tests.polling.replay import Seen

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
END = OPENING + 5 * DAY
MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
NEVER_POLLED = SourceState("koran", "https://koran.example/rss", MONDAY)


def at(t: float) -> datetime:
    return MONDAY + timedelta(seconds=t)


def read(state: SourceState, now: datetime, shown: int, *published: datetime | None) -> SourceState:
    return replace(learn(state, Reading(shown, published), now, "UTC"), last_success_at=now)


def planned(state: SourceState, now: datetime, scale: float = 1.0, **more: bool) -> timedelta:
    due = plan(state, now, "UTC", scale, **more)
    assert due is not None
    return due - now


def watch(newsroom: Newsroom) -> list[tuple[float, float, SourceState]]:
    """Every poll of a week: when, when the whole history wants the next one, and the state that is stored."""
    seen, state = Seen(newsroom.window), NEVER_POLLED
    memo: dict[str, object] = {}
    now, known, polls = OPENING, 0, []
    while now < END:
        stand = bisect_right(newsroom.published, now)
        first = max(known, stand - newsroom.window)
        new = newsroom.published[first:stand]
        overflow = bool(seen.polls) and len(new) == newsroom.window
        seen.entries.extend((published, now) for published in new)
        seen.polls.append((now, len(new), overflow))
        state = read(state, at(now), newsroom.window, *map(at, new))
        due = next_poll(now, seen, 1.0, memo)
        polls.append((now, due, state))
        known, now = stand, due
    return polls


@pytest.mark.parametrize("number", [0, 5, 20, 39])
def test_the_stored_sums_plan_as_the_whole_past_does(number: int) -> None:
    for now, due, state in watch(found(1, END)[number]):
        assert planned(state, at(now)).total_seconds() == pytest.approx(due - now, abs=90)


def test_a_busy_portal_takes_no_more_than_two_kilobytes() -> None:
    *_, (_, _, state) = watch(found(1, END)[0])
    assert state.habits
    assert len(json.dumps(asdict(state.habits))) < 2048


def test_where_nothing_was_read_nothing_is_planned() -> None:
    assert plan(NEVER_POLLED, MONDAY, "UTC", 1.0) is None


def test_the_hour_is_that_of_the_source() -> None:
    night = datetime(2024, 1, 2, 17, tzinfo=UTC)  # in Jakarta, midnight
    state = learn(NEVER_POLLED, Reading(20, (None,)), night, "Asia/Jakarta")
    there, here = plan(state, night, "Asia/Jakarta", 1.0), plan(state, night, "UTC", 1.0)
    assert there
    assert here
    assert there > here


def test_a_source_whose_hub_tells_us_is_polled_less_often() -> None:
    state = read(NEVER_POLLED, MONDAY + 9 * timedelta(hours=1), 20, *[MONDAY] * 20)
    now = MONDAY + 10 * timedelta(hours=1)
    assert planned(state, now, 0.2, pushed=True) == planned(state, now, 0.2 * PUSHED)
    assert planned(state, now, 0.2, pushed=True) > planned(state, now, 0.2)


# ── overflow: entries may have come and gone unseen ──


def twice(before: int, shown: int, new: int) -> SourceState:
    state = read(NEVER_POLLED, MONDAY, before, *[MONDAY] * before)
    return read(state, MONDAY + 10 * MINUTE, shown, *[None] * new)


def test_a_full_page_of_strangers_is_an_overflow() -> None:
    assert twice(10, 10, 10).overflowed_at == MONDAY + 10 * MINUTE


@pytest.mark.parametrize(
    ("before", "shown", "new"),
    [(10, 10, 9), (10, 0, 0), (0, 5, 5), (1, 1, 1), (30, 3, 3)],
    ids=["one is known", "nothing there", "it was empty", "it shows one at a time", "it was emptied"],
)
def test_other_pages_are_none(before: int, shown: int, new: int) -> None:
    assert twice(before, shown, new).overflowed_at is None


def test_the_first_page_is_none() -> None:
    assert read(NEVER_POLLED, MONDAY, 3, MONDAY, MONDAY, MONDAY).overflowed_at is None


def test_a_page_that_is_read_in_another_way_now_is_none() -> None:
    state = read(NEVER_POLLED, MONDAY, 3, *[MONDAY] * 3)
    other = Reading(3, (None,) * 3, comparable=False)
    assert learn(state, other, MONDAY + MINUTE, "UTC").overflowed_at is None


def test_after_an_overflow_a_source_is_polled_sooner() -> None:
    now = MONDAY + 10 * MINUTE
    overflowed = twice(10, 10, 10)
    assert planned(overflowed, now, 4.0) < planned(replace(overflowed, overflowed_at=None), now, 4.0)


def test_what_the_document_asks_for_is_kept_until_it_asks_for_something_else() -> None:
    asking = Reading(5, ttl=7200, skips=Skips((1, 2), (6,)))
    state = learn(NEVER_POLLED, asking, MONDAY, "UTC")
    assert state.habits
    assert (state.habits.ttl, state.habits.skip_hours, state.habits.skip_days) == (7200, (1, 2), (6,))
    silent = learn(state, Reading(5), MONDAY, "UTC")
    assert silent.habits
    assert (silent.habits.ttl, silent.habits.skip_hours, silent.habits.skip_days) == (0, (), ())


# ── what a hub tells us teaches the rhythm, as a poll that meets new entries does ──


def pushed(state: SourceState, now: datetime, *published: datetime | None) -> SourceState:
    return learn_from_push(state, published, now, now, "UTC")


def test_what_is_pushed_teaches_the_hours_as_polls_do() -> None:
    """Every entry of a week, told when it came, leaves the hours that polls as often would have left."""
    newsroom = found(1, END)[5]
    came = [at(t) for t in newsroom.published if OPENING < t < END]
    polled = told = read(NEVER_POLLED, at(OPENING), newsroom.window)
    for moment in came:
        polled, told = read(polled, moment, newsroom.window, moment), pushed(told, moment, moment)
    assert told.habits
    assert polled.habits
    assert told.habits.hours == pytest.approx(polled.habits.hours, abs=0.05)
    assert told.habits.hours_watched == pytest.approx(polled.habits.hours_watched, abs=len(came))
    assert sum(told.habits.hours) > 0.8 * len(came)


def test_an_entry_counts_once_whoever_brings_it_first() -> None:
    state = read(NEVER_POLLED, MONDAY, 20)
    told = pushed(state, MONDAY + 9 * MINUTE, MONDAY + 8 * MINUTE)
    polled = read(told, MONDAY + 60 * MINUTE, 20)  # it is not new to the poll
    assert polled.habits
    assert sum(polled.habits.hours) == pytest.approx(1)
    assert polled.habits.recent == told.habits.recent


@pytest.mark.parametrize(
    "published", [None, MONDAY - ONE_DAY, MONDAY + ONE_DAY], ids=["none", "old", "future"]
)
def test_where_a_pushed_date_says_nothing_the_message_does(published: datetime | None) -> None:
    state = read(NEVER_POLLED, MONDAY, 20)
    told = pushed(state, MONDAY + 5 * timedelta(hours=1), published)
    assert told.habits
    assert told.habits.hours[5] == 1


def test_a_message_says_nothing_of_the_document() -> None:
    state = learn(NEVER_POLLED, Reading(20, ttl=7200, skips=Skips((1,), (6,))), MONDAY, "UTC")
    told = pushed(replace(state, last_success_at=MONDAY), MONDAY + MINUTE, *[None] * 20)
    assert told.habits
    assert (told.habits.window, told.habits.ttl) == (20, 7200)
    assert (told.habits.skip_hours, told.habits.skip_days) == ((1,), (6,))
    assert told.overflowed_at is None


def test_before_the_first_poll_a_message_teaches_nothing() -> None:
    assert pushed(NEVER_POLLED, MONDAY, MONDAY) == NEVER_POLLED
