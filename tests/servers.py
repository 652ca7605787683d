"""Real HTTP servers on loopback for the whole suite: one that serves documents, one that misbehaves.

    with RecordedServer({"/feed.xml": b"<rss/>"}) as server:
        server.url("/feed.xml")

Each runs in a thread of its own, on 127.0.0.1 and a port of its own, and is gone when the block ends.
A client reaches them when its allow-list holds `LOOPBACK`.
"""

import asyncio
import gzip
import hashlib
import mimetypes
import zlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from threading import Thread
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

T = TypeVar("T")

LOOPBACK = ("127.0.0.0/8", "::1")


class _Server(ABC):
    """A server in a thread. `hits` counts requests per path; `seen` keeps their header fields, oldest first."""

    def __init__(self) -> None:
        self.port = 0
        self.hits: Counter[str] = Counter()
        self.seen: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str = "/") -> str:
        """The absolute URL of a path here."""
        return f"http://127.0.0.1:{self.port}{path}"

    def headers(self, path: str) -> dict[str, str]:
        """The header fields of the latest request for `path`, names in lower case."""
        return next(headers for seen, headers in reversed(self.seen) if seen == path)

    def note(self, path: str, headers: Mapping[str, str]) -> None:
        """Remembers a request."""
        self.hits[path] += 1
        self.seen.append((path, {name.lower(): value for name, value in headers.items()}))

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=type(self).__name__, daemon=True)
        self._thread.start()
        self.port = self._run(self.start())
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._run(self.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    @abstractmethod
    async def start(self) -> int:
        """Listens, and returns the port."""

    @abstractmethod
    async def stop(self) -> None:
        """Closes every connection."""


# ── documents ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Page:
    """One document. ETag and Last-Modified are made from it unless `headers` has them; "" leaves a field out."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    delay: float = 0.0
    """Seconds before it is sent."""

    def fields(self, path: str) -> dict[str, str]:
        """What is sent with it."""
        made = {
            "Content-Type": mimetypes.guess_type(path)[0] or "application/xml",
            "ETag": f'"{hashlib.sha256(self.body).hexdigest()[:16]}"',
            "Last-Modified": formatdate(1_717_200_000, usegmt=True),
        }
        return {name: value for name, value in {**made, **self.headers}.items() if value}


class RecordedServer(_Server):
    """Serves a folder, or paths and their documents, with conditional answers (RFC 9110 §13).

    `put` and `remove` change what is served while it runs.
    """

    def __init__(self, pages: Mapping[str, bytes | Page] | Path) -> None:
        super().__init__()
        self._folder = pages if isinstance(pages, Path) else None
        self._pages: dict[str, Page] = {}
        self._digests: dict[str, str] = {}
        for path, page in ({} if isinstance(pages, Path) else pages).items():
            self.put(path, page)

    def put(self, path: str, page: bytes | Page) -> None:
        """Serves this at `path` from now on."""
        self._pages[path] = page if isinstance(page, Page) else Page(page)

    def remove(self, path: str) -> None:
        """Answers 404 at `path` from now on."""
        del self._pages[path]

    async def start(self) -> int:
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        self.note(path, request.headers)
        page = self._pages.get(path) or self._from_folder(path)
        if page is None:
            return web.Response(status=404)
        if page.delay:
            await asyncio.sleep(page.delay)
        fields = page.fields(path)
        if page.status == 200 and _is_current(request.headers, fields):
            kept = {name: value for name, value in fields.items() if name != "Content-Type"}
            return web.Response(status=304, headers=kept)
        return web.Response(status=page.status, body=page.body, headers=fields)

    def _from_folder(self, path: str) -> Page | None:
        file = (self._folder / path.lstrip("/")) if self._folder else None
        if file is None or ".." in path or not file.is_file():
            return None
        modified = formatdate(file.stat().st_mtime, usegmt=True)
        return Page(file.read_bytes(), {"Last-Modified": modified})


def _is_current(request: Mapping[str, str], fields: Mapping[str, str]) -> bool:
    """If-None-Match decides alone when it is there (RFC 9110 §13.2.2)."""
    if "If-None-Match" in request:
        return request["If-None-Match"] == fields.get("ETag")
    return "Last-Modified" in fields and request.get("If-Modified-Since") == fields["Last-Modified"]


# ── faults ───────────────────────────────────────────────────────────────────────────────────────

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Kabar</title></channel></rss>'


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the fault server, and the way to answer it."""

    path: str
    query: Mapping[str, str]
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Sends bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, body: bytes = b"", status: int = 200, **fields: str) -> None:
        """Sends a well-formed answer; `fields` are header fields, underscores for hyphens."""
        fields = {"Content-Length": str(len(body)), "Connection": "close", **fields}
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
        await self.send(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)


