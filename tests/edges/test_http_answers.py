"""The client against answers that break off, lie about their coding, or lead elsewhere."""

import gzip

import pytest

from tests.edges.clients import error_of, faults, get
from tests.servers import FEED, FaultServer, Page, RecordedServer

__all__ = ["faults"]


# ── framing and codings ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/short-body", "/cut-chunk", "/cut-gzip", "/reset"])
def test_an_answer_that_breaks_off_is_no_answer(faults: FaultServer, path: str) -> None:
    assert error_of(faults.url(path)).code == "truncated"


def test_a_body_that_ends_with_its_connection_is_read(faults: FaultServer) -> None:
    assert get(faults.url("/until-close")).body == FEED


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "connect"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "bad_http"),
        (b"HTTP/1.1 abc\r\n\r\n", "bad_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "bad_http"),
        (b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n", "bad_http"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "connect"),
    ],
)
def test_what_is_not_http_is_classed(faults: FaultServer, answer: bytes, code: str) -> None:
    assert error_of(faults.raw("/odd", answer)).code == code


def test_a_lying_coding_is_asked_for_once_more_without() -> None:
    with FaultServer() as server:
        assert error_of(server.url("/lying-coding")).code == "bad_encoding"
        assert [headers["accept-encoding"] for _, headers in server.seen] == ["gzip", "identity"]


def test_a_server_that_lies_only_when_asked_for_gzip_is_read() -> None:
    with FaultServer() as server:
        assert get(server.url("/lies-if-asked")).body == FEED


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", ""])
def test_gzip_is_unpacked_declared_or_not(coding: str) -> None:
    with RecordedServer(
        {"/sitemap.xml.gz": Page(gzip.compress(FEED), {"Content-Encoding": coding})}
    ) as server:
        assert get(server.url("/sitemap.xml.gz")).body == FEED


# ── redirects ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_only_permanent_redirects_mean_moved(faults: FaultServer, status: int) -> None:
    response = get(faults.url(f"/chain/2?status={status}"))
    end = faults.url(f"/chain/0?status={status}")
    assert (response.url, response.body) == (end, FEED)
    assert response.moved_to == (end if status in {301, 308} else None)


def test_one_temporary_hop_and_nothing_has_moved(faults: FaultServer) -> None:
    assert get(faults.url("/redirect?status=301&to=/redirect%3Fstatus=302%26to=/feed")).moved_to is None
    assert get(faults.url("/redirect?status=302&to=/redirect%3Fstatus=301%26to=/feed")).moved_to is None


def test_five_redirects_are_followed_and_six_are_not(faults: FaultServer) -> None:
    assert get(faults.url("/chain/5")).body == FEED
    assert error_of(faults.url("/chain/6")).code == "too_many_redirects"


def test_a_loop_ends(faults: FaultServer) -> None:
    assert error_of(faults.url("/loop")).code == "too_many_redirects"


@pytest.mark.parametrize(
    "to", ["", "ftp://a.example/", "file:///etc/passwd", "http://:80/", "http://[x", "mailto:a@b"]
)
def test_a_redirect_to_no_web_address_is_an_error(faults: FaultServer, to: str) -> None:
    assert error_of(faults.url(f"/redirect?to={to}")).code == "bad_redirect"


def test_the_body_of_a_redirect_is_not_read(faults: FaultServer) -> None:
    url = faults.raw("/moved", b"HTTP/1.1 302 X\r\nLocation: /feed\r\nContent-Length: 999999999\r\n\r\nxxx")
    assert get(url).body == FEED


@pytest.mark.parametrize("status", [300, 304, 305, 306])
def test_other_3xx_are_answers_and_not_redirects(faults: FaultServer, status: int) -> None:
    url = faults.raw(
        "/other", f"HTTP/1.1 {status} X\r\nLocation: /feed\r\nContent-Length: 0\r\n\r\n".encode()
    )
    assert get(url).status == status


@pytest.mark.parametrize(
    ("location", "path"),
    [
        (b"/feed#part", "/feed"),
        (b"../x/./feed?a=%20b&c=%2B+d", "/x/feed?a=%20b&c=%2B+d"),
        (b"/b\xe9rita", "/b%E9rita"),
        ("/bérita".encode(), "/b%C3%A9rita"),
        (b"/a b", "/a%20b"),
    ],
)
def test_a_location_is_followed_as_meant(faults: FaultServer, location: bytes, path: str) -> None:
    answer = b"HTTP/1.1 302 X\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    assert get(faults.raw("/x/start", answer)).url == faults.url(path)
