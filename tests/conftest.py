"""How the tests run: no example is timed; in random order, but for the files that take longest."""

import pytest
from hypothesis import settings

LONGEST = ("test_kill.py", "test_corpus.py", "test_isolation.py", "test_add.py")
"""Begun first, so that at the end no process works through one of them while the others have nothing to do."""

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))
