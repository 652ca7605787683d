"""The due table: which sources there are, who polls which of them now, and when each is next."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, or_, select, true, update

from aggregator.errors import LeaseLost
from aggregator.model import Source, SourceProfile, SourceState
from aggregator.store.meta import touch
from aggregator.store.states import row_of, state_of
from aggregator.store.tables import Tx, insert
from aggregator.store.tables import sources as table
from aggregator.urls import platform_of

USED_UP = ("timed_out", "parser_timeout")
"""Error codes of polls that took all the time they were given."""

PAUSE_SPREAD = timedelta(minutes=2)
"""After a platform's pause its sources are polled one after the other, within so long."""

_SECONDS_PER_FIRST_POLL = 0.05
"""Nobody knows of new sources which of them hang: so many a second are on time though every second one does."""

_c = table.c
_SLOW = func.coalesce(_c.error_code, "").in_(USED_UP)
_FREE: dict[str, object] = {"lease_owner": None, "lease_until": None}
_UNKNOWN: dict[str, object] = {
    **_FREE,
    "adopted_url": None,
    "retry_at": None,
    "etag": None,
    "last_modified": None,
    "body_hash": "",
    "worker_deaths": 0,
    "error_code": None,
    "error_message": None,
    "error_since": None,
    "error_count": None,
    "overflowed_at": None,
    "moved_to": None,
    "moved_since": None,
    "habits": None,
}
"""What was learned about a URL and means nothing for another one."""


def sync(tx: Tx, sources: Iterable[Source], now: datetime) -> None:
    """Makes the due table hold exactly the configured sources.

    New sources are due soon, spread by their slugs: a thousand of them within a minute. One that is configured no
    more is retired: nothing of it is lost, and it may return. One whose URL was changed starts anew and is due soon.
    Whoever polls a retired or changed source right now loses the lease.
    """
    configured = tuple(sources)
    wanted = {source.slug: source.url for source in configured}
    platforms = {source.slug: source.platform or platform_of(source.url) for source in configured}
    rows = tx.execute(
        select(_c.slug, _c.url, _c.retired, _c.next_poll_at, _c.platform).order_by(_c.slug).with_for_update()
    )
    stored = {row.slug: row for row in rows}
    new = [slug for slug in wanted if slug not in stored]
    back = [slug for slug in wanted if slug in stored and stored[slug].retired]
    moved = [slug for slug in wanted if slug in stored and stored[slug].url != wanted[slug]]
    gone = [slug for slug, row in stored.items() if slug not in wanted and not row.retired]
    window = timedelta(seconds=_SECONDS_PER_FIRST_POLL * len({*new, *back, *moved}))
    due = {slug: now + window * phase(slug) for slug in (*new, *back, *moved)}
    _insert(tx, [{"slug": slug, "url": wanted[slug], "next_poll_at": due[slug]} for slug in sorted(new)])
    _update(
        tx,
        [{"slug_": slug, "next_poll_at": max(due[slug], stored[slug].next_poll_at)} for slug in back],
        retired=False,
    )
    _update(
        tx, [{"slug_": slug, "url": wanted[slug], "next_poll_at": due[slug]} for slug in moved], **_UNKNOWN
    )
    _update(tx, [{"slug_": slug} for slug in gone], retired=True, **_FREE)
    elsewhere = [slug for slug in wanted if slug not in stored or stored[slug].platform != platforms[slug]]
    _update(tx, [{"slug_": slug, "platform": platforms[slug]} for slug in elsewhere])
    if new or back or moved or gone:
        touch(tx)


def claim(
    tx: Tx,
    *,
    now: datetime,
    limit: int,
    owner: str,
    lease: timedelta,
    slugs: Collection[str] | None = None,
    slow: bool | None = None,
    due_only: bool = False,
) -> tuple[SourceState, ...]:
    """Takes up to `limit` sources for `owner` until `now + lease`, the longest due first.

    No source is ever claimed by two owners at once. Given `slugs`, takes those and no others, due or not unless
    `due_only`; but never one that another owner holds, nor before the time that its server asked for. `slow`
    takes only those whose last poll used up its time, or (False) only the others.
    """
    listed = true() if slugs is None else _c.slug.in_(slugs)
    wanted = and_(listed, _c.next_poll_at <= now) if due_only or slugs is None else listed
    lane = {None: true(), True: _SLOW, False: ~_SLOW}[slow]
    found = select(table).where(wanted, _claimable(now), lane).order_by(_c.next_poll_at, _c.slug).limit(limit)
    states = tuple(map(state_of, tx.execute(found.with_for_update(skip_locked=True))))
    until = now + lease
    _update(tx, [{"slug_": state.slug} for state in states], lease_owner=owner, lease_until=until)
    return tuple(replace(state, lease_owner=owner, lease_until=until) for state in states)


