"""Stories: which entries tell the same news, and which of them stands for the others in a listing."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from aggregator.model import Entry
from aggregator.store.meta import touch
from aggregator.store.tables import Tx, chunks, entry_topics
from aggregator.store.tables import entries as table
from aggregator.stories import Told

_c = table.c
_ADVISORY_LOCK = 0x73746F72  # any number, as long as it is always the same
_MEMBERS = select(_c.story, entry_topics.c.topic, _c.key, entry_topics.c.follows, _c.batch, _c.order_at).join(
    entry_topics, entry_topics.c.key == _c.key
)
_TELLING = select(_c.story, _c.key, _c.source, _c.title, _c.url, _c.follows, _c.batch, _c.order_at)


def lock(tx: Tx) -> None:
    """From here to the end of the transaction nobody else groups entries: batches commit in their order."""
    if tx.dialect.name == "postgresql":  # SQLite has one writer
        tx.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))


def newest_batch(tx: Tx) -> int:
    """The number of the last batch that was grouped; 0 before the first."""
    return tx.execute(select(func.max(_c.batch))).scalar_one() or 0


def is_stored(tx: Tx, batch: int, key: str) -> bool:
    """Whether the batch of this number is the one that held this entry, or was undone."""
    found: int | None = tx.execute(select(_c.batch).where(_c.key == key)).scalar_one_or_none()
    return found == batch


def batches(tx: Tx, *, after: int, since: datetime) -> Iterator[tuple[int, tuple[Told, ...]]]:
    """What was grouped behind the batch `after`, in the order of commits; of the whole stream (0) what came `since`."""
    columns = (_c.batch, _c.key, _c.source, _c.title, _c.summary, _c.order_at, _c.url, _c.language)
    # Behind a batch there are few, which its index finds; only a start looks through all of the last weeks.
    wanted = (_c.batch > after,) if after else (_c.batch > after, _c.order_at >= since)
    grouped = select(*columns).where(*wanted).order_by(_c.batch, _c.key)
    for number, rows in groupby(tx.execute(grouped), key=attrgetter("batch")):
        yield number, tuple(Told(*row[1:]) for row in rows)


def move(tx: Tx, moved: Collection[tuple[str, str, str]]) -> None:
    """Gives stored entries, by (key, copy_of, story), other stories; those that stood for theirs go on to."""
    if moved:
        keys = [key for key, _, _ in moved]
        for some in chunks(keys):  # those that they leave are told by fewer
            touch(tx, tx.execute(select(_c.story).where(_c.key.in_(some), _c.story != "")).scalars())
        touch(tx, keys)
        rows = [{"key_": key, "copy_of": copy_of, "story": story} for key, copy_of, story in moved]
        tx.execute(update(table).where(_c.key == bindparam("key_")), rows)
        settle(tx, [story for _, _, story in moved])


def settle(tx: Tx, stories: Iterable[str]) -> None:
    """Sees to it that one entry stands for each of these stories: the first that did, or else the first stored."""
    wanted = sorted(set(stories))
    changes: list[dict[str, object]] = []
    for some in chunks(wanted):
        rows = tx.execute(_TELLING.where(_c.story.in_(some)).order_by(_c.story))
        for _, told in groupby(rows, key=attrgetter("story")):
            members = tuple(told)
            lead = min(members, key=_rank)
            changes += [
                {"key_": row.key, "follows": row is not lead}
                for row in members
                if row.follows is (row is lead)
            ]
    if changes:
        tx.execute(update(table).where(_c.key == bindparam("key_")), changes)
    if wanted:
        relead(tx, wanted)
        touch(tx, wanted)


def relead(tx: Tx, stories: Iterable[str], fresh: Collection[str] = ()) -> None:
    """Sees to it that in every topic one entry of each of these stories stands for it, and goes on to.

    It is the one that does so already, or else the first that was stored; never, while there is another, one of
    the `fresh` keys.
    """
    changes: list[dict[str, object]] = []
    for some in chunks(sorted({story for story in stories if story})):
        rows = tx.execute(_MEMBERS.where(_c.story.in_(some)).order_by(_c.story, entry_topics.c.topic))
        for _, told in groupby(rows, key=lambda row: (row.story, row.topic)):
            members = tuple(told)
            lead = min(members, key=lambda row: (row.key in fresh, *_rank(row)))
            changes += [
                {"key_": row.key, "topic_": row.topic, "follows": row is not lead}
                for row in members
                if row.follows is (row is lead)
            ]
    if changes:
        member = (entry_topics.c.key == bindparam("key_"), entry_topics.c.topic == bindparam("topic_"))
        tx.execute(update(entry_topics).where(*member), changes)
        touch(tx, [str(change["key_"]) for change in changes])


def _rank(row: Row[*tuple[Any, ...]]) -> tuple[object, ...]:
    return row.follows, row.batch is None, row.batch, row.order_at, row.key


def told_with(tx: Tx, entries: Iterable[Entry]) -> dict[str, tuple[Row[*tuple[Any, ...]], ...]]:
    """For the key of each entry, the others of its story, first first: key, source, title, url."""
    shown = {entry.key: entry.story for entry in entries if entry.story}
    by_story = {
        story: tuple(rows)
        for some in chunks(sorted(set(shown.values())))
        for story, rows in groupby(
            tx.execute(_TELLING.where(_c.story.in_(some)).order_by(_c.story, _c.order_at, _c.key)),
            key=attrgetter("story"),
        )
    }
    return {
        key: tuple(row for row in by_story.get(story, ()) if row.key != key) for key, story in shown.items()
    }
