import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from aggregator.errors import SchemaTooNew, StoreError
from aggregator.store import Store, connect
from aggregator.store.tables import metadata
from tests.edges.store.examples import add, entry
from tests.edges.store.processes import start


def test_migrations_lead_to_the_tables_that_the_code_declares(store: Store) -> None:
    with store.read() as tx:
        # Words are indexed by FTS5, in tables of its own, or by PostgreSQL.
        apart = ("entry_search", "entry_words_by_word") if tx.dialect.name == "sqlite" else ()

        def is_compared(_thing: object, name: str, *_: object) -> bool:
            return not (apart and name.startswith(apart))

        context = MigrationContext.configure(tx, opts={"include_object": is_compared})
        assert compare_metadata(context, metadata) == []


def test_an_installation_keeps_its_uuid_and_its_entries_through_later_migrations(database: str) -> None:
    first, second = Store.open(database), Store.open(database)
    first.migrate()
    with first.write() as tx:
        add(tx, entry(1))
    second.migrate()
    assert first.installation == second.installation == str(uuid.UUID(first.installation))
    first.close()
    second.close()


def test_old_code_refuses_newer_tables_and_leaves_them_alone(store: Store) -> None:
    with store.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew, match=r"revision 9999.*start the newer version"):
        store.migrate()
    with store.read() as tx:
        assert tx.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_a_migration_that_fails_leaves_nothing_behind(database: str) -> None:
    engine = create_engine(connect.place(database, 1, 1).url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE entry_handles (in_the_way INTEGER)"))  # what 0001 makes last
    store = Store.open(database)
    with pytest.raises(StoreError, match="entry_handles"):
        store.migrate()
    assert inspect(engine).get_table_names() == ["entry_handles"]
    engine.dispose()


def test_processes_that_start_at_once_all_come_up_on_one_migrated_database(database: str) -> None:
    starting = [start("migrate", database) for _ in range(4)]
    seen = {process.communicate(timeout=60)[0] for process in starting}
    assert [process.returncode for process in starting] == [0] * 4
    assert len(seen) == 1


def test_tables_that_were_never_migrated_are_named_as_the_mistake(database: str) -> None:
    store = Store.open(database)
    with pytest.raises(StoreError, match="migrate first"):
        _ = store.installation
    store.close()