def due(tx: Tx, now: datetime, limit: int) -> tuple[tuple[str, bool], ...]:
    """Up to `limit` platforms with sources that could be claimed now, the longest due first; those whose sources are
    known to be slow by themselves, as (platform, True)."""
    slow = _SLOW.label("slow")
    found = (
        select(_c.platform, slow)
        .where(_c.next_poll_at <= now, _claimable(now))
        .group_by(_c.platform, slow)
        .order_by(func.min(_c.next_poll_at), _c.platform)
        .limit(limit)
    )
    return tuple((row.platform, bool(row.slow)) for row in tx.execute(found))


def _claimable(now: datetime) -> ColumnElement[bool]:
    """Nobody holds it, and its server does not ask for patience."""
    free = or_(_c.lease_until.is_(None), _c.lease_until <= now)
    allowed = or_(_c.retry_at.is_(None), _c.retry_at <= now)
    return and_(free, allowed, ~_c.retired)


def expect_lease(tx: Tx, slug: str, owner: str) -> None:
    """Raises LeaseLost as `finish` does, before anything of the poll is written."""
    held = select(_c.slug).where(_c.slug == slug, _c.lease_owner == owner).with_for_update()
    if tx.execute(held).first() is None:
        raise _lost(slug, owner)


def _lost(slug: str, owner: str) -> LeaseLost:
    return LeaseLost(f"{slug} is no longer leased to {owner}; this poll is dropped")


def finish(tx: Tx, state: SourceState, owner: str) -> None:
    """Writes what a poll learned and gives the lease back.

    A `state.url` other than the configured one is adopted: polled from now on, until the operator changes it.
    Raises LeaseLost when `owner` no longer holds the source: let it pass out of the transaction, so that
    nothing of the poll is stored.
    """
    held = and_(_c.slug == state.slug, _c.lease_owner == owner)
    row = tx.execute(
        select(_c.profile, _c.retry_at, _c.next_poll_at).where(held).with_for_update()
    ).one_or_none()
    if row is None:
        raise _lost(state.slug, owner)
    values = row_of(state)
    if row.profile != values["profile"]:
        touch(tx)
    if row.retry_at and state.last_attempt_at and row.retry_at > state.last_attempt_at:
        # Its platform asked for a pause while this poll was under way.
        values["retry_at"] = max(row.retry_at, state.retry_at or row.retry_at)
        values["next_poll_at"] = max(row.next_poll_at, state.next_poll_at)
    tx.execute(
        update(table).where(held).values(adopted_url=func.nullif(state.url, _c.url), **values, **_FREE)
    )


def pause(tx: Tx, slug: str, until: datetime) -> int:
    """No source on the platform of this one is polled before `until`, nor all of them right then.

    Returns how many wait because of it.
    """
    platform = select(_c.platform).where(_c.slug == slug).scalar_subquery()
    early = or_(_c.retry_at.is_(None), _c.retry_at < until)
    rows = tx.execute(
        select(_c.slug, _c.next_poll_at)
        .where(_c.platform == platform, _c.platform != "", early)
        .order_by(_c.slug)
        .with_for_update()
    ).all()
    resumed = {row.slug: until + PAUSE_SPREAD * phase(row.slug) for row in rows}
    _update(
        tx,
        [{"slug_": row.slug, "next_poll_at": max(row.next_poll_at, resumed[row.slug])} for row in rows],
        retry_at=until,
    )
    return len(rows)


