"""Which entries come first: Terkini, as a pure function of what is stored."""

from datetime import datetime, timedelta

LATE = timedelta(hours=48)


def order_at(published: datetime | None, first_seen: datetime, *, backlog: bool) -> datetime:
    """The place of an entry in every listing: fixed when it is first seen, never moved.

    Its publication, but not later than it was seen (no entry is from the future) and not more than 48 hours
    before (a latecomer still enters the window that readers take). What a source had in stock when it was
    first polled is `backlog`: it keeps its own dates, however old, and floods nobody.
    """
    latest = min(published or first_seen, first_seen)
    return latest if backlog else max(latest, first_seen - LATE)
