"""Opening a database and its transactions. Whatever it refuses becomes a StoreError that says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from sqlalchemy import QueuePool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from aggregator.errors import StoreError
from aggregator.store import connect, meta, schema
from aggregator.store.election import Election
from aggregator.store.tables import Tx


class Store:
    """The database. Threads may share it; each transaction belongs to one thread."""

    def __init__(self, place: connect.Place) -> None:
        self._place = place
        self._writer = connect.writer(place)
        self._reader = connect.reader(place)

    @classmethod
    def open(cls, url: str, *, connections: int = 16, timeout: float = 10) -> "Store":
        """The store at `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`; connects later.

        At most `connections` transactions read at once, and as many write on PostgreSQL (SQLite: one).
        Whoever waits longer than `timeout` seconds for a connection, or for SQLite's lock, gets a StoreError;
        so does any other URL. A SQLite file and its folder are created.
        """
        return cls(connect.place(url, connections, timeout))

    def migrate(self) -> None:
        """Brings the tables to this code's version; safe while others do the same or are at work.

        Raises SchemaTooNew, and changes nothing, when newer code was here before.
        """
        with self._errors_explained():
            schema.upgrade(self._place)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A snapshot: everything read in it belongs to one moment. Waits for no writer; cannot write."""
        with self._errors_explained(), self._reader.begin() as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """All or nothing: commits at the end, rolls back if the block raises. Keep it short: others wait."""
        with self._errors_explained(), self._writer.begin() as tx:
            meta.begin_untouched(tx)
            yield tx
            meta.count_revision(tx)

    @cached_property
    def installation(self) -> str:
        """A random UUID, minted by the first migration."""
        with self.read() as tx:
            return meta.installation(tx)

    @property
    def conninfo(self) -> str | None:
        """How PostgreSQL is reached, for a queue that lives there too; None on SQLite."""
        return None if self._place.is_sqlite else connect.conninfo(self._place)

    def election(self) -> Election:
        """A candidate for the clock; PostgreSQL only."""
        return Election(self._place)

    @property
    def connections_in_use(self) -> int:
        """Transactions that are open now."""
        pools = (self._reader.pool, self._writer.pool)
        return sum(pool.checkedout() for pool in pools if isinstance(pool, QueuePool))

    def close(self) -> None:
        """Closes every idle connection. A store may be used again afterwards."""
        self._reader.dispose()
        self._writer.dispose()

    @contextmanager
    def _errors_explained(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise StoreError(
                f"{self._place}: no connection became free in {self._place.timeout:g} s"
            ) from error
        except DBAPIError as error:
            raise StoreError(f"{self._place}: {connect.explain(error)}") from error
