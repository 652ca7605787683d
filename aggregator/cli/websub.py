"""Who is told by push, and who tells us: two lines for `aggregator status`."""

from collections.abc import Iterable

from aggregator.config import OWN_HUB
from aggregator.model import Subscription
from aggregator.offers import why_not
from aggregator.runtime import Runtime
from aggregator.store import Tx, deliveries, subscribers, subscriptions
from aggregator.text import clean_characters


def told(tx: Tx, rt: Runtime) -> str:
    """How the hub does: `Push out: own hub; 3 subscribers of 2 feeds; 1 delivery waits, 1 of them failed before`."""
    hub = rt.settings.websub.hub
    waiting, failed = deliveries.count(tx)
    owed = f"{waiting} deliveries wait, {failed} of them failed before" if waiting else "nothing waits"
    if hub != OWN_HUB:
        return f"Push out: {hub}; {owed}" if hub else "Push out: off"
    people, feeds = subscribers.count(tx, rt.now())
    return f"Push out: own hub; {people} subscribers of {feeds} feeds; {owed}"


def told_by(tx: Tx, rt: Runtime) -> str:
    """How our subscriptions do, with the latest problem, whosever it is."""
    if why := why_not(rt.settings):
        return f"Push in: off, since {why}"
    known = subscriptions.states(tx)
    held = sum(one.lease_until is not None and one.lease_until > rt.now() for one in known)
    rejected = sum(one.rejected for one in known)
    return f"Push in: {len(known)} sources name a hub; {held} tell us; {rejected} messages rejected{_latest(known)}"


def _latest(known: Iterable[Subscription]) -> str:
    troubled = [(one.problem_at, one) for one in known if one.problem and one.problem_at]
    if not troubled:
        return ""
    at, one = max(troubled, key=lambda pair: pair[0])
    return f"; latest problem, {at:%Y-%m-%d %H:%M:%SZ}: {one.source}: {clean_characters(one.problem)}"
