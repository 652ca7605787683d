"""Asks whoever is said to want something whether it does (§5.3): one small GET for each request, and no second."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial

import structlog

from aggregator.errors import FetchError, StoreError
from aggregator.http import Response
from aggregator.model import Subscriber
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, subscribers
from aggregator.websub import addressed

AT_ONCE = 16
SECONDS = 10
_ANSWER_BYTES = 256
"""A challenge is shorter; who answers more has not understood."""

log = structlog.get_logger()


class Verifier:
    """Verifies the wishes that stand in the store, and tells subscribers of feeds that are no more."""

    def __init__(self, rt: PollingRuntime, wake: Callable[[], None]) -> None:
        self._rt = rt
        self._wake = wake
        self._verifying: set[asyncio.Task[None]] = set()
        self._denying: set[asyncio.Task[None]] = set()
        self._denied: deque[tuple[Subscriber, str]] = deque()

    async def verify(self) -> None:
        """Begins to verify as many as there is room for; `wake` is called when one is done."""
        room = AT_ONCE - len(self._verifying)
        if room <= 0:
            return
        for one in await self._rt.transact(partial(_take_up, limit=room)):
            self._start(self._verify(one), self._verifying)

    def deny(self, who: Iterable[Subscriber], reason: str) -> None:
        """Tells them, a few at once, that they are subscribers no more (§5.2); nobody is told twice."""
        self._denied.extend((one, reason) for one in who)
        self._deny_some()

    def _deny_some(self) -> None:
        while self._denied and len(self._denying) < AT_ONCE:
            self._start(self._deny(*self._denied.popleft()), self._denying)

    async def close(self) -> None:
        """Drops what is under way: nobody is asked again unless he asks again."""
        self._denied.clear()
        under_way = self._verifying | self._denying
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _start(self, work: Coroutine[None, None, None], lane: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        lane.add(task)
        task.add_done_callback(partial(self._done, lane))

    def _done(self, lane: set[asyncio.Task[None]], task: asyncio.Task[None]) -> None:
        lane.discard(task)
        self._deny_some()
        self._wake()
        if not task.cancelled() and (error := task.exception()):
            log.error("subscriber.unverified", error=f"{type(error).__name__}: {error}")

    async def _verify(self, one: Subscriber) -> None:
        meant = await self._is_meant(one)
        settle = partial(subscribers.confirm, one=one, now=self._rt.now()) if meant else None
        try:
            await self._rt.transact(settle or partial(subscribers.disavow, one=one))
        except StoreError as error:
            log.warning("store.unavailable", error=str(error))

    async def _is_meant(self, one: Subscriber) -> bool:
        if one.asked is None:
            return False
        challenge = secrets.token_urlsafe(24)
        fields: dict[str, str | int] = {
            "mode": one.asked.mode,
            "topic": one.topic_url,
            "challenge": challenge,
        }
        if one.asked.mode == "subscribe":
            fields["lease_seconds"] = one.asked.lease_seconds
        facts = {"mode": one.asked.mode, "topic_url": one.topic_url, "host": one.host}
        try:
            answer = await self._ask(one, fields)
        except FetchError as error:
            log.info("subscriber.unreachable", **facts, code=error.code)
            return False
        meant = 200 <= answer.status < 300 and secrets.compare_digest(answer.body, challenge.encode())
        log.info("subscriber.confirmed" if meant else "subscriber.refused", **facts, status=answer.status)
        return meant

    async def _deny(self, one: Subscriber, reason: str) -> None:
        try:
            await self._ask(one, {"mode": "denied", "topic": one.topic_url, "reason": reason})
        except FetchError as error:
            log.info("subscriber.unreachable", mode="denied", host=one.host, code=error.code)

    async def _ask(self, one: Subscriber, fields: Mapping[str, str | int]) -> Response:
        url = addressed(one.callback_url, fields)
        return await self._rt.http.send("GET", url, seconds=SECONDS, answer_bytes=_ANSWER_BYTES)


def _take_up(tx: Tx, limit: int) -> tuple[Subscriber, ...]:
    return tuple(one for one in subscribers.asking(tx, limit) if subscribers.take_up(tx, one))
