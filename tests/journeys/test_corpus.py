"""Every recorded feed, from a server to every published document and back through a reader."""

import calendar
import io
import xml.parsers.expat
from collections.abc import Iterator
from urllib.parse import urlsplit

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree

from aggregator.cli.opening import open_runtime
from aggregator.model import Outcome
from aggregator.store import listings, sources
from aggregator.urls import web_url
from tests.core.publish.rules.atom import atom
from tests.core.publish.rules.jsonfeed import jsonfeed
from tests.core.publish.rules.rss import rss
from tests.corpus import corpus_folder
from tests.journeys.wire import Wire
from tests.servers import RecordedServer

NO_FEED = {
    "feedjira__DuplicateContentAtomFeed.xml": "html",
    "nodefp__notafeed.html": "html",
    "miniflux__iso88591_utf8_mismatch.xml": "not_a_feed",
}


@pytest.fixture(scope="module")
def polled(tmp_path_factory):
    """A wire that has polled all recorded feeds twice, with both rounds of reports."""
    folder = corpus_folder() / "feeds"
    names = sorted(path.name for path in folder.iterdir() if path.suffix not in {".md", ".tsv"})
    with Wire(tmp_path_factory.mktemp("corpus")) as wire, RecordedServer(folder) as server:
        wire.configure((f"feed-{number}", server.url(f"/{name}")) for number, name in enumerate(names))
        first = wire.poll()
        before = documents(wire, len(names))
        second = wire.poll()
    by_name = {name: (first[f"feed-{n}"], second[f"feed-{n}"]) for n, name in enumerate(names)}
    return wire, by_name, before, documents(wire, len(names))


def documents(wire: Wire, count: int) -> dict[str, bytes]:
    """Every document that is published, by path."""
    names = ["all", *(f"sources/feed-{number}" for number in range(count))]
    with wire.web() as client:
        answers = {
            f"/{name}.{form}": client.get(f"/{name}.{form}")
            for name in names
            for form in ("atom", "rss", "json")
        }
    return {path: answer.data for path, answer in answers.items() if answer.status_code == 200}


def chain(client: FlaskClient, path: str) -> Iterator[bytes]:
    """The documents of a feed, from the current one back (RFC 5005 §4.2)."""
    yield (body := client.get(path).data)
    while older := etree.fromstring(body).xpath(
        "string(//*[local-name()='link'][@rel='prev-archive']/@href)"
    ):
        body = client.get(urlsplit(str(older)).path).data
        yield body


def test_the_chain_of_archives_is_good_and_meets_every_entry_once(polled):
    wire, *_ = polled
    with wire.web() as client:
        documents = list(chain(client, "/all.atom"))
    assert [found for body in documents for found in atom(body)] == []
    met = [
        entry_id
        for body in documents
        for entry_id in etree.fromstring(body).xpath("//*[local-name()='entry']/*[local-name()='id']/text()")
    ]
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        stored = listings.latest(tx, limit=100_000, leads=True, full=False)
    assert len(met) == len(set(met)) == len(stored) > 1000


def test_every_recorded_feed_is_read_or_named(polled):
    _, reports, _, _ = polled
    failed = {name: first.code for name, (first, _) in reports.items() if first.outcome is Outcome.FAILED}
    assert failed == NO_FEED


def test_a_second_poll_stores_nothing_and_is_a_304(polled):
    _, reports, _, _ = polled
    second = {name: report for name, (_, report) in reports.items() if name not in NO_FEED}
    assert {
        name: report.outcome for name, report in second.items() if report.outcome is not Outcome.NOT_MODIFIED
    } == {}
    assert sum(report.new + report.edited for report in second.values()) == 0


def test_a_second_poll_changes_no_byte_of_any_document(polled):
    _, _, before, after = polled
    assert after == before
    assert len(before) > 700


def test_every_document_keeps_the_rules_of_its_format(polled):
    _, _, documents, _ = polled
    broken = {}
    for path, body in documents.items():
        rules = {"atom": atom, "rss": rss, "json": jsonfeed}[path.rpartition(".")[2]]
        if found := rules(body):
            broken[path] = found[:3]
        if not path.endswith("json"):
            xml.parsers.expat.ParserCreate().Parse(body, True)
    assert broken == {}


def test_every_document_comes_back_through_a_reader_as_it_was_stored(polled):
    wire, _, documents, _ = polled
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        profiles = {state.slug: state.profile for state in sources.states(tx)}
        for path, body in documents.items():
            room, _, name = path.removeprefix("/").partition("/")
            slug, _, form = name.rpartition(".")
            if room == "sources" and form != "json":
                stored = listings.latest(tx, source=slug, limit=50)
                read = read_back(body)
                assert [as_read(one) for one in read] == [as_stored(one, form) for one in stored], path
                if form == "atom" and stored:
                    assert {one.source.id for one in read} <= {profiles[slug].id}, path


def read_back(body: bytes):
    """The entries as feedparser reads them."""
    reading = {"sanitize_html": False, "resolve_relative_uris": False}
    return feedparser.parse(io.BytesIO(body), **reading).entries  # noqa: TID251 - our own bytes


def as_read(one) -> tuple[object, ...]:
    """id, moment and files of an entry, as a reader sees them."""
    moment = one.get("published_parsed") or one.updated_parsed
    files = {link.href for link in one.get("links", ()) if link.rel == "enclosure"}
    return one.id, calendar.timegm(moment), files


def as_stored(one, form: str) -> tuple[object, ...]:
    files = [web_url(file.url) for file in one.enclosures]
    kept = files[:1] if form == "rss" else files  # RSS 2.0 has room for one; the others are media:content
    return one.id, int((one.published or one.updated).timestamp()), set(kept)
