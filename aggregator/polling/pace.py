"""When a source is polled next: pure functions of its state, the answer's hints and now.

Bounds, strongest first: a server's Retry-After; the operator's own interval; the minimum and maximum of the
configuration; what the answer asks for (Cache-Control, Expires, ttl). Failures double the wait up to
`FAILURE_CAP` and never end it: nothing stays dead.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.model import PollHints

FAILURE_CAP = timedelta(hours=4)
SET_ASIDE = timedelta(hours=24)
"""A document that has killed its parse worker twice is tried again once a day."""

MAX_WORKER_DEATHS = 2
RETRY_AFTER_CAP = timedelta(days=7)
_PHASE = 0.1


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds between which a source is polled; `fixed` is the operator's word and wins over hints."""

    minimum: timedelta
    default: timedelta
    maximum: timedelta
    fixed: timedelta | None = None


def after_success(slug: str, pace: Pace, hints: PollHints, ttl: int | None, now: datetime) -> datetime:
    """The next poll after an answer that was read, or a 304."""
    if pace.fixed is not None:
        wait = max(pace.fixed, pace.minimum)
    else:
        asked = max(timedelta(seconds=hints.max_age or 0), timedelta(seconds=ttl or 0), pace.default)
        wait = min(max(asked, pace.minimum), pace.maximum)
    return max(now + wait * phase(slug), wait_until(hints.retry_after, now) or now)


def after_failure(
    slug: str, pace: Pace, failures: int, worker_deaths: int, retry_at: datetime | None, now: datetime
) -> datetime:
    """The next try after the `failures`-th failure in a row (1 for the first)."""
    base = pace.fixed or pace.default
    doubled = base * float(1 << min(failures - 1, 16))
    wait = max(min(doubled, max(FAILURE_CAP, base)), pace.minimum)
    if worker_deaths >= MAX_WORKER_DEATHS:
        wait = SET_ASIDE
    return max(now + wait * phase(slug), retry_at or now)


def wait_until(retry_after: float | None, now: datetime) -> datetime | None:
    """The moment before which a server does not want to be asked; never further than `RETRY_AFTER_CAP`."""
    return now + min(timedelta(seconds=retry_after), RETRY_AFTER_CAP) if retry_after else None


def phase(slug: str) -> float:
    """A factor of a source's own, 1 to 1.1, so that equal intervals drift apart instead of marching in step."""
    digest = hashlib.blake2b(slug.encode(), digest_size=4).digest()
    return 1 + _PHASE * int.from_bytes(digest) / 0xFFFFFFFF
