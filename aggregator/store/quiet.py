"""Polls that brought nothing to read: 304s, and bodies that are the same as last time. Most polls are such.

What they change is a few fields of the due table, so as many as wait are written together.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from aggregator.model import SourceState
from aggregator.store.tables import Tx, chunks
from aggregator.store.tables import sources as table

_c = table.c
_CHANGING = (
    "next_poll_at",
    "retry_at",
    "etag",
    "last_modified",
    "last_attempt_at",
    "last_success_at",
    "moved_to",
    "moved_since",
)
_FINISH = (
    update(table)
    .where(_c.slug == bindparam("slug_"))
    .values(
        {name: bindparam(f"{name}_", type_=_c[name].type) for name in _CHANGING}
        | {"adopted_url": func.nullif(bindparam("url_", type_=_c.url.type), _c.url)}
        | dict.fromkeys(("error_code", "error_message", "error_since", "error_count"))
        | {"worker_deaths": 0, "lease_owner": None, "lease_until": None}
    )
)
_HELD = select(_c.slug, _c.lease_owner, _c.retry_at, _c.next_poll_at).order_by(_c.slug).with_for_update()


def finish(tx: Tx, polled: Sequence[SourceState]) -> list[bool]:
    """Writes the states after such polls and gives the leases back, as `sources.finish` does for one of any kind.

    Each state names the owner that it was claimed by. False, and nothing is written, where he has it no more.
    """
    slugs = (one.slug for one in polled)
    stored = {row.slug: row for some in chunks(slugs) for row in tx.execute(_HELD.where(_c.slug.in_(some)))}
    held = [_is_held(one, stored.get(one.slug)) for one in polled]
    rows = [_row(one, stored[one.slug]) for one, ours in zip(polled, held, strict=True) if ours]
    if rows:
        tx.execute(_FINISH, rows)
    return held


def _is_held(state: SourceState, row: Row[*tuple[Any, ...]] | None) -> bool:
    return row is not None and row.lease_owner is not None and row.lease_owner == state.lease_owner


def _row(state: SourceState, row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    """A pause that its platform asked for while the poll was under way stays."""
    retry_at, next_poll_at = state.retry_at, state.next_poll_at
    if row.retry_at and state.last_attempt_at and row.retry_at > state.last_attempt_at:
        retry_at = max(row.retry_at, retry_at or row.retry_at)
        next_poll_at = max(row.next_poll_at, next_poll_at)
    return {
        "slug_": state.slug,
        "url_": state.url,
        "next_poll_at_": next_poll_at,
        "retry_at_": retry_at,
        "etag_": state.validators.etag,
        "last_modified_": state.validators.last_modified,
        "last_attempt_at_": state.last_attempt_at,
        "last_success_at_": state.last_success_at,
        "moved_to_": state.moved_to,
        "moved_since_": state.moved_since,
    }
