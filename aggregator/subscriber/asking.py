"""Our requests to hubs (WebSub §5.1): to be told of a source, again before the lease ends, and to be told no more."""

import asyncio
import random
from datetime import timedelta
from functools import partial

import structlog

from aggregator.errors import FetchError, StoreError
from aggregator.http import Response
from aggregator.model import Subscription
from aggregator.offers import callback_url, why_not
from aggregator.runtime import PollingRuntime
from aggregator.store import subscriptions
from aggregator.urls import host_of
from aggregator.websub import Intent, next_try, subscription_form

AT_ONCE = 16
SECONDS = 20
LEASE_SECONDS = 10 * 24 * 3600
"""What we ask for; the hub decides."""

_TAKEN_FOR = timedelta(minutes=2)
_ONE_DAY = timedelta(days=1)
_MOST_FAREWELLS = 3
_REDIRECTS = frozenset((307, 308))
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}

log = structlog.get_logger()


class Asker:
    """Asks hubs for the subscriptions that are due, a few at once."""

    def __init__(self, rt: PollingRuntime) -> None:
        self._rt = rt
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self) -> None:
        """Begins to ask for as many as there is room for."""
        room, now = AT_ONCE - len(self._tasks), self._rt.now()
        if room <= 0:
            return
        take = partial(subscriptions.take_due, now=now, limit=room, until=now + _TAKEN_FOR)
        for one in await self._rt.transact(take):
            task = asyncio.create_task(self._settle(one))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()):
            log.error("hub.unasked", error=f"{type(bug).__name__}: {bug}")

    async def close(self) -> None:
        """Drops what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _settle(self, one: Subscription) -> None:
        try:
            if self._is_wanted(one):
                await self._request(one, "subscribe")
            elif one.lease_until and one.lease_until > self._rt.now() and one.tries < _MOST_FAREWELLS:
                await self._request(one, "unsubscribe")
            else:
                await self._rt.transact(partial(subscriptions.rest, one=one))
        except StoreError as error:
            log.warning("store.unavailable", error=str(error))

    def _is_wanted(self, one: Subscription) -> bool:
        settings = self._rt.settings
        return not why_not(settings) and settings.source(one.source) is not None

    async def _request(self, one: Subscription, mode: str) -> None:
        """What is asked is noted first: the hub may ask back before it answers."""
        now = self._rt.now()
        again_at = next_try(one.tries + 1, random.random(), now) or now + _ONE_DAY  # noqa: S311 - jitter
        await self._rt.transact(
            partial(subscriptions.ask, one=one, mode=mode, now=now, again_at=max(again_at, now + _TAKEN_FOR))
        )
        problem = await self._send(one, mode)
        facts = {"source": one.source, "mode": mode, "hub": host_of(one.hub_url)}
        if problem:
            log.info("hub.refused", **facts, problem=problem)
            await self._rt.transact(partial(subscriptions.fail, one=one, problem=problem, now=self._rt.now()))
        else:
            log.info("hub.asked", **facts)

    async def _send(self, one: Subscription, mode: str) -> str:
        """Why the hub did not take the request, or ""."""
        try:
            answer = await self._post(one, mode, one.hub_url)
            if answer.status in _REDIRECTS and (elsewhere := answer.first("location")).startswith("https://"):
                answer = await self._post(one, mode, elsewhere)
        except FetchError as error:
            return error.code
        return "" if 200 <= answer.status < 300 else f"http_{answer.status}"

    async def _post(self, one: Subscription, mode: str, hub_url: str) -> Response:
        callback = callback_url(self._rt.settings, one.token)
        form = subscription_form(Intent(mode, one.topic_url, callback, one.secret, LEASE_SECONDS))
        return await self._rt.http.send(
            "POST", hub_url, body=form, headers=_HEADERS, seconds=SECONDS, answer_bytes=256
        )
