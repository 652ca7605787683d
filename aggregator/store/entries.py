"""Entries: what one poll asks and changes, and how to find one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)

from aggregator.identity import SHARED, handles, url_handle
from aggregator.model import Changes, Entry, Known
from aggregator.store import words
from aggregator.store.handles import bearers, learn, withhold
from aggregator.store.meta import touch
from aggregator.store.rows import BRIEF, FULL, STORED, Cursor, at, entry_of, row_of
from aggregator.store.situations import resituate, situate
from aggregator.store.stories import relead
from aggregator.store.tables import Tx, chunks, entry_handles, entry_topics, insert
from aggregator.store.tables import entries as table

_c = table.c
_KNOWN = select(*(_c[name] for name in Known.__dataclass_fields__ if name != "handles"))
_KEPT = {
    "key", "id", "source", "identity", "first_seen", "order_at", "published", "story", "follows", "copy_of"
}  # fmt: skip
_EDITABLE = [name for name in STORED if name not in _KEPT]
# ── what one poll asks and changes ───────────────────────────────────────────────────────────────


def known(tx: Tx, source: str, incoming: Iterable[Entry]) -> tuple[Known, ...]:
    """The entries of this source that share a handle with an incoming one, with the handles they share.

    The mark that a handle was shared by several (`identity.SHARED`) counts as a handle.
    """
    asked = {handle for entry in incoming for handle in handles(entry)}
    shared: dict[str, set[str]] = {}
    for handle, key in bearers(tx, source, asked | {SHARED + handle for handle in asked}):
        if key is not None:
            shared.setdefault(key, set()).add(handle)
    return tuple(
        Known(**row._mapping, handles=frozenset(shared[row.key]))
        for some in chunks(shared)
        for row in tx.execute(_KNOWN.where(_c.key.in_(some)))
    )


def is_empty(tx: Tx, source: str) -> bool:
    """Whether nothing of this source is stored."""
    return tx.execute(select(_c.key).where(_c.source == source).limit(1)).first() is None


def withheld(tx: Tx, source: str, incoming: Iterable[Entry]) -> frozenset[str]:
    """Those of their handles that are of entries of this source which are not to be shown."""
    asked = {handle for entry in incoming for handle in handles(entry)}
    return frozenset(handle for handle, key in bearers(tx, source, asked) if key is None)


def stock(tx: Tx, source: str, limit: int) -> tuple[Known, ...]:
    """What is remembered of a source's latest entries, without handles."""
    latest = _KNOWN.where(_c.source == source).order_by(_c.order_at.desc(), _c.key.desc()).limit(limit)
    return tuple(Known(**row._mapping) for row in tx.execute(latest))


def taken(tx: Tx, ids: Iterable[str]) -> frozenset[str]:
    """Those of these atom:ids that an entry of any source already bears."""
    return frozenset(
        found
        for some in chunks(ids)
        for found in tx.execute(select(_c.id).where(_c.id_digest.in_(some))).scalars()
    )


def save(tx: Tx, changes: Changes, batches: Mapping[str, int] | None = None) -> int:
    """Stores what one answer of one source changed; returns how many new entries were left out.

    `batches` names, by key, the batch of those that were grouped into stories.

    Left out, with its topics and handles, is one whose id another writer stored in the meantime: read again,
    it will find the id taken. An edited entry keeps key, id, identity, first_seen, order_at and, once
    it has one, its publication date; one that belongs to another source is not touched.
    """
    new = {entry.key for entry in changes.new}
    lost = new - _add(tx, changes.new, batches or {})
    _edit(tx, changes.edited)
    learn(tx, [(key, handle) for key, handle in changes.learned if key not in lost], new)
    withhold(tx, changes.withheld)
    if changes.new or changes.edited:
        touch(tx, [entry.key for entry in (*changes.new, *changes.edited)])
    return len(lost)


def retag(tx: Tx, topics: Mapping[str, Collection[str]]) -> int:
    """Gives the entries of these keys these topics and no others; returns how many memberships changed."""
    changed = 0
    for keys in chunks(sorted(topics)):
        order_at = dict(tx.execute(select(_c.key, _c.order_at).where(_c.key.in_(keys))).all())
        wanted = {(key, topic) for key in order_at for topic in topics[key]}
        members = select(entry_topics.c.key, entry_topics.c.topic).where(entry_topics.c.key.in_(keys))
        stored = {(key, topic) for key, topic in tx.execute(members)}
        _leave(tx, sorted(stored - wanted))
        joined = sorted(wanted - stored)
        _join(tx, [(key, topic, order_at[key]) for key, topic in joined])
        told = dict(tx.execute(select(_c.key, _c.story).where(_c.key.in_(keys))).all())
        relead(tx, {told[key] for key, _ in stored ^ wanted}, fresh={key for key, _ in joined})
        changed += len(stored ^ wanted)
        if stored ^ wanted:
            touch(tx, {key for key, _ in stored ^ wanted}, {topic for _, topic in stored - wanted})
    return changed


