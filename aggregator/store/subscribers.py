"""Who has subscribed to which of our feeds, and what they have asked for."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, update

from aggregator.model import Asked, Subscriber
from aggregator.store.tables import Tx, hub_requests, insert, pushed_feeds
from aggregator.store.tables import subscribers as table
from aggregator.urls import host_of
from aggregator.websub import Crowd

_c, _r = table.c, hub_requests.c
_NOTHING_ASKED: dict[str, Any] = {"asked_mode": None, "asked_secret": "", "asked_lease": 0}

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""The lease of another hub that is told of our feeds."""

_LATELY = timedelta(minutes=1)

_FORGOTTEN = timedelta(minutes=10)
"""A wish that was taken up so long ago was never confirmed: its process died."""


def subscriber_id(topic_url: str, callback_url: str) -> str:
    """A subscriber is a feed and a callback (§5.1)."""
    return blake2b(f"{topic_url}\n{callback_url}".encode(errors="replace"), digest_size=16).hexdigest()


def is_held(tx: Tx, one: Subscriber, now: datetime) -> bool:
    """Whether this subscriber is confirmed, and its lease has not ended."""
    return tx.execute(select(_c.id).where(_c.id == one.id, _c.lease_until > now)).first() is not None


def crowd(tx: Tx, one: Subscriber, now: datetime) -> Crowd:
    """What this subscriber would join, and how much was asked in the last minute."""
    there = select(func.count(), func.count().filter(_c.host == one.host)).select_from(table)
    lately = select(
        func.count(), func.count().filter(_r.host == one.host), func.count().filter(_r.subscriber == one.id)
    ).where(_r.asked_at > now - _LATELY)
    return Crowd(*tx.execute(there).one(), *tx.execute(lately).one())


def count_request(tx: Tx, one: Subscriber, now: datetime) -> None:
    """Something was asked for this subscriber; counted even if it is not meant."""
    tx.execute(insert(tx, hub_requests).values(subscriber=one.id, host=one.host, asked_at=now))


def ask(tx: Tx, one: Subscriber, asked: Asked, name: str, extension: str, now: datetime) -> None:
    """Notes what a subscriber asks for; what it asked before and never confirmed is forgotten."""
    feed = {"topic_url": one.topic_url, "name": name, "extension": extension}
    pushed = insert(tx, pushed_feeds).values(**feed, digest="", published=-1)
    there = [pushed_feeds.c.topic_url]
    tx.execute(
        pushed.on_conflict_do_update(index_elements=there, set_={"name": name})
    )  # held against a sweep
    wish = {
        "asked_mode": asked.mode,
        "asked_secret": asked.secret,
        "asked_lease": asked.lease_seconds,
        "asked_at": now,
    }
    fresh = {"callback_url": one.callback_url, "host": one.host, "secret": "", "sent": ""}
    row = insert(tx, table).values(id=one.id, topic_url=one.topic_url, **fresh, **wish)
    tx.execute(row.on_conflict_do_update(index_elements=[_c.id], set_=wish))


def asking(tx: Tx, limit: int) -> tuple[Subscriber, ...]:
    """Those whose wish is to be verified, the longest waiting first.

    Not before what their feed holds is known: whatever changes after they are confirmed is then a change for them.
    """
    waiting = (
        select(table)
        .join(pushed_feeds, pushed_feeds.c.topic_url == _c.topic_url)
        .where(_c.asked_mode.is_not(None), pushed_feeds.c.digest != "")
    )
    return tuple(map(_subscriber, tx.execute(waiting.order_by(_c.asked_at, _c.id).limit(limit))))


def take_up(tx: Tx, one: Subscriber) -> bool:
    """Takes a wish up to verify it, once: False when somebody else did, or it was changed meanwhile.

    It is gone from then on: a process that dies at this point has asked the callback once at most.
    """
    if one.asked is None:
        return False
    same = and_(_c.id == one.id, _c.asked_mode == one.asked.mode, _c.asked_secret == one.asked.secret)
    return tx.execute(update(table).where(same).values(**_NOTHING_ASKED)).rowcount == 1


