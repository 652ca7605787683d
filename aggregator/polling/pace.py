"""When a source is polled next: pure functions of its state, the answer's hints and now.

Bounds, strongest first: a server's Retry-After; the operator's own interval; the hours in which a document asks not
to be read; the minimum and maximum of the configuration; what the answer asks for (Cache-Control, Expires, ttl); and
only then the moment that `learning.plan` found. Failures double the wait up to `FAILURE_CAP` and never end it:
nothing stays dead.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from aggregator.model import Habits, PollHints, SourceError, SourceState

FAILURE_CAP = timedelta(hours=4)
SET_ASIDE = timedelta(hours=24)
"""A document that has killed its parse worker twice is tried again once a day."""

GONE = timedelta(days=7)
"""A source that said for a day that it is gone for good (410) is asked again once a week."""

GONE_AFTER = timedelta(days=1)
ADOPTED_AFTER = timedelta(days=7)
"""So long a permanent redirect must lead to the same place before that is the source's address."""

MAX_WORKER_DEATHS = 2
UNREACHED = frozenset({"connect", "dns", "timed_out"})
"""Codes of failures that a network of ours which is down would cause for every source."""

RETRY_AFTER_CAP = timedelta(days=7)
_PHASE = 0.1
_DRIFT = 0.05
_LONGEST_DRIFT = timedelta(minutes=2)
"""A planned poll comes so much later by the source's phase: many papers publish at the same minute."""

_HOUR = timedelta(hours=1)
_LONGEST_SKIP = 24
"""Hours. A document that asks not to be read for longer is read once a day all the same."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds between which a source is polled; `fixed` is the operator's word and wins over hints."""

    minimum: timedelta
    default: timedelta
    maximum: timedelta
    fixed: timedelta | None = None


def after_success(
    slug: str,
    pace: Pace,
    hints: PollHints,
    habits: Habits | None,
    now: datetime,
    planned: datetime | None = None,
) -> datetime:
    """The next poll after an answer that was read, or a 304: where it is planned, as far as the bounds allow."""
    if pace.fixed is not None:
        due = now + max(pace.fixed, pace.minimum) * phase(slug)
    else:
        wait = _bounded(pace, hints, habits, planned - now if planned else pace.default)
        drift = (
            min(wait * _DRIFT, _LONGEST_DRIFT) * (phase(slug) - 1) / _PHASE
            if planned
            else wait * (phase(slug) - 1)
        )
        due = _after_skips(now + wait + drift, habits)
    return max(due, wait_until(hints.retry_after, now) or now)


def _bounded(pace: Pace, hints: PollHints, habits: Habits | None, wanted: timedelta) -> timedelta:
    asked = timedelta(seconds=max(hints.max_age or 0, habits.ttl if habits else 0))
    return min(max(wanted, asked, pace.minimum), pace.maximum)


def _after_skips(due: datetime, habits: Habits | None) -> datetime:
    """The first moment from `due` on at which the document may be read, by its skipHours and skipDays."""
    if habits is None or not (habits.skip_hours or habits.skip_days):
        return due
    for _ in range(_LONGEST_SKIP):
        at = due.astimezone(UTC)
        if at.hour not in habits.skip_hours and at.weekday() not in habits.skip_days:
            break
        due += _HOUR
    return due


def is_pushed(state: SourceState, now: datetime) -> bool:
    """Whether its hub tells us of what is new, so that polls only make sure."""
    return state.pushed_until is not None and state.pushed_until > now


def after_failure(
    slug: str,
    pace: Pace,
    failures: int,
    worker_deaths: int,
    retry_at: datetime | None,
    now: datetime,
    *,
    gone: bool = False,
) -> datetime:
    """The next try after the `failures`-th failure in a row (1 for the first); `gone` as `is_gone` says."""
    base = pace.fixed or pace.default
    doubled = base * float(1 << min(failures - 1, 16))
    wait = max(min(doubled, max(FAILURE_CAP, base)), pace.minimum)
    if worker_deaths >= MAX_WORKER_DEATHS:
        wait = SET_ASIDE
    if gone:
        wait = GONE
    return max(now + wait * phase(slug), retry_at or now)


def is_gone(error: SourceError, now: datetime) -> bool:
    """Whether a 410 (RFC 9110 §15.5.11) is confirmed: said again for so long that it is no slip."""
    return error.code == "http_410" and error.count > 2 and now - error.since >= GONE_AFTER


def moved(state: SourceState, moved_to: str | None, now: datetime) -> SourceState:
    """The state after an answer that permanent redirects led to (None: there were none): seen, or adopted."""
    if moved_to is None or moved_to == state.url:
        return replace(state, moved_to=None, moved_since=None)
    if moved_to != state.moved_to or state.moved_since is None:
        return replace(state, moved_to=moved_to, moved_since=now)
    if now - state.moved_since < ADOPTED_AFTER:
        return state
    return replace(state, url=moved_to, moved_to=None, moved_since=None)


def wait_until(retry_after: float | None, now: datetime) -> datetime | None:
    """The moment before which a server does not want to be asked; never further than `RETRY_AFTER_CAP`."""
    return now + min(timedelta(seconds=retry_after), RETRY_AFTER_CAP) if retry_after else None


def phase(slug: str) -> float:
    """A factor of a source's own, 1 to 1.1, so that equal intervals drift apart instead of marching in step."""
    digest = hashlib.blake2b(slug.encode(), digest_size=4).digest()
    return 1 + _PHASE * int.from_bytes(digest) / 0xFFFFFFFF
