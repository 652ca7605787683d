"""Catalogues come along wherever the package goes."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from flit_core import buildapi

from aggregator.words import LANGUAGES

ROOT = Path(__file__).parents[2]


def test_wheel_holds_the_catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / buildapi.build_wheel(str(tmp_path))
    with ZipFile(wheel) as packed:
        for language in LANGUAGES:
            name = f"aggregator/words/{language}.po"
            assert packed.read(name) == (ROOT / name).read_bytes()
