"""What we have asked of the hubs that sources name, and what they have sent."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, func, literal, or_, select, update

from aggregator.model import Push, Subscription
from aggregator.store.tables import Tx, insert, pushes, sources
from aggregator.store.tables import subscriptions as table

_c, _p = table.c, pushes.c
_FIELDS = [one.name for one in fields(Subscription)]
_FRESH: dict[str, Any] = {
    "asked_mode": "",
    "asked_at": None,
    "lease_until": None,
    "tries": 0,
    "rejected": 0,
    "problem": "",
    "problem_at": None,
}

# ── with whom ────────────────────────────────────────────────────────────────────────────────────


def offer(tx: Tx, one: Subscription, now: datetime) -> None:
    """A source names this hub, for this feed: asked for soon, unless that has been done already.

    Where it names another than before, the subscription starts anew, under another token and secret.
    """
    known = tx.execute(select(_c.hub_url, _c.topic_url).where(_c.source == one.source)).one_or_none()
    if known and (known.hub_url, known.topic_url) == (one.hub_url, one.topic_url):
        return
    named = {name: getattr(one, name) for name in ("hub_url", "topic_url", "token", "secret")}
    row = insert(tx, table).values(source=one.source, due_at=now, **named, **_FRESH)
    tx.execute(row.on_conflict_do_update(index_elements=[_c.source], set_=named | _FRESH | {"due_at": now}))
    _pushed(tx, _c.source == one.source, None)


def withdraw(tx: Tx, source: str) -> None:
    """A source names no hub any more: what its old one sends is refused from now on, and what waits is dropped."""
    if tx.execute(delete(table).where(_c.source == source)).rowcount:
        tx.execute(update(sources).where(sources.c.slug == source).values(pushed_until=None))
        tx.execute(update(pushes).where(_p.source == source, _p.body.is_not(None)).values(body=None))


def review(tx: Tx, wanted: Collection[str], now: datetime) -> None:
    """Has those subscriptions looked at again that are not as they should be: held for the `wanted` sources alone."""
    is_wanted = _c.source.in_(wanted)
    missing = and_(is_wanted, _c.due_at.is_(None))
    too_many = and_(~is_wanted, _c.lease_until.is_not(None))
    tx.execute(update(table).where(or_(missing, too_many)).values(due_at=now, tries=0))


def take_due(tx: Tx, now: datetime, limit: int, until: datetime) -> tuple[Subscription, ...]:
    """Takes subscriptions that are due to be asked for, so that nobody else does before `until`."""
    due = select(table).where(_c.due_at <= now).order_by(_c.due_at, _c.source).limit(limit)
    found = tuple(map(_subscription, tx.execute(due.with_for_update(skip_locked=True))))
    tx.execute(update(table).where(_c.source.in_([one.source for one in found])).values(due_at=until))
    return found


def ask(tx: Tx, one: Subscription, mode: str, now: datetime, again_at: datetime) -> None:
    """Says that the hub is asked now; only what is noted here is confirmed when it asks back."""
    wish = {"asked_mode": mode, "asked_at": now, "due_at": again_at, "tries": one.tries + 1}
    tx.execute(update(table).where(_mine(one)).values(**wish))


def fail(tx: Tx, one: Subscription, problem: str, now: datetime) -> None:
    """The hub did not take the request."""
    tx.execute(update(table).where(_mine(one)).values(asked_mode="", problem=problem, problem_at=now))


def rest(tx: Tx, one: Subscription) -> None:
    """Nothing is held and nothing wanted: until it is wanted again."""
    tx.execute(update(table).where(_mine(one)).values(due_at=None, lease_until=None, asked_mode="", tries=0))
    _pushed(tx, _mine(one), None)


def by_token(tx: Tx, token: str) -> Subscription | None:
    """The subscription of a callback."""
    row = tx.execute(select(table).where(_c.token == token)).one_or_none()
    return _subscription(row) if row else None


def confirm(tx: Tx, one: Subscription, lease_until: datetime, renew_at: datetime) -> None:
    """The hub has asked back for what we asked: it holds."""
    held = {"lease_until": lease_until, "due_at": renew_at, "asked_mode": "", "tries": 0, "problem": ""}
    tx.execute(update(table).where(_mine(one)).values(**held))
    _pushed(tx, _mine(one), lease_until)


def deny(tx: Tx, one: Subscription, reason: str, now: datetime, again_at: datetime) -> None:
    """The hub will not tell us, or no more (§5.2)."""
    denied = {"lease_until": None, "due_at": again_at, "asked_mode": "", "problem": reason, "problem_at": now}
    tx.execute(update(table).where(_mine(one)).values(**denied))
    _pushed(tx, _mine(one), None)


def reject(tx: Tx, one: Subscription, problem: str, now: datetime, times: int = 1) -> None:
    """Something came for it that does not count, `times` since this was last said."""
    counted = {"rejected": _c.rejected + times, "problem": problem, "problem_at": now}
    tx.execute(update(table).where(_mine(one)).values(**counted))


def note_problem(tx: Tx, source: str, problem: str, now: datetime) -> None:
    """What was sent was right, and could not be read."""
    tx.execute(update(table).where(_c.source == source).values(problem=problem, problem_at=now))


def states(tx: Tx) -> tuple[Subscription, ...]:
    """All of them, by source."""
    return tuple(map(_subscription, tx.execute(select(table).order_by(_c.source))))


# ── what came ────────────────────────────────────────────────────────────────────────────────────


def receive(tx: Tx, one: Subscription, content_type: str, body: bytes, now: datetime) -> bool:
    """Keeps rightly signed content to be read; False when the same has come before."""
    digest = blake2b(body, digest_size=16).hexdigest()
    row = {"source": one.source, "digest": digest, "received_at": now, "content_type": content_type}
    kept = insert(tx, pushes).values(**row, body=body).on_conflict_do_nothing().returning(_p.digest)
    return tx.execute(kept).first() is not None


def unread(tx: Tx, source: str) -> int:
    """How much of a source waits to be read."""
    waiting = select(func.count()).where(_p.source == source, _p.body.is_not(None))
    return tx.execute(waiting).scalar_one()


def waiting(tx: Tx, now: datetime) -> tuple[bool, tuple[str, ...]]:
    """Whether a subscription is due to be asked for, and the sources of which something waits to be read."""
    due = tx.execute(select(exists().where(_c.due_at <= now))).scalar_one()
    sent = select(_p.source).distinct().where(_p.body.is_not(None)).order_by(_p.source)
    return due, tuple(tx.execute(sent).scalars())


def oldest(tx: Tx, source: str) -> Push | None:
    """What came first of what waits of a source."""
    sent = (
        select(pushes, _c.topic_url)
        .join(table, _c.source == _p.source)
        .where(_p.source == source, _p.body.is_not(None))
        .order_by(_p.received_at, _p.digest)
        .limit(1)
    )
    row = tx.execute(sent).one_or_none()
    return Push(**row._mapping) if row else None


def read(tx: Tx, push: Push) -> None:
    """It has been read: its digest stays, to know it again."""
    tx.execute(update(pushes).where(_p.source == push.source, _p.digest == push.digest).values(body=None))


def drop_unwanted(tx: Tx, wanted: Collection[str]) -> None:
    """What waits of other sources than these, or of one without a subscription, is nobody's to read."""
    held = select(_c.source).where(_c.source == _p.source, _c.source.in_(wanted))
    tx.execute(update(pushes).where(_p.body.is_not(None), ~held.exists()).values(body=None))


def purge(tx: Tx, now: datetime, kept: timedelta) -> None:
    """Forgets what was read longer ago than `kept`."""
    tx.execute(delete(pushes).where(_p.received_at < now - kept, _p.body.is_(None)))


def _mine(one: Subscription) -> ColumnElement[bool]:
    return and_(_c.source == one.source, _c.token == one.token)


def _pushed(tx: Tx, which: ColumnElement[bool], until: datetime | None) -> None:
    """Says in the due table too that a hub tells of a source, so that it need be polled less."""
    slugs = select(_c.source).where(which)
    moment = literal(until, sources.c.pushed_until.type)
    tx.execute(update(sources).where(sources.c.slug.in_(slugs)).values(pushed_until=moment))


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(**{name: row._mapping[name] for name in _FIELDS})
