"""What holds of every format: valid for any input, the same bytes for the same document, and nothing lost."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.model import Category, Enclosure, Entry, FeedDocument, FeedEntry, Person, SourceProfile
from aggregator.publish import ATOM, FORMATS, JSON, RSS, render
from tests.core.publish import rules
from tests.core.publish.samples import ANTARA, DOCUMENT, FULL, NOON, PLAIN, document, with_entry

CHECK = {ATOM: rules.atom, RSS: rules.rss, JSON: rules.jsonfeed}
DATA = Path(__file__).parents[2] / "data" / "publish"

each_format = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)

HOSTILE = [
    "]]>",
    "<script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "\x00\x01\x08\x0b\x0c\x0e\x1f",
    "\x7f\x85\x9f\u2028\u2029\r\n\t",
    "\ud800 \udfff",
    "\ufffe\uffff\ufdd0\U0001ffff",
    "\u202eterbalik\u202c",
    "https://a.example/]]>\x00\ud800 <&\"'",
    "javascript:alert(1)",
    "{{7*7}}\\u0000\\b",
]

texts = st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE)
addresses = texts | texts.map("https://a.example/{}".format)
zones = st.sampled_from([None, UTC, timezone(timedelta(hours=7))])
instants = st.datetimes(min_value=datetime(1, 1, 2), timezones=zones)  # noqa: DTZ001 - hypothesis adds the zone


def some(strategy):
    return st.lists(strategy, max_size=2).map(tuple)


people = st.builds(Person, texts, addresses, texts)
entries = st.builds(
    Entry,
    **dict.fromkeys(("key", "source", "guid", "identity", "title", "summary", "content", "language"), texts),
    **dict.fromkeys(("id", "url", "image"), addresses),
    **dict.fromkeys(("updated", "first_seen", "order_at", "source_updated"), instants),
    published=st.none() | instants,
    authors=some(people),
    categories=some(st.builds(Category, texts, addresses, texts)),
    enclosures=some(st.builds(Enclosure, addresses, texts, st.none() | st.integers())),
    related=some(st.tuples(addresses, texts)),
)
profiles = st.builds(SourceProfile, texts, texts, addresses, addresses, addresses, texts, texts, addresses)
documents = st.builds(
    FeedDocument,
    **dict.fromkeys(("title", "subtitle", "language"), texts),
    **dict.fromkeys(("id", "self_url", "html_url", "icon"), addresses),
    updated=instants,
    entries=some(st.builds(FeedEntry, entries, profiles)),
    links=some(st.tuples(texts, addresses)),
    author=people,
    ttl=st.none() | st.integers(),
)

unhurried = settings(suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(documents)
def test_any_text_in_any_field_makes_a_valid_document_that_holds_every_entry(value):
    dropped = []
    for form, check in CHECK.items():
        body = render(value, form, lambda *what: dropped.append(what))
        assert check(body) == []
    assert all("same id" in reason for _, reason in dropped)


@each_format
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_every_field_of_an_entry_costs_nothing_but_its_characters(form, hostile):
    bad = replace(
        FULL, guid=hostile, url=hostile, title=hostile, summary=hostile, content=hostile, image=hostile,
        authors=(Person(hostile, hostile),), categories=(Category(hostile, hostile, hostile),),
        enclosures=(Enclosure(hostile, hostile),), related=((hostile, hostile),), language=hostile,
    )  # fmt: skip
    body = render(document(bad, PLAIN), form)
    assert CHECK[form](body) == []
    assert FULL.id.encode() in body
    assert PLAIN.id.encode() in body


@each_format
def test_a_title_of_a_megabyte_is_printed(form):
    body = render(with_entry(title="Palembang " * 100_000), form)
    assert CHECK[form](body) == []
    assert len(body) > 1_000_000


@each_format
def test_an_entry_that_cannot_be_written_costs_itself_and_is_reported(form):
    never = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=7)))  # in UTC this is before the first year
    dropped = []
    body = render(document(replace(FULL, updated=never), PLAIN), form, lambda *what: dropped.append(what))
    assert CHECK[form](body) == []
    assert PLAIN.id.encode() in body
    assert [(entry_id, reason.partition(":")[0]) for entry_id, reason in dropped] == [
        (FULL.id, "OverflowError")
    ]


@each_format
def test_an_id_that_is_there_already_is_not_printed_twice(form):
    dropped = []
    body = render(document(FULL, replace(FULL, title="Lain")), form, lambda *what: dropped.append(what))
    assert b"Lain" not in body
    assert dropped == [(FULL.id, "another entry of this document has the same id")]


@each_format
def test_an_id_that_is_no_uri_is_published_as_one_that_never_changes(form):
    first, again = (render(with_entry(id="637838", title=title), form) for title in ("Satu", "Dua"))
    assert CHECK[form](first) == []
    assert first.replace(b"Satu", b"Dua") == again


@each_format
def test_an_id_with_an_unprintable_letter_never_becomes_another_entrys(form):
    body = render(document(FULL, replace(PLAIN, id=f"{FULL.id}\x00", title="Dua\x00")), form)
    assert CHECK[form](body) == []
    assert b"Dua" in body
    assert body.count(FULL.id.encode()) == 1


@each_format
def test_a_naive_instant_is_taken_to_be_utc(form):
    naive = with_entry(updated=FULL.updated.replace(tzinfo=None))
    assert render(naive, form) == render(with_entry(), form)


@each_format
def test_passwords_in_addresses_of_sources_are_not_published(form):
    secret = "https://redaksi:geheim@sumsel.antara.example/rss"
    source = replace(ANTARA, id=secret, feed_url=secret)
    body = render(replace(DOCUMENT, entries=(FeedEntry(FULL, source),)), form)
    assert b"geheim" not in body
    assert b"https://sumsel.antara.example/rss" in body


@each_format
def test_entries_keep_the_order_of_the_document(form):
    forth, back = render(document(FULL, PLAIN), form), render(document(PLAIN, FULL), form)
    assert forth.index(FULL.title[:10].encode()) < forth.index(PLAIN.title.encode())
    assert back.index(FULL.title[:10].encode()) > back.index(PLAIN.title.encode())


@each_format
def test_other_processes_with_other_hash_seeds_write_the_same_bytes(form):
    program = (
        "import sys; from aggregator import publish; from tests.core.publish.samples import DOCUMENT;"
        f"sys.stdout.buffer.write(publish.render(DOCUMENT, publish.FORMATS[{FORMATS.index(form)}]))"
    )
    root = Path(__file__).parents[3]
    bodies = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Jakarta"))
    ]
    assert bodies[0] == bodies[1] == render(DOCUMENT, form)


@each_format
def test_the_sample_is_written_as_it_is_in_the_test_data(form):
    """`AGGREGATOR_EXPECT=write pytest tests/core/publish` rewrites the files; read the difference."""
    expected = DATA / f"sample.{form.extension}"
    body = render(DOCUMENT, form)
    if os.environ.get("AGGREGATOR_EXPECT") == "write":
        expected.write_bytes(body)
    assert body == expected.read_bytes()


@pytest.mark.parametrize("form", [ATOM, RSS], ids=lambda form: form.name)
def test_a_reader_finds_ids_titles_dates_files_and_sources_as_they_were(form):
    body = BytesIO(render(DOCUMENT, form))
    found = feedparser.parse(body, sanitize_html=False)  # noqa: TID251 - a stream, never a name or an address
    assert not found.bozo
    first, second = found.entries
    assert [first.id, second.id] == [FULL.id, PLAIN.id]
    assert [first.title, second.title] == [FULL.title, PLAIN.title]
    assert [first.link, second.link] == [FULL.url, PLAIN.url]
    assert first.published_parsed[:6] == (2024, 8, 28, 3, 0, 0)
    assert first.updated_parsed[:6] == (2024, 8, 28, 4, 0, 0)
    assert first.content[0].value == FULL.content
    assert first.enclosures[0].href == FULL.enclosures[0].url
    assert first.source.title == ANTARA.title
    assert [author.name for author in first.authors if author][:1] == ["Budi Santoso"]
    assert found.feed.language == "id"


def test_a_reader_of_atom_finds_the_ids_of_sources_and_every_file():
    found = feedparser.parse(BytesIO(render(DOCUMENT, ATOM)))  # noqa: TID251 - a stream, never a name or an address
    assert [entry.source.id for entry in found.entries] == [ANTARA.id, "tag:palpres.example,2020:berita"]
    assert found.entries[0].source.updated_parsed[:4] == (2024, 8, 28, 5)
    assert [one.href for one in found.entries[0].enclosures] == [one.url for one in FULL.enclosures]
    assert found.entries[0].enclosures[0].length == "48213"


def test_the_formats_agree_on_ids_and_titles():
    value = document(*(replace(FULL, id=f"tidak-uri-{n}", title=f"Judul {n}\x00") for n in range(3)))
    items = [(item["id"], item["title"]) for item in json.loads(render(value, JSON))["items"]]
    for form in (ATOM, RSS):
        found = feedparser.parse(BytesIO(render(value, form)))  # noqa: TID251 - a stream
        assert [(entry.id, entry.title) for entry in found.entries] == items
    assert value.updated == NOON