Fault = Callable[[Call], Awaitable[None]]


class FaultServer(_Server):
    """Misbehaves by path, see `FAULTS`; what `raw` has set is sent byte for byte."""

    def __init__(self) -> None:
        super().__init__()
        self._raw: dict[str, bytes] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def raw(self, path: str, answer: bytes) -> str:
        """Answers `path` with these bytes and then hangs up; returns the URL."""
        self._raw[path] = answer
        return self.url(path)

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
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
        call = Call(target.path, query, writer)
        if target.path in self._raw:
            await call.send(self._raw[target.path])
        else:
            await FAULTS[target.path.split("/")[1]](call)


class Canary(FaultServer):
    """Stands for a machine nobody may reach: every connection counts, whatever it asks."""

    def __init__(self) -> None:
        super().__init__()
        self.connections = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await super()._serve(reader, writer)

    async def _misbehave(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        await Call("/", {}, writer).answer(b"secret")


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
    await call.answer(_zeros(int(call.query.get("mib", "1024")), bits), Content_Encoding=coding)


def _zeros(mib: int, bits: int) -> bytes:
    stream = zlib.compressobj(9, wbits=bits)
    return b"".join([stream.compress(bytes(1 << 20)) for _ in range(mib)]) + stream.flush()


async def _nested_bomb(call: Call) -> None:
    """Gzip in gzip, `?layers=` deep, with 256 MiB at the bottom."""
    body = _zeros(256, 31)
    for _ in range(int(call.query.get("layers", "2")) - 1):
        body = gzip.compress(body)
    await call.answer(body, Content_Encoding="gzip")


async def _lying_coding(call: Call) -> None:
    await call.answer(FEED, Content_Encoding="gzip")


async def _cut_gzip(call: Call) -> None:
    await call.answer(gzip.compress(FEED * 100)[:-20], Content_Encoding="gzip")


async def _short_body(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + FEED)


async def _cut_chunk(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n<rss>")


async def _redirect(call: Call) -> None:
    """`?to=` with `?status=`."""
    await call.answer(status=int(call.query.get("status", "302")), Location=call.query["to"])


async def _chain(call: Call) -> None:
    """/chain/<n> redirects n times, then serves the feed; `?status=` says how."""
    left = int(call.path.rsplit("/", 1)[1])
    status = call.query.get("status", "301")
    if left:
        await call.answer(status=int(status), Location=f"{left - 1}?status={status}")
    else:
        await call.answer(FEED)


async def _loop(call: Call) -> None:
    await call.answer(status=301, Location="/loop")


async def _big_header(call: Call) -> None:
    """`?kib=` in `?fields=` fields."""
    fields = int(call.query.get("fields", "1"))
    size = int(call.query.get("kib", "80")) * 1024 // fields
    await call.answer(FEED, **{f"X-{number}": "x" * size for number in range(fields)})


async def _status(call: Call) -> None:
    """`?code=` with `?retry-after=`."""
    wait = call.query.get("retry-after")
    await call.answer(b"no", int(call.query["code"]), **({"Retry-After": wait} if wait else {}))


async def _empty(call: Call) -> None:
    await call.answer(b"")


async def _wrong_304(call: Call) -> None:
    await call.answer(status=304)


async def _html(call: Call) -> None:
    await call.answer(b"<!doctype html><title>Just a moment...</title>", Content_Type="text/html")


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
    "cut-gzip": _cut_gzip,
    "short-body": _short_body,
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
