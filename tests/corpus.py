"""Where the shared corpus of real input is; tests that need it skip, and say so, where it is absent."""

import os
from pathlib import Path

import pytest

_BESIDE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "corpus"


def corpus_folder() -> Path:
    """The corpus: `$AGGREGATOR_CORPUS`, else `../shared/corpus` beside the checkout; skips the test without one."""
    folder = Path(os.environ.get("AGGREGATOR_CORPUS") or _BESIDE_CHECKOUT)
    if not folder.is_dir():
        pytest.skip(f"no corpus of recorded input at {folder}: set AGGREGATOR_CORPUS to run this test")
    return folder
