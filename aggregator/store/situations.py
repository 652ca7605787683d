"""Which entries are about which places, kept so that a page of a place is a range of an index."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, select

from aggregator.model import Entry
from aggregator.places import find_places, regions_of
from aggregator.store.tables import Tx, chunks, entry_places, insert
from aggregator.store.tables import entries as table

_c = entry_places.c


def situate(tx: Tx, new: Collection[Entry]) -> None:
    """Writes down the places of entries that were just stored."""
    rows = [
        {"key": entry.key, "place": place, "order_at": entry.order_at}
        for entry in new
        for place in sorted(_places(entry))
    ]
    if rows:
        tx.execute(insert(tx, entry_places).on_conflict_do_nothing(), rows)


def resituate(tx: Tx, edited: Sequence[Entry]) -> None:
    """Gives edited entries the places that they are about now; their order is the stored one."""
    wanted = {(entry.key, place) for entry in edited for place in _places(entry)}
    stored: set[tuple[str, str]] = set()
    order_at = {}
    for keys in chunks(entry.key for entry in edited):
        stored.update(
            (key, place) for key, place in tx.execute(select(_c.key, _c.place).where(_c.key.in_(keys)))
        )
        order_at.update(
            dict(tx.execute(select(table.c.key, table.c.order_at).where(table.c.key.in_(keys))).all())
        )
    if left := sorted(stored - wanted):
        member = (_c.key == bindparam("key_"), _c.place == bindparam("place_"))
        tx.execute(
            delete(entry_places).where(*member), [{"key_": key, "place_": place} for key, place in left]
        )
    if joined := sorted(wanted - stored):
        rows = [{"key": key, "place": place, "order_at": order_at[key]} for key, place in joined]
        tx.execute(insert(tx, entry_places).on_conflict_do_nothing(), rows)


def _places(entry: Entry) -> frozenset[str]:
    return regions_of(find_places(entry.title, entry.summary))
