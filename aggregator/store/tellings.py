"""Who reported what: the rankings' view of stories, bounded by the days that they look back."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import func, select

from aggregator.model import Entry
from aggregator.ranking import Telling
from aggregator.store.rows import BRIEF, entry_of
from aggregator.store.tables import Tx, chunks
from aggregator.store.tables import entries as table

_c = table.c


def told_by_several(tx: Tx, since: datetime) -> tuple[Telling, ...]:
    """All tellings of the stories that were followed up since then, the earlier ones too."""
    followed = select(_c.story).where(_c.follows, _c.order_at >= since).distinct()
    return tuple(_tellings(tx, tx.execute(followed).scalars().all()))


def of_story(tx: Tx, story: str) -> tuple[Telling, ...]:
    """All tellings of one story."""
    return tuple(_tellings(tx, (story,)))


def leads(tx: Tx, stories: Collection[str]) -> dict[str, Entry]:
    """For the key of each story, the entry that stands for it; its content is left out."""
    rows = (
        row for some in chunks(stories) for row in tx.execute(BRIEF.where(_c.story.in_(some), ~_c.follows))
    )
    return {entry.story: entry for entry in map(entry_of, rows)}


def brought(tx: Tx, source: str, *, since: datetime, ordered_after: datetime) -> int:
    """How many entries of a source were first seen since then and stand behind that moment in listings."""
    recent = select(func.count()).where(
        _c.source == source, _c.order_at > ordered_after, _c.first_seen >= since
    )
    return tx.execute(recent).scalar_one()


def _tellings(tx: Tx, stories: Collection[str]) -> Iterator[Telling]:
    columns = (_c.key, _c.source, _c.story, _c.copy_of, _c.order_at)
    for some in chunks(sorted(stories)):
        for row in tx.execute(select(*columns).where(_c.story.in_(some))):
            yield Telling(row.key, row.source, row.story, row.copy_of not in ("", row.key), row.order_at)
