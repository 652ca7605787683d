"""What a database says of a configuration that has no mistake."""

from datetime import UTC, datetime
from pathlib import Path

from aggregator import ranked
from aggregator.cli.options import Options
from aggregator.config import Settings, file_digest, large_drop
from aggregator.errors import StoreError
from aggregator.store import Store, Tx, meta, sources
from aggregator.urls import redact

_PATIENCE = 2
"""Seconds: a check is no reason to wait long for a database."""


def told_by_database(options: Options, path: Path, settings: Settings) -> tuple[str, ...]:
    """What else is to be said of the file, as sentences; nothing where nobody can tell."""
    try:
        store = Store.open(options.database_url, timeout=_PATIENCE)
        try:
            with store.read() as tx:
                return tuple(filter(None, (_drop(tx, path, settings), _unknown_picks(tx, settings))))
        finally:
            store.close()
    except StoreError:
        return ()


def _drop(tx: Tx, path: Path, settings: Settings) -> str:
    """How many of the sources in the database the file drops; empty when few, or confirmed."""
    if meta.confirmed(tx) == file_digest(path):
        return ""
    drop = large_drop(sorted(sources.active_slugs(tx)), settings)
    return drop and f"{drop}; it would wait until `aggregator confirm` lets it through"


def _unknown_picks(tx: Tx, settings: Settings) -> str:
    missing = ranked.missing_picks(tx, settings.picks, datetime.now(UTC))
    shown = ", ".join(redact(pick.url) for pick in missing)
    return shown and f"no source has brought these picks, so they are not shown: {shown}"
