"""A server that gets HTTP wrong in every way we have met or thought of."""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from tests.servers.thread import Server

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title></channel></rss>'


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the fault server, and the way to answer it."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(
        self, body: bytes = b"", status: int = 200, fields: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Sends a well-formed answer with these header fields."""
        fields = {"Content-Length": str(len(body)), "Connection": "close", **fields}
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        await self.send(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)


Fault = Callable[[Call], Awaitable[None]]


class FaultServer(Server):
    """Misbehaves by path, see `FAULTS`; what `raw` has set is sent byte for byte."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port)
        self._raw: dict[str, bytes] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def raw(self, path: str, answer: bytes) -> str:
        """Answers `path` with these bytes and then hangs up; returns the URL."""
        self._raw[path] = answer
        return self.url(path)

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, self.host, self.port, limit=1 << 20)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            # A cancelled handler must not end as cancelled: Python 3.11's streams log that as an error.
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._misbehave(await reader.readuntil(b"\r\n\r\n"), writer)
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _misbehave(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        target = urlsplit(first.split(" ")[1])
        fields = dict(line.split(": ", 1) for line in lines if ": " in line)
        self.note(target.path, fields)
        query = {name: values[0] for name, values in parse_qs(target.query).items()}
        call = Call(target.path, query, fields, writer)
        if target.path in self._raw:
            await call.send(self._raw[target.path])
        else:
            await FAULTS.get(target.path.strip("/").split("/")[0], _missing)(call)


class Canary(FaultServer):
    """Stands for a machine nobody may reach: every connection counts, whatever it asks."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(host, port)
        self.connections = 0
        self.others: tuple[Canary, ...] = ()

    @property
    def total(self) -> int:
        """Connections to this one and to those that sit on its port elsewhere."""
        return self.connections + sum(other.connections for other in self.others)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await super()._serve(reader, writer)

    async def _misbehave(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        await Call("/", {}, {}, writer).answer(b"secret")


async def _drip_body(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        await call.send(b"x")
        await asyncio.sleep(0.02)


async def _drip_header(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await call.send(b"X-Drip: 1\r\n")
        await asyncio.sleep(0.02)


async def _hang(call: Call) -> None:
    await asyncio.Event().wait()


async def _continue_flood(call: Call) -> None:
    while True:
        await call.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


async def _endless(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        await call.send(b"x" * 65536)


async def _bomb(call: Call) -> None:
    """1 GiB of zeros in 1 MiB; `?coding=` names the content coding, `?mib=` the size."""
    coding = call.query.get("coding", "gzip")
    bits = {"gzip": 31, "deflate": 15}.get(coding, 31)
    await call.answer(_zeros(int(call.query.get("mib", "1024")), bits), fields={"Content-Encoding": coding})


@cache
def _zeros(mib: int, bits: int) -> bytes:
    stream = zlib.compressobj(9, wbits=bits)
    return b"".join([stream.compress(bytes(1 << 20)) for _ in range(mib)]) + stream.flush()


async def _nested_bomb(call: Call) -> None:
    """Gzip in gzip, `?layers=` deep, with 64 MiB at the bottom."""
    body = _zeros(64, 31)
    for _ in range(int(call.query.get("layers", "2")) - 1):
        body = gzip.compress(body)
    await call.answer(body, fields={"Content-Encoding": "gzip"})


async def _lying_coding(call: Call) -> None:
    await call.answer(FEED, fields={"Content-Encoding": "gzip"})


async def _lies_if_asked(call: Call) -> None:
    lie = {"Content-Encoding": "gzip"} if call.headers["Accept-Encoding"] == "gzip" else {}
    await call.answer(FEED, fields=lie)


async def _cut_gzip(call: Call) -> None:
    await call.answer(gzip.compress(FEED * 100)[:-20], fields={"Content-Encoding": "gzip"})


async def _short_body(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + FEED)


async def _reset(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n\r\n" + FEED)
    await asyncio.sleep(0.05)
    linger = struct.pack("ii", 1, 0)  # closing sends RST
    call.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


async def _until_close(call: Call) -> None:
    await call.send(b"HTTP/1.0 200 OK\r\n\r\n" + FEED)


async def _cut_chunk(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n<rss>")


async def _missing(call: Call) -> None:
    await call.answer(b"no such fault", 404)


async def _redirect(call: Call) -> None:
    """`?to=` with `?status=`; without `to`, there is no Location."""
    fields = {"Location": call.query["to"]} if "to" in call.query else {}
    await call.answer(b"", int(call.query.get("status", "302")), fields)


async def _chain(call: Call) -> None:
    """/chain/<n> redirects n times, then serves the feed; `?status=` says how."""
    left = int(call.path.rsplit("/", 1)[1])
    status = call.query.get("status", "301")
    if left:
        await call.answer(status=int(status), fields={"Location": f"{left - 1}?status={status}"})
    else:
        await call.answer(FEED)


async def _loop(call: Call) -> None:
    await call.answer(status=301, fields={"Location": "/loop"})


async def _big_header(call: Call) -> None:
    """`?kib=` in `?fields=` fields."""
    fields = int(call.query.get("fields", "1"))
    size = int(call.query.get("kib", "80")) * 1024 // fields
    await call.answer(FEED, fields={f"X-{number}": "x" * size for number in range(fields)})


async def _status(call: Call) -> None:
    """`?code=` with `?retry-after=`."""
    wait = call.query.get("retry-after")
    fields = {"Retry-After": wait} if wait else {}
    await call.answer(b"", int(call.query["code"]), fields)


async def _empty(call: Call) -> None:
    await call.answer(b"")


async def _wrong_304(call: Call) -> None:
    await call.answer(status=304)


async def _html(call: Call) -> None:
    await call.answer(b"<!doctype html><title>Just a moment...</title>", fields={"Content-Type": "text/html"})


async def _feed(call: Call) -> None:
    await call.answer(FEED)


FAULTS: dict[str, Fault] = {
    "drip-body": _drip_body,
    "drip-header": _drip_header,
    "hang": _hang,
    "continue-flood": _continue_flood,
    "endless": _endless,
    "bomb": _bomb,
    "nested-bomb": _nested_bomb,
    "lying-coding": _lying_coding,
    "lies-if-asked": _lies_if_asked,
    "cut-gzip": _cut_gzip,
    "short-body": _short_body,
    "reset": _reset,
    "until-close": _until_close,
    "cut-chunk": _cut_chunk,
    "redirect": _redirect,
    "chain": _chain,
    "loop": _loop,
    "big-header": _big_header,
    "status": _status,
    "empty": _empty,
    "wrong-304": _wrong_304,
    "html": _html,
    "feed": _feed,
}
