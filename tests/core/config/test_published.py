"""What is published about the configuration says what the code does: schema, page, shipped file."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from aggregator.config import json_schema, load
from aggregator.config.reading import parse
from aggregator.config.shapes import FileShape
from aggregator.errors import ConfigError
from aggregator.model import Kind

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "config" / "feeds.yaml"
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def shapes_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [shape for inner in get_args(annotation) for shape in shapes_in(inner)]


def keys(shape: type[BaseModel], prefix: str = "", above: tuple[type[BaseModel], ...] = ()) -> list[str]:
    """`site.title`, `sources[].url`, `topics[].match.any[]` …, each recursion once."""
    found = []
    for name, field in shape.model_fields.items():
        path = f"{prefix}{name}"
        found.append(path)
        for inner in shapes_in(field.annotation):
            if inner not in (*above, shape):
                many = "[]" if "list[" in str(field.annotation) else ""
                found += keys(inner, f"{path}{many}.", (*above, shape))
    return found


def test_the_committed_schema_is_what_the_shapes_generate() -> None:
    committed = (ROOT / "config" / "feeds.schema.json").read_text(encoding="utf-8")
    assert committed == json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", (
        "stale: run  python -m tests.core.config.schema"
    )


@pytest.mark.parametrize("key", keys(FileShape))
def test_every_key_is_on_the_page(key: str) -> None:
    row = rf"^\| `{re.escape(key)}` \|"
    assert re.search(row, PAGE, re.MULTILINE), f"docs/configuration.md does not explain {key}"


def test_the_page_explains_no_key_that_does_not_exist() -> None:
    explained = re.findall(r"^\| `([a-z_.\[\]]+)` \|", PAGE, re.MULTILINE)
    assert set(explained) == set(keys(FileShape))


@pytest.mark.parametrize(
    "name",
    ["CONFIG", "DATABASE_URL", "ALLOW_ADDRESSES", "SITE_URL"],
)
def test_every_environment_variable_is_on_the_page(name: str) -> None:
    assert f"`AGGREGATOR_{name}`" in PAGE
    assert "`HOST`" in PAGE
    assert "`PORT`" in PAGE


def test_every_example_on_the_page_is_a_good_file() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        text = example if "sources:" in example else example + "sources: []\n"
        parse(text.encode(), "docs/configuration.md")


def test_the_shipped_file_is_good_and_ends_with_its_end_mark() -> None:
    settings = load(SHIPPED)
    assert [topic.slug for topic in settings.topics][:3] == ["pilkada-2024", "sumsel", "pilkada-sumsel"]
    assert SHIPPED.read_text(encoding="utf-8").endswith("\n...\n")
    assert "$schema=feeds.schema.json" in SHIPPED.read_text(encoding="utf-8").splitlines()[0]


def test_the_shipped_file_knows_the_sources_of_the_region() -> None:
    settings = load(SHIPPED)
    palpres, antara = settings.source("palpres"), settings.source("antara-sumsel")
    assert palpres is not None
    assert palpres.url == "https://palpres.bacakoran.co/"
    assert palpres.kind is Kind.PAGE
    assert antara is not None
    assert antara.url == "https://sumsel.antaranews.com/rss/terkini.xml"


def test_what_is_commented_out_in_the_shipped_file_can_be_switched_on() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    switched_on = re.sub(r"^  # (- \{| {3}\w+: \")", r"  \1", text, flags=re.MULTILINE)
    assert len(parse(switched_on.encode(), "feeds.yaml").sources) > len(load(SHIPPED).sources) + 10


YAMLISH = st.text(alphabet="abc:-[]{}&*!|>'\"#%@,?\n \t0", max_size=80).map(str.encode)


@given(st.binary(max_size=200) | YAMLISH)
def test_whatever_is_written_is_settings_or_mistakes(body: bytes) -> None:
    with suppress(ConfigError):
        parse(b"sources: []\n" + body, "feeds.yaml")
