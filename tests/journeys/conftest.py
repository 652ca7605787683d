"""A wire of its own for each journey, on SQLite and on PostgreSQL."""

import pytest

from tests.databases import backend, new_database  # noqa: F401 - a fixture
from tests.journeys.wire import Wire


@pytest.fixture
def wire(tmp_path, backend):  # noqa: F811 - the fixture by its name
    with new_database(backend, tmp_path, migrated=True) as url, Wire(tmp_path, url) as wire:
        yield wire


@pytest.fixture
def lone_wire(tmp_path):
    """A wire on SQLite alone, for what no database can change."""
    with Wire(tmp_path) as wire:
        yield wire
