"""Recorded pages of real papers are read as was written down beside them, without a rule for any of them.

`pytest -s` prints the table. F1 is that of the multisets of words (`\\w+`, small letters) of the story after
`strip_interruptions` and of the recorded text: the recorded texts were cleaned by other programs, which kept or
dropped photo credits, place lines and spaces around links by their own lights.
"""

import json
import re
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean

import pytest

from aggregator.dates import parse_date
from aggregator.parse.article import parse_article
from aggregator.parse.discovery import discover
from aggregator.parse.encoding import decode
from aggregator.text import plain_text, presets_for, sanitize, strip_interruptions, visible_text
from tests.corpus import corpus_folder

JAKARTA = timedelta(hours=7)
WORD = re.compile(r"\w+")
ANNOUNCED = {
    "codehollow": ("https://codehollow.com/feed/", "https://codehollow.com/comments/feed/"),
    "heise": ("https://www.heise.de/rss/heise-atom.xml", "https://www.heise.de/rss/heise.rdf"),
    "orf": ("https://rss.orf.at/news.xml",),
    "stackoverflow": ("https://site.example/feeds",),
    "stadtfeuerwehrweiz": ("http://www.stadtfeuerwehr-weiz.at/rss/einsaetze.xml",),
    "theverge": ("https://site.example/rss/index.xml", "https://www.theverge.com/rss/front-page/index.xml"),
}


@dataclass(frozen=True)
class Row:
    file: str
    title: bool | None
    date: bool | None
    f1: float | None
    ms: float


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    folder = corpus_folder() / "pages"
    wanted = {
        path: json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "expected").iterdir())
    }
    table = [
        row(folder / path.name.removesuffix(".expected.json"), expected)
        for path, expected in wanted.items()
        if "first_links" not in expected
    ]
    for line in table:
        f1 = "-" if line.f1 is None else f"{line.f1:.3f}"
        print(
            f"\n{line.file:36} title {line.title!s:5} date {line.date!s:5} F1 {f1:5} {line.ms:5.1f} ms",
            end="",
        )
    return table


def row(path: Path, expected: dict[str, str]) -> Row:
    html, url = decode(path.read_bytes(), ""), expected.get("url", "https://site.example/berita")
    started = time.perf_counter()
    entry = parse_article(html, url)
    ms = 1000 * (time.perf_counter() - started)
    story = visible_text(sanitize(strip_interruptions(entry.content, presets_for(url)).html, url))
    text = expected.get("content") or expected.get("articleBody")
    return Row(
        file=path.name,
        title=same_title(plain_text(entry.title, False), expected["title"]) if "title" in expected else None,
        date=same_date(parse_date(entry.published), expected),
        f1=f1(story, text) if text else None,
        ms=ms,
    )


def same_title(title: str, expected: str) -> bool:
    return "".join(WORD.findall(title)) == "".join(WORD.findall(expected))


def same_date(published: datetime | None, expected: dict[str, str]) -> bool | None:
    """To the minute, or of the same day where only a day was recorded."""
    if "date_ms" in expected:
        right = datetime.fromtimestamp(int(expected["date_ms"]) / 1000, UTC)
        return published is not None and abs(published - right) < timedelta(minutes=1)
    if "date" in expected:
        return published is not None and f"{published + JAKARTA:%Y-%m-%d}" == expected["date"]
    return None


def f1(text: str, expected: str) -> float:
    got, right = (Counter(WORD.findall(string.lower())) for string in (text, expected))
    return 2 * (got & right).total() / max(1, got.total() + right.total())


def test_titles_are_right(rows: list[Row]) -> None:
    judged = [row.title for row in rows if row.title is not None]
    assert mean(judged) >= 0.95


def test_dates_are_right_to_the_minute(rows: list[Row]) -> None:
    judged = [row.date for row in rows if row.date is not None]
    assert mean(judged) >= 0.95


def test_stories_are_whole_and_clean(rows: list[Row]) -> None:
    judged = [row.f1 for row in rows if row.f1 is not None]
    assert mean(judged) >= 0.97
    assert min(judged) >= 0.90


@pytest.mark.parametrize("name", ANNOUNCED)
def test_announced_feeds_are_found(name: str) -> None:
    html = decode((corpus_folder() / "pages" / f"discovery__{name}.html").read_bytes(), "")
    found = [feed.url for feed in discover(html, "https://site.example/").feeds if feed.type]
    assert tuple(found) == ANNOUNCED[name]