def confirm(tx: Tx, one: Subscriber, now: datetime) -> None:
    """What was asked for is meant: it holds from now on."""
    asked = one.asked
    if asked is None or asked.mode == "unsubscribe":
        forget(tx, [one.id])
        return
    lease_until = now + timedelta(seconds=asked.lease_seconds)
    held = {"secret": asked.secret, "lease_until": lease_until, "failing_since": None}
    tx.execute(update(table).where(_c.id == one.id).values(**held))


def disavow(tx: Tx, one: Subscriber) -> None:
    """What was asked for was not meant: one that never was confirmed is forgotten, others stay as they were."""
    tx.execute(delete(table).where(_c.id == one.id, _c.lease_until.is_(None), _c.asked_mode.is_(None)))


def forget(tx: Tx, ids: Collection[str]) -> None:
    """Takes subscribers out, with what they are owed."""
    tx.execute(delete(table).where(_c.id.in_(ids)))


def drop_feed(tx: Tx, topic_url: str) -> tuple[Subscriber, ...]:
    """Forgets a feed and all who wanted to be told of it; returns those that were confirmed."""
    there = _c.topic_url == topic_url
    held = tx.execute(select(table).where(there, _c.lease_until.is_not(None)).order_by(_c.id)).all()
    tx.execute(delete(table).where(there))
    tx.execute(delete(pushed_feeds).where(pushed_feeds.c.topic_url == topic_url))
    return tuple(map(_subscriber, held))


def follow(tx: Tx, hub_url: str, feeds: Mapping[str, tuple[str, str]], now: datetime) -> None:
    """Another hub is to be told of these feeds (by address: name and extension) and of no others: a subscriber of each,
    for ever. "" for no other hub."""
    theirs = _c.lease_until == FOREVER
    tx.execute(delete(table).where(theirs, or_(_c.callback_url != hub_url, _c.topic_url.not_in(feeds))))
    for topic_url, (name, extension) in sorted(feeds.items()):
        one = Subscriber(subscriber_id(topic_url, hub_url), topic_url, hub_url, host_of(hub_url))
        ask(tx, one, Asked("subscribe"), name, extension, now)
        asked = {**_NOTHING_ASKED, "lease_until": FOREVER}
        tx.execute(update(table).where(_c.id == one.id).values(**asked))


def drop_guests(tx: Tx) -> tuple[Subscriber, ...]:
    """Forgets all who subscribed here, since another hub tells them now; returns those that were confirmed."""
    guests = or_(_c.lease_until.is_(None), _c.lease_until != FOREVER)
    held = tx.execute(select(table).where(guests, _c.lease_until.is_not(None)).order_by(_c.id)).all()
    tx.execute(delete(table).where(guests))
    return tuple(map(_subscriber, held))


def sweep(tx: Tx, now: datetime) -> int:
    """Forgets those whose lease has ended, and the feeds that nobody wants any more; returns how many went."""
    over = or_(_c.lease_until <= now, and_(_c.lease_until.is_(None), _c.asked_at < now - _FORGOTTEN))
    ended = tx.execute(delete(table).where(over, _c.asked_mode.is_(None))).rowcount
    tx.execute(delete(hub_requests).where(_r.asked_at <= now - _LATELY))
    wanted = select(_c.topic_url).where(_c.topic_url == pushed_feeds.c.topic_url)
    tx.execute(delete(pushed_feeds).where(~wanted.exists()))
    return ended


def count(tx: Tx, now: datetime) -> tuple[int, int]:
    """How many subscribers there are, of how many feeds."""
    there = (_c.lease_until > now, _c.lease_until != FOREVER)
    held = select(func.count(), func.count(_c.topic_url.distinct())).where(*there)
    people, feeds = tx.execute(held).one()
    return people, feeds


def _subscriber(row: Row[Any]) -> Subscriber:
    asked = Asked(row.asked_mode, row.asked_secret, row.asked_lease) if row.asked_mode else None
    return Subscriber(row.id, row.topic_url, row.callback_url, row.host, asked, row.lease_until)
