"""By what entries were recognised: who bears a handle, and what is not to be shown."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import bindparam, delete, select, update

from aggregator.identity import handles
from aggregator.model import Entry
from aggregator.store.tables import Tx, chunks, entries, insert
from aggregator.store.tables import entry_handles as table

_c = table.c


def bearers(tx: Tx, source: str, asked: Collection[str]) -> Iterator[tuple[str, str | None]]:
    """(handle, key) of those that this source has; without a key, the entry is not to be shown."""
    for some in chunks(asked):
        borne = select(_c.handle, _c.key).where(_c.handle.in_(some), _c.source == source)
        yield from tx.execute(borne)


def learn(tx: Tx, learned: Collection[tuple[str, str]], new: Collection[str]) -> None:
    """Stores (key, handle) pairs, and counts those of entries whose key is not `new`.

    Reads the source from the stored entry: nobody can teach an entry a handle in another source's name.
    """
    if not learned:
        return
    handle = bindparam("handle_", type_=_c.handle.type)
    owner = select(handle, entries.c.source, entries.c.key).where(entries.c.key == bindparam("key_"))
    tx.execute(
        insert(tx, table).from_select(["handle", "source", "key"], owner).on_conflict_do_nothing(),
        [{"handle_": handle, "key_": key} for key, handle in learned],
    )
    more = Counter(key for key, _ in learned if key not in new)
    if more:
        count = entries.c.aliases + bindparam("more_", type_=entries.c.aliases.type)
        counting = update(entries).where(entries.c.key == bindparam("key_")).values(aliases=count)
        tx.execute(counting, [{"key_": key, "more_": more[key]} for key in sorted(more)])


def withhold(tx: Tx, withheld: Sequence[Entry]) -> None:
    """Keeps the handles of entries that are not to be shown."""
    rows = [
        {"handle": handle, "source": entry.source, "key": None}
        for entry in withheld
        for handle in handles(entry)
    ]
    if rows:
        tx.execute(insert(tx, table).on_conflict_do_nothing(), rows)


def show_withheld(tx: Tx, source: str) -> None:
    """Forgets what was withheld of a source: offered again, it is new."""
    tx.execute(delete(table).where(_c.source == source, _c.key.is_(None)))
