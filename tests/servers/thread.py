"""What the test servers share: an event loop in a thread, and a memory of what was asked."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Coroutine, Mapping
from threading import Thread
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Server(ABC):
    """A server in a thread. `hits` counts requests per path, `seen` keeps them, oldest first."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.hits: Counter[str] = Counter()
        self.seen: list[tuple[str, dict[str, str]]] = []

    def url(self, path: str = "/") -> str:
        """The absolute URL of a path here."""
        return f"http://{self.host}:{self.port}{path}"

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
