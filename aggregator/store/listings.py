"""The pages that readers get: one costs the same among ten thousand entries as among a million, a range of an index."""

from sqlalchemy import (
    ColumnElement,
    Subquery,
    Table,
    func,
    select,
    true,
    tuple_,
)

from aggregator.model import Entry
from aggregator.store.rows import BRIEF, FULL, Cursor, at, entry_of
from aggregator.store.tables import Tx, entry_topics
from aggregator.store.tables import entries as table

_c = table.c


def latest(
    tx: Tx,
    *,
    topic: str | None = None,
    source: str | None = None,
    story: str | None = None,
    limit: int,
    before: Cursor | None = None,
    leads: bool = False,
    full: bool = True,
) -> tuple[Entry, ...]:
    """One page of a topic, a source, a story, or of everything: latest first, by order_at and key.

    `before` is where the page above ended. With `leads`, of each story the one entry that stands for it there
    (of a source, or of a story, all). Without `full` every `content` is empty, which spares reading it.
    """
    page = _page(_listing(topic, source, story, leads=leads), limit, before)
    shown = (FULL if full else BRIEF).join(page, page.c.key == _c.key)
    listed = shown.order_by(page.c.order_at.desc(), page.c.key.desc())
    return tuple(map(entry_of, tx.execute(listed)))


def count(tx: Tx, *, topic: str | None = None, source: str | None = None) -> int:
    """How many entries there are in a topic, of a source, or in all. Counts them: not for every request."""
    listing, belongs = _listing(topic, source)
    return tx.execute(select(func.count()).select_from(listing).where(belongs)).scalar_one()


_Listing = tuple[Table, ColumnElement[bool]]


def _listing(
    topic: str | None, source: str | None, story: str | None = None, *, leads: bool = False
) -> _Listing:
    if sum(one is not None for one in (topic, source, story)) > 1:
        raise ValueError("a listing is of a topic, a source or a story, not of several")
    if topic is not None:
        member = entry_topics.c.topic == topic
        return entry_topics, member & ~entry_topics.c.follows if leads else member
    if source is not None:
        return table, _c.source == source
    if story is not None:
        return table, _c.story == story
    return table, ~_c.follows if leads else true()


def _page(listed: _Listing, limit: int, before: Cursor | None) -> Subquery:
    """Keys first, from the index alone; only what is shown is then looked up."""
    listing, belongs = listed
    order_at, key = listing.c.order_at, listing.c.key
    page = select(key, order_at).where(belongs).order_by(order_at.desc(), key.desc()).limit(limit)
    if before is not None:
        page = page.where(tuple_(order_at, key) < at(before))
    return page.subquery("page")
