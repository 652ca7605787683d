"""Name look-ups that can neither starve each other nor hold the process at its end."""

import asyncio
import socket
from contextlib import suppress
from threading import Thread

from aiohttp.abc import AbstractResolver, ResolveResult

_AT_ONCE = 128
_ADDRESSES = 8
"""How many of a name's addresses are tried; a zone may list thousands."""

_Future = asyncio.Future[list[ResolveResult]]


class Resolver(AbstractResolver):
    """The system's resolver, each look-up in a daemon thread of its own.

    A look-up cannot be cancelled: in the loop's small thread pool, a handful of dead name servers would hold
    up every other source, and the pool is joined when the process ends.
    """

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The name's addresses, most preferred first (RFC 6724); OSError when there are none."""
        await self._slots.acquire()
        answer: _Future = asyncio.get_running_loop().create_future()
        Thread(target=self._look_up, args=(answer, host, port, family), name="dns", daemon=True).start()
        return await answer

    async def close(self) -> None:
        """Nothing to give back: look-ups end by themselves."""

    def _look_up(self, answer: _Future, host: str, port: int, family: socket.AddressFamily) -> None:
        result: list[ResolveResult] | OSError
        try:
            result = _addresses(host, port, family)
        except (OSError, ValueError) as exc:  # UnicodeError: a label longer than 63
            result = exc if isinstance(exc, OSError) else OSError(str(exc))
        with suppress(RuntimeError):  # the loop was closed meanwhile
            answer.get_loop().call_soon_threadsafe(self._deliver, answer, result)

    def _deliver(self, answer: _Future, result: list[ResolveResult] | OSError) -> None:
        self._slots.release()
        if answer.done():
            return
        if isinstance(result, OSError):
            answer.set_exception(result)
        else:
            answer.set_result(result)


def _addresses(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    if not found:
        raise OSError("the name has no address")
    return [
        ResolveResult(
            hostname=host,
            host=str(address[0]),
            port=port,
            family=found_family,
            proto=proto,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for found_family, _, proto, _, address in found[:_ADDRESSES]
    ]
