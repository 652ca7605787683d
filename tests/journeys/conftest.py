"""A wire of its own for each journey, on SQLite and on PostgreSQL."""

import pytest

from tests.databases import backend, database  # noqa: F401 - fixtures
from tests.journeys.wire import Wire


@pytest.fixture
def wire(tmp_path, database):  # noqa: F811
    return Wire(tmp_path, database)
