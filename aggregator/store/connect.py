"""Engines for both databases: who may write, who waits for whom, and what a crash or a power cut may cost."""

import os
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError

from aggregator.errors import StoreError

_FORMS = "write sqlite:///path/to/file.db or postgresql://user:password@host/name"
_MIGRATION_SECONDS = 60.0
"""How long a process waits for another one's migration of a SQLite file."""

_SQLITE_ALWAYS = ("PRAGMA foreign_keys = ON",)
_SQLITE_WRITER = (
    *_SQLITE_ALWAYS,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 33554432",  # a log that a long reader let grow shrinks again
)
_SQLITE_READER = (*_SQLITE_ALWAYS, "PRAGMA query_only = ON")

_REMEDIES = (
    ("locked", "another process holds it: wait for its migration or import to end, or stop it"),
    ("readonly", "give this user the right to write the file and its folder"),
    ("read-only", "give this user the right to write the file and its folder"),
    ("unable to open", "check that the folder exists and that this user may write in it"),
    ("not a database", "the file holds something else: name another one"),
    ("malformed", "restore a backup, or let `sqlite3 FILE .recover` save what is there"),
    ("disk is full", "make room; writing resumes by itself"),
    ("no space left", "make room; writing resumes by itself"),
    ("disk i/o", "the disk is failing or full, see the system's log; writing resumes by itself"),
    ("no such table", "the tables are missing: migrate first"),
    ('relation "', "the tables are missing: migrate first"),
    ("password", "check user and password in the URL"),
    ("does not exist", "create it, or correct the URL"),
    ("connection", "check that the server runs and that the URL is right; writing resumes by itself"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database is. Its `str()` has no password."""

    url: URL
    connections: int
    timeout: float

    def __str__(self) -> str:
        return self.url.set(query={}).render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """A file, with one writer at a time; otherwise it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"


def place(text: str, connections: int, timeout: float) -> Place:
    """Reads a database URL, in the forms that operators and hosters write; makes a file's folder."""
    try:
        url = make_url(text.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):  # whose message may hold the password
        raise StoreError(f"this is no database URL: {_FORMS}") from None
    match url.drivername:
        case "postgresql" | "postgresql+psycopg":
            return Place(url.set(drivername="postgresql+psycopg"), connections, timeout)
        case "sqlite":
            return Place(_sqlite_file(url), connections, timeout)
    raise StoreError(f"{url.drivername} is not supported: {_FORMS}")


def _sqlite_file(url: URL) -> URL:
    if not url.database or url.database == ":memory:":
        raise StoreError(f"a SQLite database needs a file: {_FORMS}")
    path = Path(url.database).absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"cannot make the folder of {path}: {error.strerror}") from error
    return url.set(database=str(path))


def conninfo(place: Place) -> str:
    """The same place in libpq's own form, password included."""
    return place.url.set(drivername="postgresql").render_as_string(hide_password=False)


def writer(place: Place) -> Engine:
    """Transactions that write. SQLite has one writer: threads queue here, in order, not at the file."""
    if place.is_sqlite:
        engine = _pooled(place, 1)
        _prepare_sqlite(engine, _SQLITE_WRITER, "BEGIN IMMEDIATE")
        return engine
    return _pooled(place, place.connections)


def reader(place: Place) -> Engine:
    """Transactions that read one snapshot."""
    if place.is_sqlite:
        engine = _pooled(place, place.connections)
        _prepare_sqlite(engine, _SQLITE_READER, "BEGIN")
        return engine
    snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _pooled(place, place.connections).execution_options(**snapshot)


def migrator(place: Place) -> Engine:
    """One connection that changes tables.

    SQLite changes a table by copying and dropping it: with foreign keys on, the drop would take along what
    refers to it.
    """
    patience = max(place.timeout, _MIGRATION_SECONDS)
    engine = create_engine(
        place.url, poolclass=NullPool, connect_args=_connect_args(place, patience), hide_parameters=True
    )
    if place.is_sqlite:
        _prepare_sqlite(engine, ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"), "BEGIN IMMEDIATE")
    return engine


def candidate(place: Place) -> Engine:
    """Connections that are held for the lock that goes with them, outside any transaction (PostgreSQL)."""
    return create_engine(
        place.url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        connect_args=_connect_args(place, place.timeout),
        hide_parameters=True,
    )


def explain(error: DBAPIError) -> str:
    """The database's own words on one line, and what to do about it."""
    words = " ".join(str(error.orig).split())
    remedy = next((remedy for sign, remedy in _REMEDIES if sign in words.lower()), "")
    return f"{words} ({remedy})" if remedy else words


def _pooled(place: Place, size: int) -> Engine:
    engine = create_engine(
        place.url,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=place.timeout,
        pool_use_lifo=True,
        pool_pre_ping=not place.is_sqlite,  # a server that was restarted costs no transaction
        connect_args=_connect_args(place, place.timeout),
        hide_parameters=True,  # errors are logged; what feeds contain need not be
    )
    _stay_in_one_process(engine)
    return engine


def _connect_args(place: Place, timeout: float) -> dict[str, Any]:
    if place.is_sqlite:
        # isolation_level None: this module says BEGIN, not the driver; timeout is SQLite's busy_timeout.
        return {"timeout": timeout, "isolation_level": None, "check_same_thread": False}
    return {"connect_timeout": max(2, round(timeout)), "application_name": "aggregator"}


def _prepare_sqlite(engine: Engine, pragmas: tuple[str, ...], begin: str) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: SqliteConnection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    # A deferred BEGIN that comes to write later may find that it read too old a state, and fails.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _stay_in_one_process(engine: Engine) -> None:
    """A connection that a forked child inherits is its parent's: the child opens another."""

    @event.listens_for(engine, "connect")
    def _connect(_connection: object, record: Any) -> None:
        record.info["pid"] = os.getpid()

    @event.listens_for(engine, "checkout")
    def _checkout(_connection: object, record: Any, proxy: Any) -> None:
        if record.info["pid"] != os.getpid():
            record.dbapi_connection = proxy.dbapi_connection = None
            raise DisconnectionError("this connection belongs to the parent process")
