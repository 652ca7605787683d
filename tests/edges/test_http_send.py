"""One request and what was answered: how the client talks to hubs and subscribers (promises 6, 13, 15)."""

import asyncio

import pytest

from aggregator.errors import AddressRefused, FetchError
from aggregator.http import AllowList, Client, Response
from tests.servers import LOOPBACK, Behaviour, Canary, FaultServer, Page, RecordedServer, SubscriberServer


def send(
    method: str, url: str, body: bytes = b"", seconds: float = 10, allow: tuple[str, ...] = LOOPBACK
) -> Response:
    async def run() -> Response:
        async with Client("kabar/1", AllowList.parse(allow)) as http:
            return await http.send(method, url, body=body, seconds=seconds, answer_bytes=100)

    return asyncio.run(run())


def test_what_is_sent_arrives_as_it_is() -> None:
    with SubscriberServer() as server:
        assert send("POST", server.url("/a?x=%20y"), b"\x00isi").status == 204
        [one] = server.delivered
        assert (one.path, one.body) == ("/a", b"\x00isi")


def test_no_redirect_is_followed() -> None:
    with SubscriberServer() as server:
        server.behaviours["/a"] = Behaviour(status=307, location=server.url("/b"))
        assert send("POST", server.url("/a"), b"isi").status == 307
        assert server.hits["/b"] == 0


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_answer_is_read_up_to_its_bound_whatever_its_status(status: int) -> None:
    with RecordedServer(
        {"/long": Page(b"x" * 5_000_000, status=status), "/short": Page(b"ya", status=status)}
    ) as server:
        assert send("GET", server.url("/long")).body == b"x" * 100
        assert send("GET", server.url("/short")).body == b"ya"


@pytest.mark.parametrize("path", ["/drip-body", "/drip-header", "/hang", "/continue-flood"])
def test_the_deadline_holds_however_the_server_stalls(path: str) -> None:
    with FaultServer() as server, pytest.raises(FetchError) as caught:
        send("GET", server.url(path), seconds=0.3)
    assert caught.value.code == "timed_out"


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "127.1", "[::ffff:127.0.0.1]", "localhost"])
def test_the_guard_judges_every_address(host: str) -> None:
    with Canary() as canary:
        with pytest.raises(FetchError) as caught:
            send("POST", f"http://{host}:{canary.port}/", b"isi", allow=())
        assert isinstance(caught.value, AddressRefused) or caught.value.code in {"bad_url", "dns"}
        assert not canary.hits
