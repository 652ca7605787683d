"""Feed bytes are data (promise 7): reading them opens no file, asks nobody, runs nothing and loads no odd codec."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus import corpus_folder
from tests.servers import Canary

DOCUMENTS = Path(__file__).parent.parent / "data" / "feeds"
KINDS = ("feed", "page", "sitemap")
READABLE = {".xml", ".json", ".html", ".txt"}


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as bird:
        yield bird


def test_no_body_makes_its_reader_act(canary: Canary) -> None:
    cases = [*_recorded(DOCUMENTS), *_hostile(canary.url("/"))]
    assert len(cases) > 200
    assert _acts(cases) == []
    assert canary.connections == 0


def test_no_recorded_feed_makes_its_reader_act() -> None:
    cases = [
        (f"feed {path.name}", "feed", path.read_bytes()) for path in (corpus_folder() / "feeds").iterdir()
    ]
    assert len(cases) > 200
    assert _acts(cases) == []


def _acts(cases: list[tuple[str, str, bytes]]) -> list[list[object]]:
    """What was done besides computing, by case."""
    lines = [json.dumps([name, kind, base64.b64encode(body).decode()]) for name, kind, body in cases]
    command = [sys.executable, "-m", "tests.edges.audited"]
    done = subprocess.run(
        command, check=False, input="\n".join(lines), capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(said) == len(cases) + 1
    assert "/dev/null" in said.pop()[1][0]
    return [one for one in said if one[1]]


def _recorded(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in READABLE:
            yield from ((f"{kind} {path.name}", kind, path.read_bytes()) for kind in KINDS)


def _hostile(url: str) -> Iterator[tuple[str, str, bytes]]:
    """Bodies that have made readers of feeds open, fetch, run or decode what they name."""
    for body in (*_names(url), *_documents(url)):
        yield from ((f"{kind} {body[:60]}", kind, body.encode()) for kind in KINDS)


def _names(url: str) -> Iterator[str]:
    yield from (
        url,
        f" {url}\n",
        url.replace("http:", "feed:"),
        "/etc/passwd",
        "file:///etc/passwd",
        "/dev/zero",
    )
    yield from (
        str(DOCUMENTS / "rss" / "full.xml"),
        "../../etc/passwd",
        "-",
        "",
        "|id",
        "$(id)",
        "`id`",
        "con",
        "\\\\h\\s",
    )


def _documents(url: str) -> Iterator[str]:
    for target in (
        url,
        "file:///etc/passwd",
        "/etc/passwd",
        "expect://id",
        "php://filter/resource=/etc/passwd",
    ):
        yield _rss(f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>', "&x;")
        yield _rss(f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "{target}"> %x;]>', "")
        yield _rss(f'<!DOCTYPE rss SYSTEM "{target}">', "")
        yield _rss(f'<!DOCTYPE rss PUBLIC "-//X//Y" "{target}">', "")
        yield _rss(f'<?xml-stylesheet href="{target}" type="text/xsl"?>', "")
        yield _rss(
            "", f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{target}" parse="text"/>'
        )
        yield _rss(
            "",
            f'<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="{target} {target}"/>',
        )
        yield _rss(
            "",
            "",
            f'<enclosure url="{target}" type="text/html" length="1"/><source url="{target}">x</source>',
        )
        yield _rss(
            "",
            "",
            f'<description>&lt;img src="{target}"&gt;&lt;link rel=stylesheet href="{target}"&gt;</description>',
        )
        yield f'<html><head><base href="{target}"><link rel="alternate" type="application/rss+xml" href="{target}">'
        yield json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "feed_url": target,
                "next_url": target,
                "items": [],
            }
        )
    for codec in (
        "rot13",
        "zlib",
        "bz2",
        "hex",
        "uu",
        "quopri",
        "unicode_escape",
        "undefined",
        "../os",
        "os",
    ):
        yield f'<?xml version="1.0" encoding="{codec}"?><rss version="2.0"><channel><title>x</title></channel></rss>'
        yield f'<html><head><meta charset="{codec}"><title>x</title><a href="/x">x</a>'
    for template in (
        "{{7*7}}",
        "${7*7}",
        "<%= 7*7 %>",
        "{% import os %}",
        "%(id)s",
        "{0.__class__}",
        "#{7*7}",
    ):
        yield _rss(
            "", template, f"<guid>{template}</guid><link>{template}</link><pubDate>{template}</pubDate>"
        )
    yield '{"__reduce__": ["os.system", ["id"]], "version": "https://jsonfeed.org/version/1", "items": [{"id": "1"}]}'
    yield "cos\nsystem\n(S'id'\ntR."
    yield "!!python/object/apply:os.system ['id']"


def _rss(prolog: str, title: str, more: str = "") -> str:
    item = f"<item><title>x{title}</title>{more}</item>"
    return f'<?xml version="1.0"?>{prolog}<rss version="2.0"><channel><title>{title}</title>{item}</channel></rss>'
