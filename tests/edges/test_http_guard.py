"""No request leaves for an address that is not public or listed, however it is spelt (promise 6)."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import cycle
from urllib.parse import quote

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from aggregator.errors import FetchError
from aggregator.http import AllowList, Client, Limits, Response
from aggregator.http.resolver import Resolver
from tests.servers import FEED, LOOPBACK, Canary, FaultServer

NEVER_DIALLED = {"address_refused", "bad_url", "bad_redirect", "dns"}

HOSTS = """
127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 127.0.0.1. 127.000.000.001 127.0.0.01 0127.0.0.1
2130706433 2130706434 02130706433 0x7f000001 0x7F000001 0x7f.0.0.1 0x7f.0x0.0x0.0x1 0x7f.1 0x7f.0.1
0177.0.0.1 0177.1 0177.0.0.01 017700000001 00000177.0.0.1 127.0x0.0.1 127.0.0.0x1 0x0000007f.1
4294967295 3232235777 0xffffffff 0 0.0 0.0.0.0 0.0.0.0. 0x0 00 00.0.0.0 000000000000
localhost localhost. LOCALHOST LocalHost.
[::1] [::] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001] [0::1] [::0]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::FFFF:127.0.0.1] [0:0:0:0:0:ffff:127.0.0.1] [::ffff:7f00:0001]
[::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [::ffff:0.0.0.0] [::ffff:0:0]
[64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::127.0.0.1] [64:ff9b:1::7f00:1] [64:ff9b::a9fe:a9fe]
[2002:7f00:1::] [2002:7f00:0001::1] [2002:a9fe:a9fe::1] [2001:0:7f00:1::] [2001:0:0:0:0:0:80ff:fffe]
[::1%25lo] [::1%lo] [fe80::1%25eth0] [fe80::1] [fec0::1] [fc00::1] [fd00:ec2::254] [ff02::1]
[ff0e::1] [2001:db8::1]
10.0.0.1 10.1 0x0a.0.0.1 012.0.0.1 167772161 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 0xc0a80001
169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 0xa9.0xfe.0xa9.0xfe 169.254.43518
100.64.0.1 100.100.100.200 168.63.129.16 192.0.0.192 192.88.99.1 198.18.0.1 203.0.113.1 224.0.0.1
239.255.255.250 255.255.255.255 240.0.0.1 192.0.2.1 198.51.100.1
127。0。0。1 127．0．0．1 １２７.0.0.1 ①②⑦.⓪.⓪.① ⓛocalhost 𝟏𝟐𝟕.0.0.1
127%2e0%2e0%2e1 %31%32%37.0.0.1 127.0.0.1%00 %6cocalhost
metadata.private.test mixed.private.test
"""

# With {port} for the canary's; the host in front of it is what a careless reader takes for the target.
URLS = (
    "http://public.test@127.0.0.1:{port}/",
    "http://public.test:80@127.0.0.1:{port}/",
    "http://public.test%40127.0.0.1:{port}/",
    "http://public.test\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@public.test/",
    "http://127.0.0.1:{port}#@public.test/",
    "http://127.0.0.1:{port}?@public.test/",
    "http://127.0.0.1:{port}/@public.test/",
    "http://a:b@c@127.0.0.1:{port}/",
    "http://:@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/",
    "http://public.test;@127.0.0.1:{port}/",
    "http://public.test&@127.0.0.1:{port}/#@x/",
    " http://127.0.0.1:{port}/",
    "\thttp://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/ ",
    "http:// 127.0.0.1:{port}/",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:\n{port}/",
    "ht\ntp://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/\r\nX-Injected: 1",
    "http://127.0.0.1:{port} HTTP/1.1\r\nX-Injected: 1\r\n/",
    "HTTP://127.0.0.1:{port}/",
    "hTtPs://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:/127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http:////127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_x",
    "dict://127.0.0.1:{port}/x",
    "unix://127.0.0.1:{port}/",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "file:///etc/passwd",
    "data:text/xml,<rss/>",
    "javascript:alert(1)",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://[::1]:{port}@127.0.0.1:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[127.0.0.1]:{port}/",
    "http://[::1:{port}/",
    "http://::1:{port}/",
    "http://",
    "",
    "\x00",
    "http://127.0.0.1:{port}/\ud800",
    "feed://127.0.0.1:{port}/",
    "feed:http://127.0.0.1:{port}/",
    "url:http://127.0.0.1:{port}/",
)


class Names(AbstractResolver):
    """A zone for tests: each look-up takes the next answer. Numbers and localhost go to the system."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {f"{name}.test": cycle(given) for name, given in answers.items()}
        self._system = Resolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        name = ".".join(host.split(".")[-2:])
        if name in self._answers:
            return [_result(host, address, port) for address in next(self._answers[name])]
        if host.endswith(".test") or "%" in host:
            raise OSError("no such name")
        return await self._system.resolve(host, port, family)

    async def close(self) -> None:
        await self._system.close()


def _result(name: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=name, host=address, port=port, family=family, proto=0, flags=0)


ZONE = {"private": [["127.0.0.1"], ["169.254.169.254", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1", "::1"]]}


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    """Listens on every address of this machine, under one port."""
    with Canary("0.0.0.0") as canary, ExitStack() as stack:
        with suppress(OSError):  # a machine without IPv6
            six = stack.enter_context(Canary("::1", canary.port))
            assert six.port == canary.port
            canary.others = (six,)
        yield canary


def get_all(
    urls: Sequence[str], allow: tuple[str, ...], **zone: Sequence[Sequence[str]]
) -> list[Response | str]:
    """Per URL the response, or the code of the error."""

    async def one(http: Client, url: str) -> Response | str:
        try:
            return await http.get(url)
        except FetchError as error:
            return error.code

    async def run() -> list[Response | str]:
        limits = Limits(seconds=5, connections_per_host=8)
        async with Client("test", AllowList.parse(allow), limits, Names(**(zone or ZONE))) as http:
            return [await one(http, url) for url in urls]

    return asyncio.run(run())


def spellings(port: int) -> list[str]:
    hosts = [f"http://{host}:{port}/" for host in HOSTS.split()]
    return hosts + [url.format(port=port) for url in URLS]


def test_the_canary_sings_when_it_is_allowed(canary: Canary) -> None:
    before = canary.total
    answers = get_all(
        [f"http://{host}:{canary.port}/" for host in ("127.0.0.1", "localhost", "0x7f.1", "x.private.test")],
        LOOPBACK,
    )
    assert [answer.body for answer in answers if isinstance(answer, Response)] == [b"secret"] * 4
    assert canary.total == before + 4


def test_no_spelling_of_a_private_address_is_dialled(canary: Canary) -> None:
    before = canary.total
    urls = spellings(canary.port)
    answers = get_all(urls, ())
    assert len(urls) >= 170
    assert {
        url: answer for url, answer in zip(urls, answers, strict=True) if answer not in NEVER_DIALLED
    } == {}
    assert canary.total == before


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_to_a_private_address(canary: Canary, status: int) -> None:
    before = canary.total
    targets = spellings(canary.port)
    with FaultServer() as server:
        urls = [
            server.url(f"/redirect?status={status}&to={quote(target.encode('utf-8', 'replace'))}")
            for target in targets
        ]
        answers = get_all(urls, (f"127.0.0.1:{server.port}",))
    # What is no absolute URL leads back to the server that redirects; line ends break its header.
    ends = {answer.status if isinstance(answer, Response) else answer for answer in answers}
    assert ends <= NEVER_DIALLED | {404, "too_many_redirects", "bad_http"}
    assert canary.total == before


@pytest.mark.parametrize("host", ["10.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "[64:ff9b::a00:1]"])
def test_a_refused_address_is_named_as_such(host: str) -> None:
    assert get_all([f"http://{host}/"], ()) == ["address_refused"]


@pytest.mark.parametrize("port", [21, 22, 25, 6667])
def test_a_service_port_of_a_public_address_is_refused(port: int) -> None:
    assert get_all([f"http://192.175.48.1:{port}/"], ()) == ["address_refused"]


def test_the_neighbours_of_what_is_listed_stay_refused(canary: Canary) -> None:
    with FaultServer() as server:
        allowed, neighbour = get_all(
            [server.url("/feed"), f"http://127.0.0.1:{canary.port}/"], (f"127.0.0.1:{server.port}",)
        )
    assert isinstance(allowed, Response)
    assert neighbour == "address_refused"


def test_a_name_that_changes_its_answer_is_judged_where_it_is_dialled() -> None:
    with FaultServer("127.0.0.2") as server, Canary("127.0.0.3", server.port) as rebound:
        urls = [f"http://n{number}.flip.test:{server.port}/feed" for number in range(200)]
        answers = get_all(urls, (f"127.0.0.2:{server.port}",), flip=[["127.0.0.2"], ["127.0.0.3"]])
    assert sum(isinstance(answer, Response) for answer in answers) == 100
    assert answers.count("address_refused") == 100
    assert rebound.total == 0


@pytest.mark.parametrize("answer", [["127.0.0.2", "127.0.0.3"], ["127.0.0.3", "127.0.0.2"]])
def test_of_mixed_answers_only_the_permitted_address_is_dialled(answer: list[str]) -> None:
    with FaultServer("127.0.0.2") as server, Canary("127.0.0.3", server.port) as forbidden:
        answers = get_all(
            [f"http://n{number}.mixed.test:{server.port}/feed" for number in range(20)],
            (f"127.0.0.2:{server.port}",),
            mixed=[answer],
        )
    assert [answer.body for answer in answers if isinstance(answer, Response)] == [FEED] * 20
    assert forbidden.total == 0


def test_a_name_with_nothing_but_private_addresses_is_refused_as_such() -> None:
    zone = {"inside": [["10.0.0.1", "::1", "192.168.0.1", "fd00::1"]]}
    assert get_all(["http://inside.test/"], (), **zone) == ["address_refused"]


def test_proxies_of_the_environment_are_not_used(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
    monkeypatch.delenv("no_proxy", raising=False)
    before = canary.total
    with FaultServer() as server:
        (answer,) = get_all([server.url("/feed")], LOOPBACK)
    assert isinstance(answer, Response)
    assert canary.total == before
