"""Who of several processes keeps the clock: the one that holds PostgreSQL's advisory lock, for as long as it lives."""

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from aggregator.store import connect

_ADVISORY_LOCK = 0x636C6F63  # any number, as long as it is always the same


class Election:
    """One candidate. The lock goes with its connection: a process that dies or is cut off has lost it at once."""

    def __init__(self, place: connect.Place) -> None:
        self._engine = connect.candidate(place)
        self._office: Connection | None = None

    def won(self) -> bool:
        """Whether this process is the one now; asks again each time, for it may have lost what it had."""
        try:
            if self._office is None:
                self._office = self._stand()
            else:
                self._office.execute(select(1))
        except DBAPIError:  # the server is gone, and with it the lock
            self.resign()
        return self._office is not None

    def resign(self) -> None:
        """Leaves the clock to another process; standing again is allowed."""
        if self._office is not None:
            self._office.invalidate()
            self._office.close()
            self._office = None

    def _stand(self) -> Connection | None:
        connection = self._engine.connect()
        if connection.execute(select(func.pg_try_advisory_lock(_ADVISORY_LOCK))).scalar_one():
            return connection
        connection.close()
        return None
