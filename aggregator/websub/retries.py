"""When a delivery that failed is tried again, and when no more."""

from datetime import datetime, timedelta

FIRST = timedelta(seconds=10)
FACTOR = 3
LONGEST = timedelta(hours=6)

MOST_TRIES = 9
"""Then the delivery is dropped: some nine hours after the first try. The next change is delivered as ever."""

GIVE_UP_AFTER = timedelta(days=3)
"""A subscriber to whom nothing could be delivered for so long is forgotten."""


def next_try(tries: int, chance: float, now: datetime) -> datetime | None:
    """The moment after the `tries`-th failure in a row, None after the last.

    `chance`, in [0, 1), takes up to a third off, so that the subscribers of a host that was down do not all come
    back to it in one moment.
    """
    if tries >= MOST_TRIES:
        return None
    wait = min(FIRST * float(FACTOR ** (tries - 1)), LONGEST)
    return now + wait * (1 - chance / 3)
