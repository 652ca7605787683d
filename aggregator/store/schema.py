"""From whatever tables a database has to those of this code."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from aggregator.errors import SchemaTooNew, StoreError
from aggregator.store.connect import Place, migrator

_SCRIPTS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x61676772  # any number, as long as it is always the same
_ALEMBIC = Lock()  # its context is one per process


def upgrade(place: Place) -> None:
    """Applies the missing migrations in one transaction: all of them, or none.

    Several processes may start at once: on SQLite the transaction is exclusive by itself, on PostgreSQL an
    advisory lock makes it so. Raises SchemaTooNew when the database's revision is not one of ours.
    """
    engine = migrator(place)
    with _ALEMBIC, engine.begin() as connection:
        if not place.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        config = _config(connection)
        _refuse_newer(place, config, connection)
        command.upgrade(config, "head")
        if place.is_sqlite:
            _check_references(place, connection)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _refuse_newer(place: Place, config: Config, connection: Connection) -> None:
    ours = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in ours:
            raise SchemaTooNew(
                f"{place}: its tables are of revision {revision}, which this version does not know; "
                "start the newer version of aggregator, or restore a backup from before the upgrade"
            )


def _check_references(place: Place, connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StoreError(
            f"{place}: the migration was undone, since it would break a reference: {tuple(broken)}"
        )
