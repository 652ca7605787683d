"""What the client sends, what it tells of failures, and how long and how much it bears (promises 15, 16, 20)."""

import asyncio
import ssl
import subprocess
import time
from pathlib import Path
from shutil import which

import pytest

from aggregator.errors import AddressRefused
from aggregator.http import Client, Limits, Response, user_agent
from tests.edges.clients import HASTY, error_of, faults, get, using
from tests.servers import FEED, FaultServer, Page, RecordedServer

__all__ = ["faults"]
CLEAR_REFS = Path("/proc/self/clear_refs")


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
