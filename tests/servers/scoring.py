"""A server that behaves as servers do on bad days, and keeps a score of how its guests behave.

Every path is a feed of its own. Which answer it gives is drawn by lot; what a guest may do after it is remembered, and
whatever breaks that is a line in `faults`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random

from aiohttp import web

from tests.journeys.feeds import item, rss
from tests.servers.thread import Server


@dataclass(slots=True)
class _Feed:
    """What the server has told about one path."""

    version: int = 0
    etag: str | None = None
    modified: str | None = None
    asked_at: datetime | None = None
    wait_until: datetime | None = None


class ScoringServer(Server):
    """`now` is the clock of the guest, by which moments and intervals are judged."""

    def __init__(self, now: Callable[[], datetime], seed: int, minimum: timedelta, places: int) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.answers: dict[str, int] = {}
        self.peak = 0
        self._now, self._random, self._minimum, self._places = now, Random(seed), minimum, places
        self._feeds: dict[str, _Feed] = {}
        self._active = 0

    async def start(self) -> int:
        self._runner = web.ServerRunner(web.Server(self._serve), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, 0).start()
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        self._active += 1
        self.peak = max(self.peak, self._active)
        self.note(request.path, request.headers)
        try:
            await asyncio.sleep(0.001)
            return self._answer(request)
        finally:
            self._active -= 1

    def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, now = request.path, self._now()
        feed = self._feeds.setdefault(path, _Feed())
        self._judge(path, feed, request)
        if request.query_string != "hop":
            feed.asked_at = now
        behave = self._random.choices(
            (
                self._news,
                self._current,
                self._unavailable,
                self._error,
                self._cookie,
                self._moved,
                self._hang_up,
            ),
            (4, 6, 2, 1, 1, 1, 1),
        )[0]
        self.answers[behave.__name__] = self.answers.get(behave.__name__, 0) + 1
        return behave(request, feed)

    def _judge(self, path: str, feed: _Feed, request: web.BaseRequest) -> None:
        now = self._now()
        if feed.wait_until and now < feed.wait_until:
            self.faults.append(f"{path}: {feed.wait_until - now} before Retry-After is over")
        hop = request.query_string == "hop"
        if feed.asked_at and not hop and now - feed.asked_at < self._minimum:
            self.faults.append(f"{path}: again after {now - feed.asked_at}")
        self._judge_validators(path, feed, request)
        if "Cookie" in request.headers or "Authorization" in request.headers:
            self.faults.append(f"{path}: somebody else's secret")
        if not request.headers.get("User-Agent", "").startswith("aggregator/"):
            self.faults.append(f"{path}: does not say who it is")
        if self._active > self._places:
            self.faults.append(f"{path}: {self._active} requests at once")

    def _judge_validators(self, path: str, feed: _Feed, request: web.BaseRequest) -> None:
        if request.headers.get("If-None-Match") not in {None, feed.etag}:
            self.faults.append(f"{path}: {request.headers['If-None-Match']} was not given out last")
        if request.headers.get("If-Modified-Since") not in {None, feed.modified}:
            self.faults.append(f"{path}: {request.headers['If-Modified-Since']} was not given out last")
        if feed.etag and "If-None-Match" not in request.headers:
            self.faults.append(f"{path}: asked without the validator that it was given")

    def _news(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        feed.version += 1
        feed.etag = self._random.choice(
            (f'"v{feed.version}"', f'W/"é {feed.version}\\"', f"v{feed.version}", None)
        )
        feed.modified = self._random.choice((f"Mon, 23 Nov 2026 07:{feed.version % 60:02}:00 GMT", None))
        fields = {"ETag": feed.etag, "Last-Modified": feed.modified}
        body = rss(item(-feed.version, guid=f"{request.path}-{feed.version}"))
        return web.Response(body=body, headers={name: value for name, value in fields.items() if value})

    def _current(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        known = feed.etag or feed.modified
        return web.Response(status=304) if known else self._news(request, feed)

    def _unavailable(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        seconds = self._random.choice((60, 900, 7200, 40_000))
        feed.wait_until = self._now() + timedelta(seconds=seconds)
        date = format_datetime(self._now(), usegmt=True)
        moment = format_datetime(feed.wait_until + timedelta(seconds=1), usegmt=True)
        value = self._random.choice((str(seconds), moment))
        return web.Response(status=503, headers={"Retry-After": value, "Date": date})

    def _error(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        return web.Response(status=self._random.choice((403, 404, 500, 502)))

    def _cookie(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        answer = self._current(request, feed)
        answer.headers["Set-Cookie"] = "session=secret; Path=/"
        return answer

    def _moved(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        if request.query_string == "hop":
            return self._current(request, feed)
        return web.Response(status=302, headers={"Location": f"{request.path}?hop"})

    def _hang_up(self, request: web.BaseRequest, feed: _Feed) -> web.StreamResponse:
        feed.asked_at = None  # who meets a dead connection may ask again at once (RFC 9112 §9.3.1)
        assert request.transport
        request.transport.close()
        return web.Response()
