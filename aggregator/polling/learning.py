"""From one poll to the next: what a document teaches about its source, and when that says to come again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aggregator.model import Habits, Skips, SourceState
from aggregator.polling.counts import Counts
from aggregator.polling.history import DAY, Poll, Sighting
from aggregator.polling.placement import next_poll

PUSHED = 4.0
"""How many times longer the intervals are of a source whose hub tells us what is new: polls are a safety net."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document showed: how many entries, when those that were new say they were published, its wishes.

    Not `comparable` is one that was read in another way than the one before.
    """

    shown: int
    new: tuple[datetime | None, ...] = ()
    ttl: int | None = None
    skips: Skips = Skips()
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class _Past:
    """The part of a `History` that the stored sums do not hold."""

    polls: Sequence[Poll]
    entries: Sequence[Sighting] = ()
    window: int = 0
    ttl: float = 0.0


def local_seconds(at: datetime, zone: str) -> float:
    """A moment in the seconds of `History`."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    return at.timestamp() + offset.total_seconds() + 3 * DAY


def learn(state: SourceState, reading: Reading, now: datetime, zone: str) -> SourceState:
    """The state with what a document taught that was read at `now`."""
    overflow = reading.comparable and _overflows(state.habits, reading)
    habits = _learn(state.habits, reading, state.last_success_at, now, zone)
    return replace(state, habits=habits, overflowed_at=now if overflow else state.overflowed_at)


def learn_from_push(
    state: SourceState, new: Sequence[datetime | None], received_at: datetime, now: datetime, zone: str
) -> SourceState:
    """The state with what a hub's message taught: its new entries came when they say so, if that was since the last
    poll, or else with the message.

    A message may hold a part of the feed: what the document shows and asks for stays as the last poll found it. What
    was met here is not new to the next poll, so that nothing counts twice.
    """
    last_poll = state.last_success_at
    if state.habits is None or last_poll is None:
        return state
    came = [at if at and last_poll < at <= received_at else received_at for at in new]
    return replace(state, habits=_counted(state.habits, came, last_poll, now, zone))


def _overflows(habits: Habits | None, reading: Reading) -> bool:
    """Whether entries may have come and gone unseen: the document is as full as it was, and all of it is new.

    One that shows less than half as much as before was emptied; one entry alone says nothing.
    """
    shown = reading.shown
    return habits is not None and len(reading.new) == shown > 1 and 0 < habits.window <= 2 * shown


def _learn(
    habits: Habits | None, reading: Reading, last_poll: datetime | None, now: datetime, zone: str
) -> Habits:
    here = local_seconds(now, zone)
    before = habits or Habits(since=here)
    known = replace(
        before,
        window=reading.shown,
        ttl=reading.ttl or 0,
        skip_hours=reading.skips.hours,
        skip_days=reading.skips.days,
    )
    return _counted(known, reading.new, last_poll if habits else None, now, zone)


def _counted(
    habits: Habits, new: Sequence[datetime | None], last_poll: datetime | None, now: datetime, zone: str
) -> Habits:
    if not new:
        return habits
    here = local_seconds(now, zone)
    earlier = ((local_seconds(last_poll, zone), 0, False),) if last_poll else ()
    entries = tuple((local_seconds(at, zone) if at else None, here) for at in new)
    counts = Counts.of(habits)
    counts.read(_Past((*earlier, (here, len(entries), False)), entries))
    return counts.stored_in(habits)


def plan(
    state: SourceState, now: datetime, zone: str, scale: float, *, pushed: bool = False
) -> datetime | None:
    """The moment of the next poll by what is known of a source, None when that is nothing.

    `scale` as in `next_poll`; `pushed` says that a hub tells us what is new, so that polls are a safety net.
    """
    habits = state.habits
    if habits is None:
        return None
    here = local_seconds(now, zone)
    polls: list[Poll] = [(habits.since, 0, False), (here, 0, False)]
    if state.overflowed_at:
        polls = sorted([*polls, (local_seconds(state.overflowed_at, zone), 0, True)])
    past = _Past(polls, window=habits.window)
    scale *= PUSHED if pushed else 1
    return now + timedelta(seconds=next_poll(here, past, scale, {"counts": Counts.of(habits)}) - here)
