"""How the tests run: no example is timed; in random order, but for the files that take longest."""

import os

import pytest
from hypothesis import settings

LONGEST = ("test_kill.py", "test_corpus.py", "test_many_machines.py", "test_isolation.py", "test_add.py")
"""Begun first, so that at the end no process works through one of them while the others have nothing to do."""

# Fifty examples a run, other ones every time; HYPOTHESIS_PROFILE=thorough for a thousand.
settings.register_profile("brief", deadline=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "brief"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))
