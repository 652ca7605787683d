"""A WebSub subscriber, written from the specification (W3C Recommendation, 23 January 2018, §5 to §8)."""

import asyncio
import hmac
from dataclasses import dataclass

from aiohttp import web

from tests.servers.thread import Server


@dataclass
class Delivered:
    """Content as it arrived at a callback."""

    path: str
    headers: dict[str, str]
    body: bytes

    def is_signed_with(self, secret: str) -> bool:
        """By whatever method it says (§8)."""
        method, _, signature = self.headers.get("x-hub-signature", "").partition("=")
        return bool(method) and hmac.new(secret.encode(), self.body, method).hexdigest() == signature


@dataclass
class Behaviour:
    """How one callback acts."""

    confirms: bool = True
    """Whether it means what it is asked."""
    challenge: str = ""
    """Answered in place of the right one."""
    status: int = 204
    """Of its answers to content."""
    delay: float = 0.0
    """Seconds before it answers content."""
    thinks: float = 0.0
    """Seconds before it answers a question."""
    location: str = ""


class SubscriberServer(Server):
    """Callbacks at every path: keeps what it was asked (`questions`), and what it was sent as it came (`delivered`)."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__(host)
        self.questions: list[tuple[str, dict[str, str]]] = []
        self.delivered: list[Delivered] = []
        self.behaviours: dict[str, Behaviour] = {}
        self.largest_question = 0
        self.peak = self._active = 0
        self.most_asked_at_once = self._thinking = 0

    def to(self, path: str) -> list[Delivered]:
        """What this callback was sent."""
        return [one for one in self.delivered if one.path == path]

    def asked(self, path: str) -> list[dict[str, str]]:
        """The questions to this callback."""
        return [query for asked, query in self.questions if asked == path]

    async def start(self) -> int:
        self._runner = web.ServerRunner(web.Server(self._answer), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        behaviour = self.behaviours.get(request.path, Behaviour())
        self.note(request.path, request.headers)
        if request.method == "GET":
            return await self._question(request, behaviour)
        body = await request.read()
        fields = {name.lower(): value for name, value in request.headers.items()}
        self.delivered.append(Delivered(request.path, fields, body))
        self._active += 1
        self.peak = max(self.peak, self._active)
        await asyncio.sleep(behaviour.delay)
        self._active -= 1
        location = {"Location": behaviour.location} if behaviour.location else {}
        return web.Response(status=behaviour.status, headers=location)

    async def _question(self, request: web.BaseRequest, behaviour: Behaviour) -> web.Response:
        size = len(request.path_qs) + sum(len(name) + len(value) + 4 for name, value in request.raw_headers)
        self.largest_question = max(self.largest_question, size + len("GET  HTTP/1.1\r\n\r\n"))
        self.questions.append((request.path, dict(request.query)))
        self._thinking += 1
        self.most_asked_at_once = max(self.most_asked_at_once, self._thinking)
        await asyncio.sleep(behaviour.thinks)
        self._thinking -= 1
        if not behaviour.confirms:
            return web.Response(status=404)
        return web.Response(text=behaviour.challenge or request.query.get("hub.challenge", ""))
