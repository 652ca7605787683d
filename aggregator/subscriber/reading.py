"""What hubs sent, read as a poll's answer is: in the sandbox, by the same pipeline, into the same source alone.

A push never speaks of the source's health: an error in it is noted with the subscription, and what the source says of
itself, its validators and its next poll stay what the last poll made them. When it publishes is learned all the same.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog

from aggregator import polling
from aggregator.admit import admit
from aggregator.complete import Completed, complete
from aggregator.errors import FetchError, ParseError, SandboxError, StoreError
from aggregator.model import Changes, Fetched, Habits, Push, Source, SourceState, Topic
from aggregator.pipeline import process
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, holding, subscriptions

AT_ONCE = 4
LEASE = timedelta(minutes=2)
SECONDS = 100
"""For one push, with the pages that it makes us fetch: within the lease."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Held:
    """A push, and the source whose it is, held while it is read."""

    push: Push
    source: Source
    state: SourceState
    topics: tuple[Topic, ...]


class Reader:
    """Reads what waits, of a few sources at once, of each the oldest first."""

    def __init__(self, rt: PollingRuntime, wake: Callable[[], None]) -> None:
        self._rt = rt
        self._wake = wake
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def read(self, slugs: Collection[str]) -> None:
        """Begins to read what waits of these sources, as far as there is room; `wake` is called when one is done."""
        for slug in slugs:
            if slug in self._tasks or len(self._tasks) >= AT_ONCE:
                continue
            if held := await self._rt.transact(partial(self._hold, slug=slug)):
                task = asyncio.create_task(self._read(held))
                self._tasks[slug] = task
                task.add_done_callback(partial(self._done, slug))

    async def close(self) -> None:
        """Drops what is under way: it is still there, and read by whoever comes next."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _done(self, slug: str, task: asyncio.Task[None]) -> None:
        del self._tasks[slug]
        if not task.cancelled():
            self._wake()

    def _hold(self, tx: Tx, slug: str) -> _Held | None:
        push, source = subscriptions.oldest(tx, slug), self._rt.settings.source(slug)
        if push is None or source is None:
            return None
        state = holding.hold(tx, slug, now=self._rt.now(), owner=self._rt.owner, lease=LEASE)
        return _Held(push, source, state, self._rt.settings.topics) if state else None

    async def _read(self, held: _Held) -> None:
        started = monotonic()
        try:
            async with asyncio.timeout(SECONDS):
                completed = await self._process(held)
            await self._rt.transact(partial(self._save, held=held, completed=completed, started=started))
        except StoreError as error:  # it waits, and so does the lease
            log.warning("push.unsaved", source=held.source.slug, error=str(error))
        except (FetchError, ParseError, SandboxError) as error:
            await self._drop(held, f"{error.code}: {error}")
        except Exception as error:  # one bad push never loses the others
            log.exception("push.internal", source=held.source.slug)
            await self._drop(held, f"internal: {type(error).__name__}")

    async def _process(self, held: _Held) -> Completed:
        push = held.push
        document = Fetched(push.topic_url, push.body, push.content_type)
        read = await self._rt.sandbox.run(process, document, held.source, held.topics, self._rt.now())
        return await complete(self._rt, held.source, read)

    def _save(self, tx: Tx, held: _Held, completed: Completed, started: float) -> None:
        """Entries and the word that this has been read, in one transaction."""
        slug, now = held.source.slug, self._rt.now()
        if (
            self._rt.settings.topics is not held.topics
        ):  # other rules are live by now: it is read again by them
            holding.let_go(tx, slug, self._rt.owner)
            return
        changes, lost = admit(self._rt, tx, held.source, held.state, completed, now, reread=False)
        poll_at = now if lost or completed.behind or completed.partial else None
        new_at = now if changes.new else None
        habits = _learned(held, changes, now) if changes.new else None
        holding.let_go(tx, slug, self._rt.owner, new_at=new_at, poll_at=poll_at, habits=habits)
        subscriptions.read(tx, held.push)
        log.info(
            "push",
            source=slug,
            new=len(changes.new),
            edited=len(changes.edited),
            seconds=round(monotonic() - started, 3),
        )

    async def _drop(self, held: _Held, problem: str) -> None:
        """It cannot be read, and will not be tried again: the next poll finds what it held."""
        log.warning("push.unreadable", source=held.source.slug, problem=problem)
        try:
            await self._rt.transact(partial(self._give_up, held=held, problem=problem))
        except StoreError as error:
            log.warning("push.unsaved", source=held.source.slug, error=str(error))

    def _give_up(self, tx: Tx, held: _Held, problem: str) -> None:
        subscriptions.read(tx, held.push)
        subscriptions.note_problem(tx, held.source.slug, problem, self._rt.now())
        holding.let_go(tx, held.source.slug, self._rt.owner, poll_at=self._rt.now())


def _learned(held: _Held, changes: Changes, now: datetime) -> Habits | None:
    published = [entry.published for entry in changes.new]
    learned = polling.learn_from_push(held.state, published, held.push.received_at, now, held.source.timezone)
    return learned.habits
