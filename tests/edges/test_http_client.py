"""The client against servers that behave, and against servers that do not (promises 15, 16, 20)."""

import asyncio
import gzip
import ssl
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from shutil import which
from typing import TypeVar

import pytest

from aggregator.errors import AddressRefused, FetchError
from aggregator.http import AllowList, Client, Limits, Response, user_agent
from tests.servers import FEED, LOOPBACK, FaultServer, Page, RecordedServer

T = TypeVar("T")

CLEAR_REFS = Path("/proc/self/clear_refs")


@pytest.fixture(scope="module")
def faults() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


PATIENT = Limits(seconds=10)
HASTY = Limits(seconds=0.5)


def using(work: Callable[[Client], Awaitable[T]], limits: Limits = PATIENT) -> T:
    """What `work` returns, given a client that may reach loopback."""

    async def run() -> T:
        agent = "kabar/1 (+https://kabar.example/about)"
        async with Client(agent, AllowList.parse(LOOPBACK), limits) as http:
            return await work(http)

    return asyncio.run(run())


def get(url: str, headers: Mapping[str, str] | None = None, limits: Limits = PATIENT) -> Response:
    return using(lambda http: http.get(url, headers or {}), limits)


def error_of(url: str, limits: Limits = PATIENT) -> FetchError:
    with pytest.raises(FetchError) as caught:
        get(url, limits=limits)
    return caught.value


# ── time ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/drip-body", "/drip-header", "/hang", "/continue-flood"])
def test_the_deadline_holds_however_the_server_stalls(faults: FaultServer, path: str) -> None:
    started = time.monotonic()
    assert error_of(faults.url(path), HASTY).code == "timed_out"
    assert time.monotonic() - started < 2


def test_the_deadline_spans_all_redirects(faults: FaultServer) -> None:
    started = time.monotonic()
    assert error_of(faults.url("/redirect?to=/drip-body"), HASTY).code == "timed_out"
    assert time.monotonic() - started < 2


def test_hanging_servers_do_not_delay_the_others(faults: FaultServer) -> None:
    async def work(http: Client) -> float:
        hanging = [asyncio.create_task(http.get(f"http://127.0.1.{n}:{port}/hang")) for n in range(1, 60)]
        await asyncio.sleep(0.1)
        started = time.monotonic()
        await http.get(faults.url("/feed"))
        elapsed = time.monotonic() - started
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        return elapsed

    with FaultServer("0.0.0.0") as everywhere:
        port = everywhere.port
        assert using(work) < 1


def test_a_cancelled_request_leaves_the_client_usable(faults: FaultServer) -> None:
    async def work(http: Client) -> Response:
        task = asyncio.create_task(http.get(faults.url("/drip-body")))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return await http.get(faults.url("/feed"))

    assert using(work).body == FEED


# ── size ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(not CLEAR_REFS.exists(), reason="peak memory is read from Linux's /proc")
@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/endless", "too_large"),
        ("/bomb?mib=64", "too_large"),
        ("/nested-bomb", "too_large"),
        ("/nested-bomb?layers=3", "bad_encoding"),
        ("/bomb?mib=64&coding=deflate", "bad_encoding"),
        ("/big-header?kib=80", "headers_too_large"),
        ("/big-header?kib=80&fields=100", "headers_too_large"),
        ("/big-header?kib=30&fields=1000", "headers_too_large"),
    ],
)
def test_what_is_too_large_costs_little_memory(faults: FaultServer, path: str, code: str) -> None:
    error_of(faults.url(path))  # what is imported, allocated and cached once
    before = _memory_mib("VmRSS")
    CLEAR_REFS.write_text("5")  # VmHWM starts again
    assert error_of(faults.url(path)).code == code
    assert _memory_mib("VmHWM") - before < 32


