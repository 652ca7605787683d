"""What a configuration that has no mistake would wait for."""

from pathlib import Path

from aggregator.cli.options import Options
from aggregator.config import Settings, file_digest, large_drop
from aggregator.errors import StoreError
from aggregator.store import Store, meta, sources

_PATIENCE = 2
"""Seconds: a check is no reason to wait long for a database."""


def unconfirmed_drop(options: Options, path: Path, settings: Settings) -> str:
    """How many of the sources in the database the file drops; empty when few, confirmed, or nobody can tell."""
    try:
        store = Store.open(options.database_url, timeout=_PATIENCE)
        try:
            with store.read() as tx:
                if meta.confirmed(tx) == file_digest(path):
                    return ""
                return large_drop(sorted(sources.active_slugs(tx)), settings)
        finally:
            store.close()
    except StoreError:
        return ""
