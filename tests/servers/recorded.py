"""A server of documents that answers conditional requests as it should."""

import asyncio
import hashlib
import mimetypes
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path

from aiohttp import web

from tests.servers.thread import Server


@dataclass(frozen=True, slots=True)
class Page:
    """One document. ETag and Last-Modified are made up unless `headers` has them; "" leaves a field out."""

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


class RecordedServer(Server):
    """Serves a folder, or paths and their documents, with conditional answers (RFC 9110 §13).

    `put` and `remove` change what is served while it runs; `peak` is how many requests it had at once.
    """

    def __init__(
        self, pages: Mapping[str, bytes | Page] | Path, tls: ssl.SSLContext | None = None, port: int = 0
    ) -> None:
        super().__init__(port=port)
        self._tls = tls
        self.peak = 0
        self._active = 0
        self._folder = pages if isinstance(pages, Path) else None
        self._pages: dict[str, Page] = {}
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
        site = web.TCPSite(self._runner, self.host, self.port, ssl_context=self._tls)
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
        await self._wait(page.delay)
        fields = page.fields(path)
        if page.status == 200 and _is_current(request.headers, fields):
            kept = {name: value for name, value in fields.items() if name != "Content-Type"}
            return web.Response(status=304, headers=kept)
        return web.Response(status=page.status, body=page.body, headers=fields)

    async def _wait(self, seconds: float) -> None:
        self._active += 1
        self.peak = max(self.peak, self._active)
        await asyncio.sleep(seconds)
        self._active -= 1

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