def _memory_mib(field: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{field}:")[1].split()[0]) // 1024


def test_a_header_below_the_limit_is_read(faults: FaultServer) -> None:
    assert len(get(faults.url("/big-header?kib=60")).first("x-0")) == 60 * 1024


def test_an_announced_size_beyond_the_limit_is_not_awaited(faults: FaultServer) -> None:
    url = faults.raw("/huge", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
    assert error_of(url).code == "too_large"


def test_a_document_exactly_at_the_limit_is_read() -> None:
    with RecordedServer({"/a": b"x" * 1000}) as server:
        assert len(get(server.url("/a"), limits=Limits(body_bytes=1000)).body) == 1000
        assert error_of(server.url("/a"), Limits(body_bytes=999)).code == "too_large"


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


# ── what is sent ─────────────────────────────────────────────────────────────────────────────────


def test_a_request_says_who_asks_and_offers_gzip_alone() -> None:
    with RecordedServer({"/a": FEED}) as server:
        get(server.url("/a#part"), {"Accept": "application/atom+xml"})
        assert server.headers("/a") == {
            "host": f"127.0.0.1:{server.port}",
            "user-agent": "kabar/1 (+https://kabar.example/about)",
            "accept": "application/atom+xml",
            "accept-encoding": "gzip",
        }


def test_the_user_agent_links_to_a_page_about_us() -> None:
    assert user_agent("https://kabar.example/").endswith("(+https://kabar.example/about)")


def test_cookies_are_not_kept() -> None:
    async def twice(http: Client) -> None:
        await http.get(server.url("/a"))
        await http.get(server.url("/a"))

    with RecordedServer({"/a": Page(FEED, {"Set-Cookie": "id=1"})}) as server:
        using(twice)
        assert "cookie" not in server.headers("/a")


def test_no_host_gets_more_than_two_connections() -> None:
    async def ten(http: Client) -> None:
        await asyncio.gather(*(http.get(server.url("/a")) for _ in range(10)))

    with RecordedServer({"/a": Page(FEED, delay=0.02)}) as server:
        using(ten)
        assert (server.hits["/a"], server.peak) == (10, 2)


# ── secrets ──────────────────────────────────────────────────────────────────────────────────────


def test_credentials_of_a_url_go_to_its_origin_alone() -> None:
    with RecordedServer({"/end": FEED}) as other, FaultServer() as server:
        home = f"http://ani:r%C3%A4hasia%40@127.0.0.1:{server.port}"
        get(f"{home}/redirect?to=/feed")
        assert server.headers("/redirect")["authorization"] == "Basic YW5pOnLDpGhhc2lhQA=="
        assert server.headers("/feed")["authorization"] == "Basic YW5pOnLDpGhhc2lhQA=="
        response = get(f"{home}/redirect?status=301&to={other.url('/end')}")
        assert "authorization" not in other.headers("/end")
        assert response.moved_to == response.url == other.url("/end")


def test_no_answer_shows_the_credentials_of_its_url() -> None:
    with FaultServer() as server:
        response = get(f"http://ani:rahasia@127.0.0.1:{server.port}/chain/1")
        assert "rahasia" not in repr(response)


def test_a_redirect_cannot_set_credentials() -> None:
    with FaultServer() as server:
        get(server.url(f"/redirect?to=http://evil:x@127.0.0.1:{server.port}/feed"))
        assert "authorization" not in server.headers("/feed")


@pytest.mark.parametrize(
    "url",
    [
        "http://ani:rahasia@127.0.0.1:1/x?token=rahasia",
        "http://ani:rahasia@10.0.0.1/rahasia",
        "https://ani:rahasia@localhost:1/rahasia#rahasia",
        "http://ani:rahasia@[::1/",
        "http://ani:rahasia@host:port/",
        "http://ani:rahasia@2130706433/",
        "ftp://ani:rahasia@host/",
    ],
)
def test_no_error_quotes_a_secret_of_its_url(url: str) -> None:
    error: BaseException | None = error_of(url)
    while error is not None:
        assert "ani:rahasia" not in f"{error} {error!r}"
        assert "token" not in str(error)
        error = error.__cause__


# ── failures ─────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_port_is_a_failure_to_connect() -> None:
    error = error_of("http://127.0.0.1:1/")
    assert (error.code, str(error)) == ("connect", "127.0.0.1:1: no connection: Connection refused")


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".example", "..", "a..b.example", "-"])
def test_a_name_without_address_is_a_dns_failure(host: str) -> None:
    assert error_of(f"http://{host}/").code in {"dns", "bad_url"}


def test_a_server_that_speaks_no_tls_is_a_tls_failure() -> None:
    with RecordedServer({}) as server:
        assert error_of(f"https://127.0.0.1:{server.port}/").code == "tls"


@pytest.mark.skipif(which("openssl") is None, reason="the certificate is made by the openssl command")
def test_a_certificate_nobody_vouches_for_is_a_tls_failure(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-x509", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *subject, *curve, *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with RecordedServer({"/a": FEED}, tls=context) as server:
        error = error_of(f"https://localhost:{server.port}/a")
        assert (error.code, server.hits["/a"]) == ("tls", 0)
        assert "self" in str(error)


def test_a_refused_address_is_an_error_of_its_own_class() -> None:
    assert isinstance(error_of("http://10.0.0.1/"), AddressRefused)


def test_what_went_wrong_underneath_is_the_cause() -> None:
    assert error_of("http://127.0.0.1:1/").__cause__ is not None
