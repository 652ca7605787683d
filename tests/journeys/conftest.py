"""A wire of its own for each journey, on SQLite and on PostgreSQL."""

import pytest

from tests.databases import backend, database  # noqa: F401 - fixtures
from tests.journeys.wire import Wire


@pytest.fixture
def wire(tmp_path, database):  # noqa: F811 - the fixture by its name
    with Wire(tmp_path, database) as wire:
        yield wire


@pytest.fixture
def lone_wire(tmp_path):
    """A wire on SQLite alone, for what no database can change."""
    with Wire(tmp_path) as wire:
        yield wire
