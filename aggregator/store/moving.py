"""From one database to another, row by row: nothing is read into values, so nothing can become another one."""

from collections.abc import Callable

from sqlalchemy import (
    Column,
    ColumnClause,
    Table,
    TableClause,
    TypeDecorator,
    column,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy import table as bare_table
from sqlalchemy.types import TypeEngine

from aggregator.errors import StoreError
from aggregator.store import words
from aggregator.store.database import Store
from aggregator.store.tables import Tx, metadata

_ROWS = 1000
_TABLES = [table for table in metadata.sorted_tables if not table.info.get("derived")]
_OF_A_NEW_ONE = ("meta", "revisions")
"""What a database says that nobody has used yet."""

OnRows = Callable[[str, int], None]
"""Called with the name of a table and how many more of its rows were copied."""


def count_rows(tx: Tx) -> dict[str, int]:
    """How many rows each table has, in the order in which `move` copies them."""
    return {table.name: _count(tx, table) for table in _TABLES}


def move(source: Store, target: Store, on_rows: OnRows) -> None:
    """Copies everything into an empty database whose tables are there: all of it, or nothing.

    The target is then the same installation, and every id, key, date and revision is what it was. Nobody writes
    to the source meanwhile: pollers wait. Raises StoreError when the target holds anything already.
    """
    with source.write() as origin, target.write() as tx:
        _hold(origin)
        _refuse_full(tx)
        for name in _OF_A_NEW_ONE:
            tx.execute(delete(metadata.tables[name]))
        for table in _TABLES:
            _copy(origin, tx, table, on_rows)
        while words.complete(tx, _ROWS):
            pass


def _hold(tx: Tx) -> None:
    """SQLite has one writer, and that is we; PostgreSQL's others wait until we are done."""
    if tx.dialect.name == "postgresql":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        tx.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def _refuse_full(tx: Tx) -> None:
    for table in _TABLES:
        if table.name not in _OF_A_NEW_ONE and (count := _count(tx, table)):
            raise StoreError(f"the new database has {count} {table.name} already: name an empty one")


def _copy(origin: Tx, tx: Tx, table: Table, on_rows: OnRows) -> None:
    bare = _bare(table)
    with origin.execute(select(bare), execution_options={"yield_per": _ROWS}) as result:
        for rows in result.mappings().partitions():
            tx.execute(insert(bare), [dict(row) for row in rows])
            on_rows(table.name, len(rows))


def _bare(table: Table) -> TableClause:
    """The table with the databases' own types, less what the target works out by itself."""
    return bare_table(table.name, *(_bare_column(one) for one in table.columns if one.computed is None))


def _bare_column(one: Column[object]) -> ColumnClause[object]:
    kind: TypeEngine[object] = one.type
    return column(one.name, kind.impl_instance if isinstance(kind, TypeDecorator) else kind)


def _count(tx: Tx, table: Table) -> int:
    count: int = tx.execute(select(func.count()).select_from(table)).scalar_one()
    return count
