"""What subscribers are owed: staged with the change, claimed like a poll, gone once it was taken."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, literal, or_, select, update

from aggregator.model import Delivery, PushedFeed
from aggregator.store import revisions
from aggregator.store.tables import Tx, insert, pushed_feeds, subscribers
from aggregator.store.tables import deliveries as table

LEASE = timedelta(minutes=2)
"""How long a claimed delivery is ours: longer than it may take."""

_FREE: dict[str, Any] = {"lease_owner": None, "lease_until": None}

_c, _s, _f = table.c, subscribers.c, pushed_feeds.c


def touched(tx: Tx) -> tuple[PushedFeed, ...]:
    """The feeds that may have changed since their subscribers were told."""
    seen = revisions.newest(tx)
    rows = tx.execute(select(pushed_feeds).where(_is_touched()).order_by(_f.topic_url))
    return tuple(PushedFeed(row.topic_url, row.name, row.extension, row.digest, seen) for row in rows)


def _is_touched() -> ColumnElement[bool]:
    return revisions.is_newer(_f.name, _f.published)


def stage(tx: Tx, feed: PushedFeed, digest: str, revision: int, now: datetime) -> int:
    """Says that the feed has this content as of this revision; returns how many subscribers are owed it now.

    Nobody is when the content is that of last time, when nobody knew the feed before, or when another worker has said
    so already.
    """
    last = pushed_feeds.update().where(_f.topic_url == feed.topic_url, _f.digest == feed.digest)
    if tx.execute(last.values(digest=digest, published=revision)).rowcount == 0:
        return 0
    if not feed.digest or digest == feed.digest:
        return 0
    owed = select(_s.id, _s.host, _moment(now), literal(0), literal(1)).where(
        _s.topic_url == feed.topic_url, _s.lease_until > now
    )
    columns = ["subscriber", "host", "due_at", "tries", "generation"]
    staged = insert(tx, table).from_select(columns, owed)
    again = {"generation": _c.generation + 1}
    owing = staged.on_conflict_do_update(index_elements=[_c.subscriber], set_=again).returning(_c.subscriber)
    return len(tx.execute(owing).all())


def pass_over(tx: Tx, feed: PushedFeed) -> None:
    """The feed cannot be looked at: not before its next change."""
    tx.execute(update(pushed_feeds).where(_f.topic_url == feed.topic_url).values(published=feed.seen))


def look_at_all(tx: Tx) -> None:
    """Every feed may differ although nothing stored does, as after a change of the configuration."""
    tx.execute(update(pushed_feeds).values(published=-1))


def claim(
    tx: Tx, *, now: datetime, limit: int, per_host: int, busy: Mapping[str, int], owner: str, slow: bool
) -> tuple[Delivery, ...]:
    """Takes up to `limit` due deliveries for `owner`, at most `per_host` to one host with those under way (`busy`).

    `slow` takes those that failed before, else only the others.
    """
    full = [host for host, number in busy.items() if number >= per_host]
    free = or_(_c.lease_until.is_(None), _c.lease_until <= now)
    lane = _c.tries > 0 if slow else _c.tries == 0
    turn = func.row_number().over(partition_by=_c.host, order_by=(_c.due_at, _c.subscriber)).label("turn")
    due = select(_c.subscriber, turn).where(_c.due_at <= now, free, lane, _c.host.not_in(full)).subquery()
    first = select(due.c.subscriber).where(due.c.turn <= per_host)
    owed = (_c.subscriber, _c.host, _c.tries, _c.generation)
    known = (_s.topic_url, _s.callback_url, _s.secret, _s.sent, _s.failing_since)
    wanted = select(*owed, *known).join(subscribers, _s.id == _c.subscriber)
    found = tx.execute(
        wanted.where(_c.subscriber.in_(first))
        .order_by(_c.due_at, _c.subscriber)
        .limit(limit)
        .with_for_update(skip_locked=True, of=table)
    ).all()
    under_way = Counter(busy)
    taken = []
    for row in found:
        under_way[row.host] += 1
        if under_way[row.host] <= per_host:
            taken.append(Delivery(**row._mapping))
    lease = {"lease_owner": owner, "lease_until": now + LEASE}
    tx.execute(update(table).where(_c.subscriber.in_([one.subscriber for one in taken])).values(**lease))
    return tuple(taken)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery that was taken: with the digest of what was sent."""

    delivery: Delivery
    digest: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One that was not: when it is tried again, None for never."""

    delivery: Delivery
    again_at: datetime | None


def note(tx: Tx, ended: Iterable[Delivered | Undelivered], now: datetime) -> None:
    """What became of deliveries; one that was staged anew meanwhile stays."""
    taken = [one for one in ended if isinstance(one, Delivered)]
    failed = [one for one in ended if isinstance(one, Undelivered)]
    if taken:
        _note_taken(tx, taken, now)
    if failed:
        _note_failed(tx, failed, now)


def _note_taken(tx: Tx, taken: Collection[Delivered], now: datetime) -> None:
    mine = [{"id_": one.delivery.subscriber, "digest_": one.digest} for one in taken]
    this = [{"id_": one.delivery.subscriber, "generation_": one.delivery.generation} for one in taken]
    sent: dict[str, Any] = {"sent": bindparam("digest_"), "failing_since": None}
    tx.execute(update(subscribers).where(_s.id == bindparam("id_")).values(**sent), mine)
    same = (_c.subscriber == bindparam("id_"), _c.generation == bindparam("generation_"))
    tx.execute(delete(table).where(*same), this)
    ids = [one.delivery.subscriber for one in taken]
    tx.execute(update(table).where(_c.subscriber.in_(ids)).values(tries=0, due_at=now, **_FREE))


def _note_failed(tx: Tx, failed: Collection[Undelivered], now: datetime) -> None:
    ids = [one.delivery.subscriber for one in failed]
    since = func.coalesce(_s.failing_since, _moment(now))
    tx.execute(update(subscribers).where(_s.id.in_(ids)).values(failing_since=since))
    tx.execute(
        delete(table).where(
            _c.subscriber.in_([one.delivery.subscriber for one in failed if not one.again_at])
        )
    )
    again = [
        {"id_": one.delivery.subscriber, "tries": one.delivery.tries + 1, "due_at": one.again_at, **_FREE}
        for one in failed
        if one.again_at
    ]
    if again:
        tx.execute(update(table).where(_c.subscriber == bindparam("id_")), again)


def release(tx: Tx, owner: str) -> None:
    """Gives back what `owner` has claimed, for others to deliver."""
    tx.execute(update(table).where(_c.lease_owner == owner).values(**_FREE))


def pending(tx: Tx, now: datetime) -> tuple[bool, bool, bool]:
    """Whether there are feeds to look at, wishes to verify, and deliveries that are due."""
    free = or_(_c.lease_until.is_(None), _c.lease_until <= now)
    row = tx.execute(
        select(
            select(_f.topic_url).where(_is_touched()).exists(),
            exists().where(_s.asked_mode.is_not(None)),
            exists().where(and_(_c.due_at <= now, free)),
        )
    ).one()
    return row[0], row[1], row[2]


def count(tx: Tx) -> tuple[int, int]:
    """How many are waiting, and how many of them have failed before."""
    row = tx.execute(select(func.count(), func.count().filter(_c.tries > 0)).select_from(table)).one()
    return row[0], row[1]


def _moment(now: datetime) -> Any:
    return literal(now, _c.due_at.type)
