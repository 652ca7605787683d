"""What every table and every statement needs."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite

Tx: TypeAlias = Connection
"""An open transaction."""

T = TypeVar("T")
metadata = MetaData()


def insert(tx: Tx, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which SQLAlchemy spells per database."""
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def chunks(items: Iterable[T], size: int = 1000) -> Iterator[list[T]]:
    """Lists of at most `size`: a statement takes 32,766 parameters on SQLite and 65,535 on PostgreSQL."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
