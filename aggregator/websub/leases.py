"""How long a subscription holds (§5.1, §5.3), and when it is renewed."""

from datetime import datetime, timedelta

DEFAULT = timedelta(days=10)
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=30)

MOST_PENDING_SECONDS = 600
"""A verification that comes later than this after our request answers nothing that we asked."""

_RENEWED_AT = 0.8
_SPREAD = 0.1


def grant(asked: int | None) -> timedelta:
    """The lease that a hub gives to who asked for so many seconds, or for none in particular."""
    if asked is None:
        return DEFAULT
    return min(max(timedelta(seconds=min(asked, 10**9)), SHORTEST), LONGEST)


def renewal(granted: int | None, phase: float, now: datetime) -> tuple[datetime, datetime]:
    """When a lease of `granted` seconds that a hub gave us ends, and when we ask again.

    `phase`, in [0, 1), is the subscription's own, so that those made in one minute are not renewed in one. A hub
    must name the seconds (§5.3); one that does not is taken to mean the default.
    """
    lease = DEFAULT if granted is None else min(max(timedelta(seconds=granted), timedelta(0)), LONGEST * 12)
    return now + lease, now + lease * (_RENEWED_AT + _SPREAD * phase)
