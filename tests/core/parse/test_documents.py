"""Every file of tests/data/feeds beside what it must be read as: a new quirk is two new files.

`AGGREGATOR_EXPECT=write` writes the expected files anew: look at the difference before you keep it.
"""

import json
import os
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from aggregator.errors import ParseError
from aggregator.model import Kind, PageSelectors, Source
from aggregator.parse import parse

FOLDER = Path(__file__).resolve().parents[2] / "data" / "feeds"
DOCUMENTS = sorted(path for path in FOLDER.glob("*/*") if path.suffix in {".xml", ".json", ".html", ".txt"})
KINDS = {"page": Kind.PAGE, "page_selectors": Kind.PAGE, "sitemap": Kind.SITEMAP}
SELECTORS = PageSelectors(
    entry="tr.baris", link="a.judul", title="a.judul", published=".tgl", image="img", summary=".isi"
)


def source_of(document: Path) -> Source:
    concern = document.parent.name
    url = "https://koran.situs.co.id/" if concern == "page" else "https://warta.example/"
    selectors = SELECTORS if concern == "page_selectors" else None
    return Source("contoh", "Contoh", url, kind=KINDS.get(concern), selectors=selectors)


def what_is_set(value: object) -> object:
    """A value as JSON, without what has its default: an expected file shows what was read, nothing else."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: getattr(value, f.name) for f in fields(value) if getattr(value, f.name) != f.default}
        return {name: what_is_set(item) for name, item in kept.items()}
    if isinstance(value, tuple):
        return [what_is_set(item) for item in value]
    return value


def reading_of(document: Path) -> object:
    source = source_of(document)
    try:
        return what_is_set(parse(document.read_bytes(), "", source.url, source))
    except ParseError as error:
        return {"error": error.code, "message": str(error)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_document_is_read_as_its_expected_file_says(document: Path) -> None:
    expected = document.with_suffix(".expected")
    reading = json.dumps(reading_of(document), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("AGGREGATOR_EXPECT") == "write":
        expected.write_text(reading, encoding="utf-8")
    assert reading == expected.read_text(encoding="utf-8")


def test_no_expected_file_is_left_without_its_document() -> None:
    expected = set(FOLDER.glob("*/*.expected"))
    assert expected == {document.with_suffix(".expected") for document in DOCUMENTS}
