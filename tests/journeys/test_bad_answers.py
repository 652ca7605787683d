"""A bad answer changes nothing: not an entry, not a title, not a byte of any output."""

import gzip

import pytest

from aggregator.model import Outcome
from tests.journeys.feeds import item, rss
from tests.journeys.test_poll import STOCK, everything
from tests.servers import Page, RecordedServer

HTML = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
PLAIN = {"ETag": "", "Last-Modified": ""}
BAD = {
    "404": (Page(HTML, {}, 404), "http_404"),
    "410": (Page(b"", {}, 410), "http_410"),
    "403": (Page(HTML, {}, 403), "http_403"),
    "500": (Page(HTML, {}, 500), "http_500"),
    "503": (Page(b"", {"Retry-After": "120"}, 503), "http_503"),
    "429": (Page(b"", {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}, 429), "http_429"),
    "204": (Page(b"", {}, 204), "http_204"),
    "empty": (Page(b"", PLAIN), "empty"),
    "white space": (Page(b" \r\n\t ", PLAIN), "empty"),
    "html with 200": (Page(HTML, {"Content-Type": "text/html"} | PLAIN), "html"),
    "html that says it is xml": (Page(HTML, PLAIN), "html"),
    "text": (Page(b"Service temporarily unavailable", PLAIN), "not_a_feed"),
    "json that is no feed": (Page(b'{"error": "quota"}', PLAIN), "not_a_feed"),
    "cut before the first entry is whole": (Page(STOCK[: STOCK.index(b"<item>") + 40], PLAIN), "truncated"),
    "coding lies": (Page(STOCK, {"Content-Encoding": "gzip"} | PLAIN), ""),
    "gzip cut short": (Page(gzip.compress(STOCK)[:-30], {"Content-Encoding": "gzip"} | PLAIN), "truncated"),
}


@pytest.mark.parametrize(("page", "code"), BAD.values(), ids=BAD)
def test_a_bad_answer_changes_no_byte(lone_wire, page, code):
    wire = lone_wire
    with RecordedServer({"/rss": Page(STOCK, PLAIN)}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        before = everything(wire)
        server.put("/rss", page)
        reports = [wire.poll().get("palpres") for _ in range(3)]
        server.put("/rss", Page(STOCK, PLAIN))
    assert everything(wire) == before
    if code:
        assert reports[0].outcome is Outcome.FAILED
        assert reports[0].code == code


def test_entries_that_are_missing_from_an_answer_stay(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        before = everything(wire)
        server.put("/rss", rss(item(4)))
        assert wire.poll()["palpres"].new == 0
        assert everything(wire) == before
        server.put("/rss", STOCK)
        assert wire.poll()["palpres"].new == 0
    assert everything(wire) == before


def test_a_document_cut_in_the_middle_adds_what_is_whole_and_removes_nothing(wire):
    longer = rss(*(item(number) for number in range(-2, 5)))
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        server.put("/rss", longer[: longer.index(b"nomor 1<")])
        assert wire.poll()["palpres"].new <= 2
        server.put("/rss", longer)
        wire.poll()
    assert len(wire.get("/all.json").json["items"]) == 7


def test_a_server_that_asks_to_wait_is_not_asked_before(wire):
    with RecordedServer({"/rss": Page(b"", {"Retry-After": "3600"}, 503)}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        for _ in range(5):
            assert wire.poll() == {}
        assert server.hits["/rss"] == 1
