"""Terkini: the place of an entry in every listing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

LATE = timedelta(hours=48)
AT_ONCE = timedelta(hours=1)
"""What a source brings within this time, it brings at once."""


def order_at(published: datetime | None, first_seen: datetime, *, backlog: bool) -> datetime:
    """The place of an entry in every listing: fixed when it is first seen, never moved.

    Its publication, but not later than it was seen (no entry is from the future) and not more than 48 hours
    before (a latecomer still enters the window that readers take). What a source had in stock when it was
    first polled is `backlog`: it keeps its own dates, however old, and floods nobody.
    """
    latest = min(published or first_seen, first_seen)
    return latest if backlog else max(latest, first_seen - LATE)


def spaced(places: Sequence[datetime], first_seen: datetime, room: int) -> tuple[datetime, ...]:
    """The places of entries that a source brings at once, in their order: the latest `room` of them as they are.

    The rest stand where latecomers do, 48 hours before they were seen: whoever follows a listing still sees what
    others wrote meanwhile, and nothing is lost. A place that is earlier stays.
    """
    latest = sorted(range(len(places)), key=lambda one: places[one], reverse=True)[: max(room, 0)]
    kept = frozenset(latest)
    return tuple(
        place if number in kept else min(place, first_seen - LATE) for number, place in enumerate(places)
    )
