"""A GET that always ends, in bounded time and memory, at an address it may reach."""

import asyncio
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from types import MappingProxyType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractResolver

from aggregator.errors import FetchError
from aggregator.http.addresses import AllowList
from aggregator.http.coding import decode
from aggregator.http.failures import RefusedError, failure, place
from aggregator.http.gates import Gates
from aggregator.http.resolver import Resolver
from aggregator.http.response import WITH_DOCUMENT, Response, poll_hints
from aggregator.http.trip import Trip
from aggregator.urls import platform_of

_MIB = 1024 * 1024
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_MOST_HEADERS = 256
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

_AddressInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
"""As from getaddrinfo: family, type, protocol, canonical name, socket address."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost."""

    seconds: float = 30.0
    """For all of it: waiting for a connection, the name, TLS, every redirect, the last byte of the body."""
    body_bytes: int = 10 * _MIB
    """On the wire, and again after unpacking."""
    header_bytes: int = 64 * 1024
    redirects: int = 5
    connections_per_host: int = 2
    """And to one platform, which may have many hosts."""


PRODUCT = "aggregator"
"""Our product token (RFC 9110 §10.1.5), by which a robots.txt addresses us."""


def user_agent(site_url: str) -> str:
    """Who we are and where it says so: `aggregator/0.1.0 (+https://site.example/about)`."""
    return f"{PRODUCT}/{version('aggregator')} (+{site_url.rstrip('/')}/about)"


