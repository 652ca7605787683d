"""The same polls on many machines: an elected scheduler gives out what is due, any worker takes it.

What is due still stands in the due table, and who polls a source still holds its lease. Procrastinate's queue, in the
same PostgreSQL database, says only which groups of sources want a worker, and runs one job of a group at a time:
whatever the number of machines, a host sees the connections of one. Losing the whole queue loses nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from importlib.metadata import version

import psycopg
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.types import JSONDict

from aggregator.config import Settings
from aggregator.errors import StoreError
from aggregator.metrics import LATENESS
from aggregator.model import Report, SourceState
from aggregator.poller import LEASE, SLOW_SHARE, pass_on_counts
from aggregator.refresh import refresh
from aggregator.runtime import PollingRuntime
from aggregator.store import sources
from aggregator.urls import platform_of

_SCHEMA = "aggregator_queue"
_TASK = "poll"
_QUICK, _SLOW = "quick", "slow"
_GIVEN_OUT = 2000
"""Groups that one look at the due table finds; the next look is a second later."""
_HEARTBEAT_SECONDS, _DEAD_SECONDS = 3, 10
_RETRY_SECONDS = 1
_GONE = (ConnectorException, psycopg.Error, StoreError)
"""What says that the database does not answer; everything here is tried again until it does."""

log = structlog.get_logger()


class Scheduler:
    """Gives out what is due while this process is the elected one; stands on the clock where a poller would."""

    def __init__(self, rt: PollingRuntime) -> None:
        self._rt = rt
        self._election = rt.store.election()
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """Time has passed: look for sources that are due."""
        self._awake.set()

    async def run(self) -> None:
        """Gives out work for ever; cancel it to stop."""
        while True:
            try:
                await self._hold_office()
            except _GONE as error:
                log.warning("queue.unavailable", error=str(error))
            await asyncio.sleep(_RETRY_SECONDS)

    async def close(self) -> None:
        """Lets another process be elected."""
        await asyncio.to_thread(self._election.resign)

    async def pass_on_counts(self) -> None:
        """A scheduler polls nothing and has counted nothing."""

    async def _hold_office(self) -> None:
        """Returns when another process has been elected."""
        if not await self._elected():
            return
        async with _open_queue(self._rt) as app:
            await _prepare(app)
            log.info("scheduler.elected", owner=self._rt.owner)
            while await self._elected():
                self._awake.clear()
                await _end_stalled(app)
                await self._give_out(app)
                await self._awake.wait()

    async def _elected(self) -> bool:
        return await asyncio.to_thread(self._election.won)

    async def _give_out(self, app: App) -> None:
        due = await self._rt.transact(partial(sources.due, now=self._rt.now(), limit=_GIVEN_OUT))
        waiting = {
            job.queueing_lock for job in await app.job_manager.list_jobs_async(status=Status.TODO.value)
        }
        jobs = [job for group, slow in due if (job := _job(group, slow)).queueing_lock not in waiting]
        if jobs:
            await app.job_manager.batch_defer_jobs_async(jobs)


class QueueWorker:
    """Polls the groups that a scheduler gives out; stands on the clock where a poller would."""

    def __init__(self, rt: PollingRuntime, report: Callable[[Report], None]) -> None:
        self._rt = rt
        self._report = report
        self._groups = _Groups()

    def wake(self) -> None:
        """The queue wakes us, not the clock."""

    async def run(self) -> None:
        """Takes jobs for ever; cancel it to stop."""
        while True:
            try:
                async with _open_queue(self._rt, self._poll) as app:
                    await self._work(app)
            except* _GONE as errors:
                log.warning("queue.unavailable", error=str(errors.exceptions[0]))
            await asyncio.sleep(_RETRY_SECONDS)

    async def close(self) -> None:
        """Gives claims back, so that another worker need not wait for the lease."""
        with suppress(StoreError):
            await self._rt.transact(partial(sources.release, owner=self._rt.owner))
        await self.pass_on_counts()

    async def pass_on_counts(self) -> None:
        """Adds what was counted to the store."""
        await pass_on_counts(self._rt)

    async def _work(self, app: App) -> None:
        """Two lanes: groups whose sources hang wait for each other, and the others for none of them."""
        whole = self._rt.settings.polling.concurrency
        async with asyncio.TaskGroup() as lanes:
            for queue, places in ((_QUICK, whole), (_SLOW, max(whole // SLOW_SHARE, 1))):
                lane = app.run_worker_async(
                    queues=[queue],
                    name=f"{self._rt.owner}-{queue}",
                    concurrency=places,
                    delete_jobs="always",
                    shutdown_graceful_timeout=0,
                    install_signal_handlers=False,
                    update_heartbeat_interval=_HEARTBEAT_SECONDS,
                    stalled_worker_timeout=_DEAD_SECONDS,
                )
                lanes.create_task(lane)

    async def _poll(self, group: str, slow: bool) -> None:
        """Polls what is due of a group, until nothing is; a job that is given out again finds nothing to do."""
        slugs = self._groups.of(self._rt.settings).get(group, ())
        while claimed := await self._claim(slugs, slow):
            async with asyncio.TaskGroup() as polls:
                for state in claimed:
                    polls.create_task(self._poll_one(state))

    async def _claim(self, slugs: Iterable[str], slow: bool) -> tuple[SourceState, ...]:
        now = self._rt.now()
        room = self._rt.settings.polling.per_host
        claim = partial(sources.claim, now=now, limit=room, owner=self._rt.owner, lease=LEASE)
        claimed = await self._rt.transact(partial(claim, slugs=tuple(slugs), slow=slow, due_only=True))
        for state in claimed:
            self._rt.meter.observe(LATENESS, (now - state.next_poll_at).total_seconds())
        return claimed

    async def _poll_one(self, state: SourceState) -> None:
        report = await refresh(self._rt, state)
        self._rt.meter.report(report)
        self._report(report)


class _Groups:
    """The slugs of all sources by the host that serves them, worked out once for each configuration."""

    def __init__(self) -> None:
        self._known: tuple[Settings | None, dict[str, list[str]]] = (None, {})

    def of(self, settings: Settings) -> dict[str, list[str]]:
        """By platform; every source is in one group."""
        if self._known[0] is not settings:
            groups: dict[str, list[str]] = {}
            for source in settings.sources:
                groups.setdefault(source.platform or platform_of(source.url), []).append(source.slug)
            self._known = settings, groups
        return self._known[1]


def _job(group: str, slow: bool) -> Job:
    """At most one of a group waits for each lane, and one of a group runs, in either."""
    queue = _SLOW if slow else _QUICK
    arguments: JSONDict = {"group": group, "slow": slow}
    return Job(
        queue=queue, lock=group, queueing_lock=f"{queue} {group}", task_name=_TASK, task_kwargs=arguments
    )


@asynccontextmanager
async def _open_queue(rt: PollingRuntime, poll: Callable[..., object] | None = None) -> AsyncIterator[App]:
    """The queue, in a schema of its own, so that neither Alembic nor a reader of our tables meets its tables."""
    options = f"-c search_path={_SCHEMA}"
    connector = PsycopgConnector(
        conninfo=rt.store.conninfo, kwargs={"options": options}, min_size=1, max_size=8
    )
    app = App(connector=connector)
    if poll:
        app.task(name=_TASK)(poll)
    async with app.open_async():
        yield app


async def _prepare(app: App) -> None:
    """Makes the queue's tables, anew where another version of the library had made them: they hold nothing to keep."""
    ours = f"procrastinate {version('procrastinate')}"
    run = app.connector.execute_query_async
    query = f"SELECT obj_description(to_regnamespace('{_SCHEMA}'), 'pg_namespace') AS made_by"
    if (await app.connector.execute_query_one_async(query))["made_by"] == ours:
        return
    await run(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
    await run(f"CREATE SCHEMA {_SCHEMA}")
    await app.schema_manager.apply_schema_async()
    await run(f"COMMENT ON SCHEMA {_SCHEMA} IS '{ours}'")


async def _end_stalled(app: App) -> None:
    """Ends the jobs of workers that died, whose groups would wait for ever; what was due is given out anew."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_SECONDS):
        if job.id is not None:
            await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
