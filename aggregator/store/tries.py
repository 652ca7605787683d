"""How often the page of an entry that is not stored yet was fetched in vain."""

from collections.abc import Collection

from sqlalchemy import delete, select

from aggregator.store.tables import Tx, chunks, insert
from aggregator.store.tables import tries as table


def count(tx: Tx, source: str, handles: Collection[str]) -> dict[str, int]:
    """The tries of those of these handles that have any."""
    return {
        row.handle: row.tries
        for some in chunks(handles)
        for row in tx.execute(select(table).where(table.c.source == source, table.c.handle.in_(some)))
    }


def add(tx: Tx, source: str, handles: Collection[str]) -> None:
    """Counts one more try for each."""
    if handles:
        row = insert(tx, table)
        one_more = row.on_conflict_do_update(
            index_elements=[table.c.source, table.c.handle], set_={"tries": table.c.tries + 1}
        )
        tx.execute(one_more, [{"source": source, "handle": handle, "tries": 1} for handle in handles])


def forget(tx: Tx, source: str, handles: Collection[str]) -> None:
    """Drops the count of entries that are stored now."""
    for some in chunks(handles):
        tx.execute(delete(table).where(table.c.source == source, table.c.handle.in_(some)))