def postpone(tx: Tx, until: dict[str, datetime], owner: str) -> None:
    """Gives claimed sources back unpolled; each is due again at its moment."""
    held = and_(_c.slug == bindparam("slug_"), _c.lease_owner == owner)
    if until:
        tx.execute(
            update(table).where(held),
            [{"slug_": slug, "next_poll_at": at, **_FREE} for slug, at in until.items()],
        )


def renew(tx: Tx, state: SourceState, now: datetime, until: datetime) -> bool:
    """Has a claim last until then; False when it has run out, or somebody has claimed the source since."""
    same = and_(_c.lease_owner == state.lease_owner, _c.lease_until == state.lease_until)
    held = and_(_c.slug == state.slug, same, _c.lease_until > now)
    return tx.execute(update(table).where(held).values(lease_until=until)).rowcount > 0


def release(tx: Tx, owner: str) -> None:
    """Gives back every lease of `owner`, so that others need not wait until they run out."""
    tx.execute(update(table).where(_c.lease_owner == owner).values(_FREE))


def quarantine(tx: Tx, slug: str, at: datetime, *, linked: int, withheld: int) -> None:
    """Puts a source into quarantine, or counts more where it is in it already."""
    tx.execute(
        update(table)
        .where(_c.slug == slug)
        .values(
            quarantined_at=func.coalesce(_c.quarantined_at, literal(at, _c.quarantined_at.type)),
            quarantine_linked=_c.quarantine_linked + linked,
            quarantine_withheld=_c.quarantine_withheld + withheld,
        )
    )


def end_quarantine(tx: Tx, slug: str, now: datetime) -> bool:
    """Takes a source out of quarantine and has its document read again; False when it was in none.

    Whoever polls it right now loses the lease: he would still withhold.
    """
    ended: dict[str, Any] = {"quarantined_at": None, "quarantine_linked": 0, "quarantine_withheld": 0}
    unread: dict[str, Any] = {"body_hash": "", "etag": None, "last_modified": None, "next_poll_at": now}
    held = and_(_c.slug == slug, _c.quarantined_at.is_not(None))
    return tx.execute(update(table).where(held).values(**ended, **unread, **_FREE)).rowcount > 0


def states(tx: Tx) -> tuple[SourceState, ...]:
    """Every source that ever was configured, by slug."""
    return tuple(map(state_of, tx.execute(select(table).order_by(_c.slug))))


def sample(tx: Tx, most: int) -> tuple[SourceState, ...]:
    """Up to `most` of the sources that are polled, taken evenly from all of them."""
    slugs = sorted(active_slugs(tx))
    some = slugs[:: -(-len(slugs) // most)] if slugs else []
    return tuple(map(state_of, tx.execute(select(table).where(_c.slug.in_(some)).order_by(_c.slug))))


def state(tx: Tx, slug: str) -> SourceState | None:
    """One source, or None when there never was one of that slug."""
    row = tx.execute(select(table).where(_c.slug == slug)).one_or_none()
    return None if row is None else state_of(row)


def active_slugs(tx: Tx) -> frozenset[str]:
    """The sources that are configured and polled."""
    return frozenset(tx.execute(select(_c.slug).where(~_c.retired)).scalars())


def profiles(tx: Tx, slugs: Collection[str]) -> dict[str, SourceProfile]:
    """What these sources say of themselves; those that never answered are missing."""
    rows = tx.execute(select(_c.slug, _c.profile).where(_c.slug.in_(slugs), _c.profile.is_not(None)))
    return {row.slug: SourceProfile(**row.profile) for row in rows}


def phase(slug: str) -> float:
    """Where in a window a source stands: in [0, 1), the same for ever."""
    return int.from_bytes(blake2b(slug.encode(), digest_size=6).digest()) / 2**48


def _insert(tx: Tx, rows: list[dict[str, Any]]) -> None:
    if rows:
        constants: dict[str, object] = {"retired": False, "body_hash": "", "worker_deaths": 0}
        tx.execute(insert(tx, table).on_conflict_do_nothing(), [{**row, **constants} for row in rows])


def _update(tx: Tx, rows: list[dict[str, Any]], **constants: object) -> None:
    """Sets the constants in every row, and what each row says besides its `slug_`."""
    if rows:
        tx.execute(update(table).where(_c.slug == bindparam("slug_")), [{**row, **constants} for row in rows])
