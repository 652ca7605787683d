"""What holds for every document, whatever it is."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.model import Kind, ParsedFeed, Source
from aggregator.parse import parse
from aggregator.parse.xmlfeed import MAX_ENTRIES

FOLDER = Path(__file__).resolve().parents[2] / "data" / "feeds"
WHOLE = [
    FOLDER / name
    for name in (
        "rss/full.xml",
        "atom/full.xml",
        "rss/rdf_dublin_core.xml",
        "sitemap/news.xml",
        "json/full.json",
    )
]
SOURCE = Source("contoh", "Contoh", "https://contoh.example/")
PAGE = Source("contoh", "Contoh", "https://contoh.example/", kind=Kind.PAGE)
ITEM = b"<item><title>Judul</title><link>https://contoh.example/1</link></item>"


def read(body: bytes, source: Source = SOURCE) -> ParsedFeed:
    return parse(body, "", source.url, source)


def rss(inner: bytes) -> bytes:
    return b"<rss version='2.0'><channel><title>T</title>" + inner + b"</channel></rss>"


@given(st.sampled_from(WHOLE), st.floats(0, 1))
def test_a_document_that_breaks_off_gives_its_whole_entries_or_a_fault(document: Path, share: float) -> None:
    body = document.read_bytes()
    entries = read(body).entries
    try:
        kept = read(body[: int(share * len(body))]).entries
    except ParseError:
        return
    assert kept == entries[: len(kept)]


@given(st.binary(max_size=200), st.sampled_from([SOURCE, PAGE]))
def test_arbitrary_bytes_are_read_or_refused(body: bytes, source: Source) -> None:
    with contextlib.suppress(ParseError):
        read(body, source)


@given(st.sampled_from(WHOLE), st.floats(0, 0.999), st.binary(min_size=1, max_size=8))
def test_damage_anywhere_in_a_document_is_read_or_refused(document: Path, share: float, noise: bytes) -> None:
    body = document.read_bytes()
    at = int(share * len(body))
    with contextlib.suppress(ParseError):
        read(body[:at] + noise + body[at + len(noise) :])


def test_a_body_that_is_the_name_of_a_file_is_not_opened(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(ITEM))
    with pytest.raises(ParseError) as error:
        read(str(feed).encode())
    assert error.value.code == "not_a_feed"


def chain_of_entities(length: int) -> bytes:
    links = b"".join(b"<!ENTITY e%d '&e%d;'>" % (i, i + 1) for i in range(length))
    return b"<!DOCTYPE rss [%s<!ENTITY e%d 'x'>]>" % (links, length)


@pytest.mark.parametrize(
    "body",
    [
        chain_of_entities(26_000) + rss(b"<item><title>&e0;</title></item>" + ITEM),
        b"<!DOCTYPE r [<!ENTITY a '%s'>]>" % (b"a" * 100_000)
        + rss(b"<item><title>%s</title></item>" % (b"&a;" * 9_999)),
        rss(b"<item><author>" + b"a" * 200_000 + b"</author></item>"),
        rss(b"<item><dc:creator><![CDATA[" + b"a" * 200_000 + b"]]></dc:creator></item>"),
        rss(ITEM + b"<![CDATA[" * 300_000),
        rss(b"<item><description>" + b"<div>" * 100_000 + b"</description></item>"),
        b"<!DOCTYPE r [" + b"<!--" * 100_000 + rss(ITEM),
        b'{"items": [' + b"[" * 200_000,
        b'{"items": [{"id": ' + b"1" * 100_000 + b"}]}",
    ],
    ids=[
        "entity chain",
        "entity bomb",
        "author",
        "creator",
        "open CDATA",
        "deep",
        "open comments",
        "JSON depth",
        "JSON number",
    ],
)
def test_a_bomb_costs_no_more_than_an_honest_document(body: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(ParseError):
        read(body)
    assert time.process_time() - started < 3


def test_a_document_of_too_many_entries_is_cut_and_says_so() -> None:
    feed = read(rss(ITEM * (MAX_ENTRIES + 1)))
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.problems[0].startswith("too_many_entries: ")


def test_a_feed_says_what_it_is_even_where_a_sitemap_was_expected() -> None:
    sitemap = Source("contoh", "Contoh", "https://contoh.example/", kind=Kind.SITEMAP)
    assert read(rss(ITEM), sitemap).format == "rss20"
