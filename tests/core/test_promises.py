"""The list of promises names proofs that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIST = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")


def test_every_promise_is_listed_and_names_a_proof_or_says_why_not() -> None:
    promises = re.split(r"^(\d+)\. ", LIST, flags=re.MULTILINE)
    assert [int(number) for number in promises[1::2]] == list(range(1, 28))
    assert all("`tests/" in text or "not tested" in text for text in promises[2::2])


def test_every_proof_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", LIST))
    assert len(named) > 30
    assert [one for one in named if not (ROOT / one).exists()] == []
