"""Carries staged deliveries out (§7): many at once, few to one host, those that fail in a lane of their own."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from functools import partial

import structlog

from aggregator.errors import FetchError
from aggregator.hub.content import Content, Contents
from aggregator.model import Delivery
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, deliveries, subscribers
from aggregator.store.deliveries import Delivered, Undelivered
from aggregator.websub import GIVE_UP_AFTER, link_header, next_try, ping_form, sign

AT_ONCE = 64
SLOW_AT_ONCE = 16
"""Of those that failed before: however many hang, they wait for each other."""

SECONDS = 10
_GONE = 410
_ANSWER_BYTES = 256
_PING_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}

log = structlog.get_logger()


class _Lane:
    """The deliveries under way that failed before (`slow`), or that did not."""

    def __init__(self, slow: bool, size: int) -> None:
        self.slow = slow
        self.size = size
        self.tasks: dict[asyncio.Task[None], str] = {}

    @property
    def room(self) -> int:
        return self.size - len(self.tasks)


class Courier:
    """Delivers what the store says is owed. What became of it is noted together with the next claim."""

    def __init__(self, rt: PollingRuntime, contents: Contents, wake: Callable[[], None]) -> None:
        self._rt = rt
        self._contents = contents
        self._wake = wake
        self._lanes = (_Lane(False, AT_ONCE), _Lane(True, SLOW_AT_ONCE))
        self._ended: list[Delivered | Undelivered] = []
        self._left: list[str] = []
        """Subscribers that want, or get, nothing any more."""

    @property
    def has_news(self) -> bool:
        """Whether something ended that is not noted yet."""
        return bool(self._ended or self._left)

    async def deliver(self) -> None:
        """Notes what has ended, claims what there is room for, and begins to deliver it."""
        ended, left = self._ended, self._left
        self._ended, self._left = [], []
        busy = Counter(host for lane in self._lanes for host in lane.tasks.values())
        work = partial(self._note_and_claim, ended=ended, left=left, busy=busy)
        try:
            claimed = await self._rt.transact(work)
        except BaseException:
            self._ended, self._left = ended + self._ended, left + self._left
            raise
        for lane, some in zip(self._lanes, claimed, strict=True):
            for one in some:
                task = asyncio.create_task(self._carry(one))
                lane.tasks[task] = one.host
                task.add_done_callback(partial(self._done, lane))

    async def close(self) -> None:
        """Drops what is under way and gives it back."""
        tasks = [task for lane in self._lanes for task in lane.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._rt.transact(partial(self._note_and_release, ended=self._ended, left=self._left))

    def _note_and_claim(
        self, tx: Tx, ended: list[Delivered | Undelivered], left: list[str], busy: Counter[str]
    ) -> list[tuple[Delivery, ...]]:
        now = self._rt.now()
        self._note(tx, ended, left)
        claimed: list[tuple[Delivery, ...]] = []
        for lane in self._lanes:
            if lane.room <= 0:
                claimed.append(())
                continue
            some = deliveries.claim(
                tx,
                now=now,
                limit=lane.room,
                per_host=self._rt.settings.polling.per_host,
                busy=busy,
                owner=self._rt.owner,
                slow=lane.slow,
            )
            busy = busy + Counter(one.host for one in some)
            claimed.append(some)
        return claimed

    def _note_and_release(self, tx: Tx, ended: list[Delivered | Undelivered], left: list[str]) -> None:
        self._note(tx, ended, left)
        deliveries.release(tx, self._rt.owner)

    def _note(self, tx: Tx, ended: list[Delivered | Undelivered], left: list[str]) -> None:
        deliveries.note(tx, ended, self._rt.now())
        if left:
            subscribers.forget(tx, left)

    def _done(self, lane: _Lane, task: asyncio.Task[None]) -> None:
        del lane.tasks[task]
        self._wake()

    async def _carry(self, one: Delivery) -> None:
        try:
            content = await self._rt.read(partial(self._contents.read, topic_url=one.topic_url))
            await self._hand_over(one, content)
        except Exception:  # one delivery never stops the others
            log.exception("delivery.internal", topic_url=one.topic_url, host=one.host)
            again_at = next_try(one.tries + 1, random.random(), self._rt.now())  # noqa: S311 - jitter
            self._ended.append(Undelivered(one, again_at))

    async def _hand_over(self, one: Delivery, content: Content | None) -> None:
        if content is None:  # the feed is no more: its subscribers are told so elsewhere
            self._ended.append(Undelivered(one, None))
        elif (
            content.digest == one.sent
        ):  # it has changed and changed back, or was sent with an earlier change
            self._ended.append(Delivered(one, content.digest))
        else:
            await self._send(one, content)

    async def _send(self, one: Delivery, content: Content) -> None:
        headers, body = self._headers(one, content), content.body
        if self._is_hub(one):
            headers, body = _PING_HEADERS, ping_form(one.topic_url)
        try:
            answer = await self._rt.http.send(
                "POST",
                one.callback_url,
                headers=headers,
                body=body,
                seconds=SECONDS,
                answer_bytes=_ANSWER_BYTES,
            )
            code = "" if 200 <= answer.status < 300 else f"http_{answer.status}"
        except FetchError as error:
            code = error.code
        self._judge(one, content, code)

    def _judge(self, one: Delivery, content: Content, code: str) -> None:
        now = self._rt.now()
        failing_for = now - (one.failing_since or now)
        if not code:
            self._ended.append(Delivered(one, content.digest))
        elif (code == f"http_{_GONE}" or failing_for > GIVE_UP_AFTER) and not self._is_hub(one):
            log.info("subscriber.left", topic_url=one.topic_url, host=one.host, code=code)
            self._left.append(one.subscriber)
        else:
            again_at = next_try(one.tries + 1, random.random(), now)  # noqa: S311 - jitter
            log.info(
                "delivery.failed", topic_url=one.topic_url, host=one.host, code=code, tries=one.tries + 1
            )
            self._ended.append(Undelivered(one, again_at))

    def _is_hub(self, one: Delivery) -> bool:
        """Whether it is the other hub that the operator named: it is told that there is something, and comes for it."""
        return one.callback_url == self._rt.settings.websub.hub

    def _headers(self, one: Delivery, content: Content) -> dict[str, str]:
        hub = (("hub", self._rt.settings.hub_url), ("self", one.topic_url))
        signed = {"X-Hub-Signature": sign(one.secret, content.body)} if one.secret else {}
        return {"Content-Type": content.media_type, "Link": link_header(hub), **signed}
