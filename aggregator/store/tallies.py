"""Counts that every process adds to and one page shows: they outlive the processes that counted."""

from sqlalchemy import select

from aggregator.metrics import Tallies
from aggregator.store.tables import Tx, chunks, insert
from aggregator.store.tables import tallies as table


def add(tx: Tx, tallies: Tallies) -> None:
    """Adds each amount to what is there; in one order, so that two processes never wait for each other's rows."""
    rows = [
        {"name": name, "label": label, "amount": amount} for (name, label), amount in sorted(tallies.items())
    ]
    statement = insert(tx, table)
    added = table.c.amount + statement.excluded.amount
    upsert = statement.on_conflict_do_update(index_elements=["name", "label"], set_={"amount": added})
    for chunk in chunks(rows):
        tx.execute(upsert, chunk)


def read(tx: Tx) -> Tallies:
    """All amounts, by name and label."""
    return {(row.name, row.label): row.amount for row in tx.execute(select(table))}