def empty_bodies(tx: Tx, *, before: datetime, after: Cursor | None, limit: int) -> tuple[int, Cursor | None]:
    """Takes the content from up to `limit` entries behind `after` whose order_at is older than `before`.

    Returns how many had one, and where to go on, None at the end. All else of them stays as it is.
    """
    old = select(_c.order_at, _c.key, (_c.content != "").label("full")).where(_c.order_at < before)
    if after is not None:
        old = old.where(tuple_(_c.order_at, _c.key) > at(after))
    rows = tx.execute(old.order_by(_c.order_at, _c.key).limit(limit)).all()
    full = [row.key for row in rows if row.full]
    for some in chunks(full):
        tx.execute(update(table).where(_c.key.in_(some)).values(content=""))
    if full:
        touch(tx, full)
    return len(full), Cursor(rows[-1].order_at, rows[-1].key) if len(rows) == limit else None


def _add(tx: Tx, new: Sequence[Entry], batches: Mapping[str, int]) -> set[str]:
    """Returns the keys that are now ours: on a conflict the entry that was first stays as it is."""
    if not new:
        return set()
    rows = [
        row_of(entry) | {"batch": batches.get(entry.key)}
        for entry in sorted(new, key=lambda entry: entry.key)
    ]
    added = set(tx.execute(insert(tx, table).on_conflict_do_nothing().returning(_c.key), rows).scalars())
    ours = [entry for entry in new if entry.key in added]
    _join(tx, [(entry.key, topic, entry.order_at) for entry in ours for topic in entry.topics])
    situate(tx, ours)
    relead(tx, {entry.story for entry in ours if entry.follows}, fresh=added)
    words.add(tx, ours)
    return added


def _edit(tx: Tx, edited: Sequence[Entry]) -> None:
    sources = {
        key: source
        for some in chunks(entry.key for entry in edited)
        for key, source in tx.execute(select(_c.key, _c.source).where(_c.key.in_(some)))
    }
    ours = [entry for entry in edited if sources.get(entry.key) == entry.source]
    if ours:
        dated = func.coalesce(_c.published, bindparam("published_", type_=_c.published.type))
        tx.execute(
            update(table).where(_c.key == bindparam("key_")).values(published=dated),
            [
                {name: getattr(entry, name) for name in _EDITABLE}
                | {"key_": entry.key, "published_": entry.published}
                for entry in ours
            ],
        )
        retag(tx, {entry.key: entry.topics for entry in ours})
        words.change(tx, ours)
        resituate(tx, ours)


def _join(tx: Tx, members: Collection[tuple[str, str, datetime]]) -> None:
    if members:
        rows = [{"key": key, "topic": topic, "order_at": order_at} for key, topic, order_at in members]
        tx.execute(insert(tx, entry_topics).on_conflict_do_nothing(), rows)


def _leave(tx: Tx, members: Collection[tuple[str, str]]) -> None:
    if members:
        member = (entry_topics.c.key == bindparam("key_"), entry_topics.c.topic == bindparam("topic_"))
        tx.execute(
            delete(entry_topics).where(*member), [{"key_": key, "topic_": topic} for key, topic in members]
        )


# ── one entry, or all in their order ─────────────────────────────────────────────────────────────


def get(tx: Tx, key: str) -> Entry | None:
    """The entry of this key."""
    row = tx.execute(FULL.where(_c.key == key)).one_or_none()
    return None if row is None else entry_of(row)


def by_url(tx: Tx, url: str) -> Entry | None:
    """The latest entry at this URL, in whichever of its spellings, of any source."""
    bearers = select(entry_handles.c.key).where(entry_handles.c.handle == url_handle(url))
    latest_first = FULL.where(_c.key.in_(bearers)).order_by(_c.order_at.desc(), _c.key.desc())
    row = tx.execute(latest_first.limit(1)).one_or_none()
    return None if row is None else entry_of(row)


def contents(tx: Tx, keys: Iterable[str]) -> dict[str, str]:
    """By key, the content of these entries."""
    return {
        row.key: row.content
        for some in chunks(keys)
        for row in tx.execute(select(_c.key, _c.content).where(_c.key.in_(some)))
    }


def walk(tx: Tx, after: Cursor, limit: int) -> tuple[tuple[Entry, ...], Cursor | None]:
    """Up to `limit` entries behind `after`, earliest first, no content; and where to go on, None at the end."""
    behind = BRIEF.where(tuple_(_c.order_at, _c.key) > at(after)).order_by(_c.order_at, _c.key)
    found = tuple(map(entry_of, tx.execute(behind.limit(limit))))
    return found, Cursor(found[-1].order_at, found[-1].key) if len(found) == limit else None