class Client:
    """HTTP for the whole process: `async with Client(…) as http`, then `await http.get(url)`, many at a time.

    No cookies, no proxies of the environment. Every address is judged where its socket is opened, so no
    spelling, no redirect and no name that changes its answer leads past the guard.
    """

    _session: aiohttp.ClientSession

    def __init__(
        self,
        user_agent: str,
        allow: AllowList,
        limits: Limits = Limits(),
        resolver: AbstractResolver | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._user_agent = user_agent
        self._allow = allow
        self._limits = limits
        self._resolver = resolver
        self._gates = Gates(limits.connections_per_host, clock)
        self._joined: Mapping[str, str] = {}

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(
            resolver=self._resolver or Resolver(),
            socket_factory=_guarded(self._allow),
            limit=0,  # the caller bounds how many requests run; one shared limit would let slow hosts fill it
            limit_per_host=self._limits.connections_per_host,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._user_agent},
            timeout=aiohttp.ClientTimeout(total=None),  # ours spans redirects and retries
            auto_decompress=False,
            trust_env=False,
            max_line_size=self._limits.header_bytes,
            max_field_size=self._limits.header_bytes,
            max_headers=_MOST_HEADERS,
        )
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self._session.close()

    def join(self, platforms: Mapping[str, str]) -> None:
        """Takes platforms (`platform_of`) for one that bear the same name here, from now on."""
        self._joined = platforms

    def platform_of(self, url: str) -> str:
        """The platform whose limits a request to this URL counts against."""
        own = platform_of(url)
        return self._joined.get(own, own)

    def pace(self, url: str, seconds: float) -> None:
        """Keeps so many seconds between two requests to the URL's platform from now on."""
        self._gates.pace(self.platform_of(url), seconds)

    async def get(self, url: str, headers: Mapping[str, str] = _NO_HEADERS) -> Response:
        """The answer at the end of all redirects, whatever its status.

        Raises:
            FetchError: no answer, or one beyond the limits; `code` is `bad_url`, `address_refused`, `dns`,
                `connect`, `tls`, `timed_out`, `bad_http`, `headers_too_large`, `too_large`, `truncated`,
                `bad_encoding`, `bad_redirect` or `too_many_redirects`; `asked_to_wait`, with `retry_after`, while
                the platform wants to be left alone.
        """
        trip = Trip.begin(url)
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._travel(trip, headers)
        except (aiohttp.ClientError, OSError) as exc:
            raise failure(exc, trip.url) from exc

    async def send(
        self,
        method: str,
        url: str,
        *,
        seconds: float,
        answer_bytes: int,
        headers: Mapping[str, str] = _NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        """One request, and what was answered: no redirect is followed, no more than `answer_bytes` are read.

        The same guard judges the address. The answer's body is there whatever the status; a longer one is cut.

        Raises:
            FetchError: no answer within `seconds`; `code` as for `get`.
        """
        trip = Trip.begin(url)
        headers = {**headers, "Accept-Encoding": "identity", **trip.headers()}
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.request(
                    method, trip.url, data=body or None, headers=headers, allow_redirects=False
                ) as answer,
            ):
                received = bytearray()
                while len(received) < answer_bytes and (piece := await answer.content.read(answer_bytes)):
                    received += piece
                fields = tuple((name.lower(), value) for name, value in answer.headers.items())
                return Response(answer.status, str(trip.url), fields, bytes(received[:answer_bytes]))
        except (aiohttp.ClientError, OSError) as exc:
            raise failure(exc, trip.url) from exc

    async def _travel(self, trip: Trip, headers: Mapping[str, str]) -> Response:
        while True:
            response = await self._hop(trip, headers)
            if response.status not in _REDIRECTS:
                return response
            if len(trip.via) == self._limits.redirects:
                raise FetchError("too_many_redirects", f"{place(trip.url)}: the last of too many redirects")
            trip.follow(response.status, response.first("location"))

    async def _hop(self, trip: Trip, headers: Mapping[str, str]) -> Response:
        try:
            return await self._exchange(trip, {**headers, "Accept-Encoding": "gzip"})
        except FetchError as error:
            if error.code != "bad_encoding":
                raise
        return await self._exchange(trip, {**headers, "Accept-Encoding": "identity"})

    async def _exchange(self, trip: Trip, headers: Mapping[str, str]) -> Response:
        headers = {**headers, **trip.headers()}
        platform = self.platform_of(str(trip.url))
        async with (
            self._gates.enter(platform),
            self._session.get(trip.url, headers=headers, allow_redirects=False) as answer,
        ):
            if sum(len(name) + len(value) for name, value in answer.raw_headers) > self._limits.header_bytes:
                raise FetchError("headers_too_large", f"{place(trip.url)}: the header is too large")
            body = await self._read(answer) if answer.status in WITH_DOCUMENT else b""
            fields = tuple((name.lower(), value) for name, value in answer.headers.items())
            response = Response(answer.status, str(trip.url), fields, body, trip.moved_to, trip.via)
            if answer.status == 429:  # we ask too much, and all of a platform counts it together
                self._gates.close(platform, poll_hints(response, datetime.now(UTC)).retry_after or 0)
            return response

    async def _read(self, answer: aiohttp.ClientResponse) -> bytes:
        limit = self._limits.body_bytes
        received = bytearray()
        if (answer.content_length or 0) > limit:
            raise FetchError("too_large", f"the answer has more than {limit} bytes")
        connection = answer.connection  # None once the last byte is in
        protocol = None if connection is None else connection.protocol
        async for chunk in answer.content.iter_any():
            received += chunk
            if len(received) > limit:
                raise FetchError("too_large", f"the answer has more than {limit} bytes")
        # aiohttp takes a reset for the end of a body that has neither length nor chunks.
        if protocol is not None and isinstance(protocol.exception(), aiohttp.ClientOSError):
            raise FetchError("truncated", "the connection was reset before the answer's end")
        return decode(bytes(received), answer.headers.get("Content-Encoding", ""), limit)


def _guarded(allow: AllowList) -> Callable[[_AddressInfo], socket.socket]:
    """Opens sockets for addresses that may be dialled, and for no others."""

    def open_socket(info: _AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        if not allow.is_allowed(str(address[0]), int(address[1])):
            raise RefusedError
        return socket.socket(family, kind, protocol)

    return open_socket
