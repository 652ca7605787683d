"""Thousands of papers on addresses of their own, half of them bad; who asked which of them, and when.

All listen on one socket, as everything in 127.0.0.0/8 is this machine: 127.1.0.1 is paper 1.
"""

import asyncio
import gzip
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import count, islice

from tests.journeys.feeds import item, rss

HEALTHY = "healthy"
BAD = (
    *("hangs",) * 11,
    *("drips",) * 4,
    "bomb",
    "no feed",
    "error",
    "hangs up",
    "lame",
    "poison",
)
"""In so many parts; of poison, which costs its reader real seconds, there is little anywhere."""
LAME_SECONDS = 20
_NEWS_EVERY = 8
"""A healthy paper has something new with every so many requests; else it says that it has not."""


def address(paper: int) -> str:
    """An address for each paper, and a host of its own."""
    return f"127.{1 + paper // 62500}.{paper // 250 % 250}.{1 + paper % 250}"


class Crowd:
    """`papers` by number: what is wrong with each. `asked` is when each was asked, by `clock`."""

    def __init__(self, papers: list[str], clock: Callable[[], float]) -> None:
        self.papers = papers
        self.clock = clock
        self.asked: defaultdict[int, list[float]] = defaultdict(list)
        self._by_address = {address(number): number for number in range(len(papers))}

    async def start(self) -> int:
        """Listens; returns the port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Guest(self), "0.0.0.0", 0, backlog=1024)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def stop(self) -> None:
        """Listens no more."""
        self._server.close()

    def number_of(self, host: str) -> int:
        """Which paper has this address."""
        return self._by_address[host]


class _Guest(asyncio.Protocol):
    """One connection of one reader."""

    _transport: asyncio.Transport

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._received = b""
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._paper = self._crowd.number_of(transport.get_extra_info("sockname")[0])

    def connection_lost(self, _error: Exception | None) -> None:
        if self._timer:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._crowd.asked[self._paper].append(self._crowd.clock())
            _BEHAVIOURS[self._crowd.papers[self._paper]](self, b"If-None-Match" in head)

    def behave_well(self, knows: bool) -> None:
        """A document now and then, and else word that there is none."""
        turn = len(self._crowd.asked[self._paper]) - 1
        if knows and turn % _NEWS_EVERY:
            self._transport.write(b'HTTP/1.1 304 Not Modified\r\nETag: "%d"\r\n\r\n' % (turn // _NEWS_EVERY))
        else:
            self._send(_issue(self._paper, turn // _NEWS_EVERY), b'ETag: "%d"\r\n' % (turn // _NEWS_EVERY))

    def drip(self, _knows: bool) -> None:
        """A byte every few seconds, for ever."""
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        self._drip()

    def _drip(self) -> None:
        self._transport.write(b"x")
        self._later(5, self._drip)

    def be_lame(self, knows: bool) -> None:
        """Answers at last, shortly before it is given up."""
        self._later(LAME_SECONDS, lambda: self.behave_well(knows))

    def explode(self, _knows: bool) -> None:
        """64 MiB in 64 KiB."""
        self._send(_bomb(), b"Content-Encoding: gzip\r\n")

    def poison(self, _knows: bool) -> None:
        """A small document that its parser works on until it is stopped."""
        self._send(_poison())

    def be_no_feed(self, _knows: bool) -> None:
        """What a parked domain says."""
        self._send(b"<!doctype html><title>Domain ini dijual</title>")

    def fail(self, _knows: bool) -> None:
        """An error of its own."""
        self._transport.write(b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n")

    def hang_up(self, _knows: bool) -> None:
        """Says nothing and goes."""
        self._transport.abort()

    def hang(self, _knows: bool) -> None:
        """Says nothing, for ever."""

    def _send(self, body: bytes, fields: bytes = b"") -> None:
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%b\r\n" % (len(body), fields) + body)

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, act)


_BEHAVIOURS: dict[str, Callable[[_Guest, bool], None]] = {
    HEALTHY: _Guest.behave_well,
    "hangs": _Guest.hang,
    "drips": _Guest.drip,
    "bomb": _Guest.explode,
    "poison": _Guest.poison,
    "no feed": _Guest.be_no_feed,
    "error": _Guest.fail,
    "hangs up": _Guest.hang_up,
    "lame": _Guest.be_lame,
}


def half_bad(papers: int, most_poison: int) -> list[str]:
    """Every second one is healthy; the others in turn all that is bad."""
    poison = islice(count(), most_poison)
    kinds = []
    for number in range(papers):
        kind = BAD[number // 2 % len(BAD)] if number % 2 else HEALTHY
        if kind == "poison" and next(poison, None) is None:
            kind = "hangs"
        kinds.append(kind)
    return kinds


def _issue(paper: int, number: int) -> bytes:
    """The paper's document: ten entries, one more with every number."""
    return rss(
        *(
            item(
                -one,
                guid=f"{paper}-{one}",
                link=f"http://koran-{paper}.example/{one}",
                title=f"Warga desa {paper} panen raya ke-{one}",
            )
            for one in range(number, number - 10, -1)
        )
    )


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(1 << 26), 9)


@cache
def _poison() -> bytes:
    attributes = " ".join(f"a{number}='1'" for number in range(60_000))
    return rss(item(0)).replace(b"<item>", f"<item><racun {attributes}/>".encode())
