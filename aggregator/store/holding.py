"""A source held for something else than a poll: to read what its hub has sent."""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, update

from aggregator.errors import LeaseLost
from aggregator.model import Habits, SourceState
from aggregator.store import sources
from aggregator.store.tables import Tx
from aggregator.store.tables import sources as table

_c = table.c


def hold(tx: Tx, slug: str, *, now: datetime, owner: str, lease: timedelta) -> SourceState | None:
    """Takes a source, due or not and whatever its server asked of polls; None while another has it."""
    free = and_(_c.slug == slug, ~_c.retired, or_(_c.lease_until.is_(None), _c.lease_until <= now))
    taken = update(table).where(free).values(lease_owner=owner, lease_until=now + lease)
    return sources.state(tx, slug) if tx.execute(taken).rowcount else None


def let_go(
    tx: Tx,
    slug: str,
    owner: str,
    *,
    new_at: datetime | None = None,
    poll_at: datetime | None = None,
    habits: Habits | None = None,
) -> None:
    """Gives a source back, with when it had something new, when it is to be polled, and its ways, as far as known.

    Raises LeaseLost when `owner` no longer holds it: let it pass out of the transaction, as with `sources.finish`.
    """
    held = and_(_c.slug == slug, _c.lease_owner == owner)
    learned = {
        "last_new_at": new_at,
        "next_poll_at": poll_at,
        "habits": asdict(habits) if habits else None,
    }
    known = {name: value for name, value in learned.items() if value is not None}
    freed = update(table).where(held).values(lease_owner=None, lease_until=None, **known)
    if tx.execute(freed).rowcount == 0:
        raise LeaseLost(f"{slug} is no longer leased to {owner}; what its hub sent is read again")
