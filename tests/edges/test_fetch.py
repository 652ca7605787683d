"""Conditional GET against real servers (promises 4 and 20)."""

import asyncio
from datetime import UTC, datetime

import pytest

from aggregator.errors import FetchError, StatusError
from aggregator.fetch import fetch
from aggregator.http import AllowList, Client, Limits
from aggregator.model import Fetched, Kind, NotModified, PollHints, Validators
from tests.servers import FEED, LOOPBACK, FaultServer, Page, RecordedServer

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
UNKNOWN = Validators()


def poll(url: str, known: Validators = UNKNOWN, kind: Kind | None = None) -> Fetched | NotModified:
    async def run() -> Fetched | NotModified:
        async with Client("test", AllowList.parse(LOOPBACK), Limits(seconds=10)) as http:
            return await fetch(http, url, known, NOW, kind)

    return asyncio.run(run())


def document(url: str, known: Validators = UNKNOWN) -> Fetched:
    answer = poll(url, known)
    assert isinstance(answer, Fetched)
    return answer


def error_of(url: str, known: Validators = UNKNOWN) -> FetchError:
    with pytest.raises(FetchError) as caught:
        poll(url, known)
    return caught.value


# ── conditional requests ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "etag", ['"abc"', 'W/"abc"', "abc", '"a-gzip"', '""', 'w/"x" ', '"a  b"', '"é—"', "'"]
)
@pytest.mark.parametrize("modified", ["Mon, 23 Nov 2026 10:00:00 GMT", "Senin, 23-11-26 10.00 WIB", "0", ""])
def test_validators_are_sent_back_byte_for_byte(etag: str, modified: str) -> None:
    with RecordedServer({"/a": Page(FEED, {"ETag": etag.strip(), "Last-Modified": modified})}) as server:
        first = document(server.url("/a"))
        assert isinstance(poll(server.url("/a"), first.validators), NotModified)
        sent = server.headers("/a")
    assert sent["if-none-match"] == etag.strip()
    assert sent.get("if-modified-since", "") == modified


def test_a_first_request_is_unconditional() -> None:
    with RecordedServer({"/a": FEED}) as server:
        document(server.url("/a"))
        assert {"if-none-match", "if-modified-since"}.isdisjoint(server.headers("/a"))


def test_a_document_that_changed_comes_with_its_new_validators() -> None:
    with RecordedServer({"/a": FEED}) as server:
        first = document(server.url("/a"))
        server.put("/a", FEED + b"<!-- new -->")
        second = document(server.url("/a"), first.validators)
    assert second.body == FEED + b"<!-- new -->"
    assert second.validators.etag != first.validators.etag


def test_not_modified_keeps_the_validators_of_the_document_we_hold() -> None:
    known = Validators('"one"', "Mon, 23 Nov 2026 10:00:00 GMT")
    with FaultServer() as server:
        url = server.raw("/a", b'HTTP/1.1 304 X\r\nETag: "two"\r\nCache-Control: max-age=60\r\n\r\n')
        assert poll(url, known) == NotModified(known, PollHints(max_age=60))


def test_a_permanent_redirect_shows_although_nothing_was_modified() -> None:
    with RecordedServer({"/b": FEED}) as end, FaultServer() as start:
        known = document(end.url("/b")).validators
        answer = poll(start.url(f"/redirect?status=308&to={end.url('/b')}"), known)
    assert answer == NotModified(known, moved_to=end.url("/b"))


def test_not_modified_without_a_question_is_an_error() -> None:
    with FaultServer() as server:
        assert error_of(server.url("/wrong-304")).code == "unexpected_304"


def test_a_redirected_document_has_the_validators_of_its_last_hop() -> None:
    answer = b'HTTP/1.1 301 X\r\nLocation: /b\r\nETag: "redirect"\r\nContent-Length: 0\r\n\r\n'
    with FaultServer() as server:
        server.raw("/b", b'HTTP/1.1 200 OK\r\nETag: "document"\r\nContent-Length: 5\r\n\r\n<rss>')
        fetched = document(server.raw("/a", answer))
    assert fetched.validators == Validators(etag='"document"')
    assert fetched.moved_to == fetched.url == server.url("/b")


def test_an_etag_that_cannot_be_sent_back_is_not_kept() -> None:
    with FaultServer() as server:
        url = server.raw("/a", b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\nContent-Length: 5\r\n\r\n<rss>')
        assert document(url).validators == UNKNOWN


# ── what comes back ──────────────────────────────────────────────────────────────────────────────


def test_a_document_comes_with_what_its_header_says() -> None:
    fields = {
        "Content-Type": "application/rss+xml; charset=utf-8",
        "Cache-Control": "max-age=900",
        "Link": '<https://hub.example/>; rel="hub", </a>; rel="self"',
        "ETag": '"x"',
        "Last-Modified": "",
    }
    with RecordedServer({"/a": Page(FEED, fields)}) as server:
        assert document(server.url("/a#top")) == Fetched(
            url=server.url("/a"),
            body=FEED,
            content_type="application/rss+xml; charset=utf-8",
            validators=Validators(etag='"x"'),
            hints=PollHints(max_age=900),
            links=(("hub", "https://hub.example/"), ("self", server.url("/a"))),
        )


@pytest.mark.parametrize(
    "status", [201, 202, 204, 206, 226, 300, 400, 401, 403, 404, 410, 429, 500, 503, 599]
)
def test_any_status_but_a_document_is_an_error_of_that_status(status: int) -> None:
    with FaultServer() as server:
        error = error_of(server.url(f"/status?code={status}"))
    assert isinstance(error, StatusError)
    assert (error.status, error.code, error.retry_after) == (status, f"http_{status}", None)


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
@pytest.mark.parametrize("wait", ["120", "Mon, 23 Nov 2026 12:02:00 GMT"])
def test_an_error_carries_how_long_the_server_asks_us_to_wait(status: int, wait: str) -> None:
    with FaultServer() as server:
        error = error_of(server.url(f"/status?code={status}&retry-after={wait.replace(' ', '+')}"))
    assert error.retry_after == 120


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
def test_a_document_with_nothing_in_it_is_an_error(body: bytes) -> None:
    with RecordedServer({"/a": body}) as server:
        assert error_of(server.url("/a")).code == "empty"


def test_html_in_place_of_a_feed_is_left_to_the_parser() -> None:
    with FaultServer() as server:
        assert document(server.url("/html")).content_type == "text/html"


# ── what is asked for ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "first"),
    [(None, "application/atom+xml"), (Kind.FEED, "application/atom+xml"), (Kind.PAGE, "text/html")],
)
def test_what_a_source_is_decides_what_is_asked_for(kind: Kind | None, first: str) -> None:
    with RecordedServer({"/a": FEED}) as server:
        poll(server.url("/a"), kind=kind)
        accept = server.headers("/a")["accept"]
    assert accept.startswith(first)
    assert accept.endswith("*/*;q=0.1")
