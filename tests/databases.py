"""A database of its own for each test, on SQLite and on PostgreSQL.

Import `backend`, `database` and `store` into a conftest.py: every test that takes `database` (the URL of an
empty database) or `store` (an open, migrated one) then runs on both.

PostgreSQL is the server at `AGGREGATOR_TEST_POSTGRES_URL`, whose user may create databases, or else one that
pgserver starts for this run. With neither, these tests are skipped, but fail where CI=true.
"""

import atexit
import importlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from aggregator.store import Store
from aggregator.store.tables import metadata

BACKENDS = ("sqlite", "postgresql")
_END_OTHERS = b"""SET lock_timeout = 2000;
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
_EVERY_TABLE = b"SELECT tablename FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema$)'"
_emptied: list[str] = []
"""Databases of PostgreSQL that tests have left: to make one takes fifteen times as long as to empty one."""


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database(backend: str, tmp_path: Path) -> Iterator[str]:
    with new_database(backend, tmp_path) as url:
        yield url


@pytest.fixture
def store(backend: str, tmp_path: Path) -> Iterator[Store]:
    with new_database(backend, tmp_path, migrated=True) as url:
        store = Store.open(url, timeout=60)  # the machine may be busy with other things
        yield store
        assert store.connections_in_use == 0, "a transaction was left open"
        store.close()


@contextmanager
def new_database(backend: str, folder: Path, *, migrated: bool = False) -> Iterator[str]:
    """The URL of a database for this test alone; `migrated` ones are copied or emptied, which is faster."""
    if backend == "sqlite":
        file = folder / f"{uuid4().hex}.db"
        if migrated:
            shutil.copyfile(_migrated_file(), file)
        yield f"sqlite:///{file}"
        return
    name = (_emptied.pop() if _emptied else _create(_migrated_name())) if migrated else _create("template0")
    try:
        yield _url_of(name)
    finally:
        if migrated and _is_emptied(name):
            _emptied.append(name)
        else:
            _drop(name)


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="aggregator-test-"))
    atexit.register(shutil.rmtree, folder)
    store = Store.open(f"sqlite:///{folder / 'migrated.db'}")
    store.migrate()
    store.close()
    return folder / "migrated.db"


@cache
def _migrated_name() -> str:
    name = _create("template0")
    atexit.register(
        lambda: [_drop(one) for one in (*_emptied, name)]
    )  # before the server ends, if it is ours
    store = Store.open(_url_of(name))
    store.migrate()
    store.close()
    return name


@cache
def _first_rows() -> dict[str, list[tuple[object, ...]]]:
    """What each table holds of a database that nobody has used; those that others refer to come first."""
    names = ["alembic_version", *(table.name for table in metadata.sorted_tables)]
    with psycopg.connect(_url_of(_migrated_name())) as connection:
        return {name: connection.execute(f"SELECT * FROM {name}".encode()).fetchall() for name in names}


def _is_emptied(name: str) -> bool:
    """Makes the database as if it were new; False where a test has left it too strange for that."""
    rows = _first_rows()
    try:
        with psycopg.connect(_url_of(name)) as connection:
            connection.execute(_END_OTHERS)
            if {table_name for (table_name,) in connection.execute(_EVERY_TABLE)} != rows.keys():
                return False
            for table_name in reversed(rows):
                connection.execute(f"DELETE FROM {table_name}".encode())
            for table_name, first in rows.items():
                for row in first:
                    places = ", ".join(["%s"] * len(row))
                    connection.execute(f"INSERT INTO {table_name} VALUES ({places})".encode(), row)
    except psycopg.Error:
        return False
    return True


def _create(template: str) -> str:
    name = f"aggregator_test_{uuid4().hex}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    return name


def _drop(name: str) -> None:
    _administer(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _url_of(name: str) -> str:
    return make_url(_server()).set(database=name).render_as_string(hide_password=False)


def _administer(statement: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _server() -> str:
    """The server's URL; skips the test where there is none."""
    url, reason = _find_server()
    if url:
        return url
    if os.environ.get("CI") == "true":
        pytest.fail(f"PostgreSQL is not tested: {reason}")
    pytest.skip(f"PostgreSQL is not tested: {reason}; set AGGREGATOR_TEST_POSTGRES_URL")


def _server_folder() -> str:
    """The same in all processes of a run, so that they share a server; the last that ends takes it away."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"aggregator-pg-{run[:12]}"
    folder.mkdir(0o700, exist_ok=True)
    return str(folder)


@cache
def _find_server() -> tuple[str, str]:
    """(URL, why there is none)."""
    if url := os.environ.get("AGGREGATOR_TEST_POSTGRES_URL"):
        return url, ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its import complains where there is no desktop session
            pgserver = importlib.import_module("pgserver")
            server = pgserver.get_server(_server_folder(), cleanup_mode="delete")
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, there is no server
        return "", f"pgserver does not start here ({type(error).__name__}: {error})"
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        # What is committed must survive the death of our processes here, not the machine's.
        for setting in (b"fsync", b"synchronous_commit", b"full_page_writes"):
            connection.execute(b"ALTER SYSTEM SET " + setting + b" = off")
        connection.execute(b"SELECT pg_reload_conf()")
    return url, ""
