"""The whole wire in one process: a configuration, a database, real polls, and the web application in front."""

import asyncio
import atexit
import threading
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Self, TypeVar

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import TestResponse

from aggregator.cli.opening import open_polling_runtime, open_runtime
from aggregator.cli.options import Options
from aggregator.config import file_digest
from aggregator.hub import Hub
from aggregator.model import Report
from aggregator.poller import Poller
from aggregator.reload import adopt
from aggregator.runtime import PollingRuntime
from aggregator.sandbox import Sandbox, SandboxLimits
from aggregator.store import deliveries, meta
from aggregator.store.tables import subscribers as table
from aggregator.subscriber import Subscriptions
from aggregator.web import create_app

T = TypeVar("T")


class Wire:
    """Polls and serves what its configuration lists. The poller stays up from the first poll to the end."""

    def __init__(
        self, folder: Path, database_url: str | None = None, site_url: str = "https://kabar.example.org"
    ) -> None:
        self.config = folder / "feeds.yaml"
        self.options = Options(
            config=self.config,
            database_url=database_url or f"sqlite:///{folder}/wire.db",
            allow_addresses="127.0.0.0/8",
            site_url=site_url,
            host="127.0.0.1",
            port=8000,
        )
        self._loop = _Loop()
        self._opened = AsyncExitStack()
        self._rt: PollingRuntime | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.run(self._opened.aclose())
        self._loop.close()

    def configure(self, sources: Iterable[tuple[str, str]], topics: str = "", head: str = "") -> None:
        """Writes a configuration with these (slug, url); topics and more are given as YAML."""
        lines = [f"  - {{slug: {slug}, title: {slug.title()}, url: '{url}'}}" for slug, url in sources]
        body = (
            "site: {title: Kabar Uji}\n" + head + (topics or _TOPICS) + "sources:\n" + "\n".join(lines) + "\n"
        )
        self.config.write_text(body, encoding="utf-8")

    def poll(self, *slugs: str) -> dict[str, Report]:
        """Polls the named sources, or all, due or not, by the configuration as it stands now."""
        return self._loop.run(self._poll(slugs))

    async def _open(self) -> PollingRuntime:
        if self._rt is None:
            self._rt = await self._opened.enter_async_context(open_polling_runtime(self.options, _sandbox))
        return self._rt

    async def _poll(self, slugs: tuple[str, ...]) -> dict[str, Report]:
        rt = await self._open()
        reports: dict[str, Report] = {}
        rt.look_again()
        await adopt(rt)
        poller = Poller(rt, lambda report: reports.update({report.source: report}))
        await poller.run_once(slugs or [source.slug for source in rt.settings.sources])
        await poller.close()
        return reports

    @contextmanager
    def pushing(self) -> Iterator[None]:
        """Hub and subscriber at work beside the polls, as they are in a worker."""
        workers, task = self._loop.run(self._push())
        try:
            yield
        finally:
            self._loop.run(_end(workers, task))

    def is_settled(self) -> bool:
        """Whether the hub has nothing to look at, to ask or to deliver that is due."""
        with open_runtime(self.options) as rt, rt.store.read() as tx:
            return not any(deliveries.pending(tx, rt.now() + timedelta(minutes=3)))

    def subscribers(self) -> frozenset[str]:
        """The callbacks of those who are subscribed."""
        with open_runtime(self.options) as rt, rt.store.read() as tx:
            held = select(table.c.callback_url).where(table.c.lease_until > rt.now())
            return frozenset(tx.execute(held).scalars())

    async def _push(self) -> tuple[tuple[Hub, Subscriptions], asyncio.Task[None]]:
        rt = await self._open()
        workers = (Hub(rt), Subscriptions(rt))

        async def at_work() -> None:
            async with asyncio.TaskGroup() as tasks:
                for one in workers:
                    tasks.create_task(one.run())
                while True:
                    await asyncio.sleep(0.05)
                    for one in workers:
                        one.wake()

        return workers, asyncio.create_task(at_work())

    def confirm(self) -> None:
        """What `aggregator confirm` does."""
        with open_runtime(self.options) as rt, rt.store.write() as tx:
            meta.confirm(tx, file_digest(self.config))

    @contextmanager
    def web(self) -> Iterator[FlaskClient]:
        """A client of the web application, which has a store of its own as its process would."""
        with open_runtime(self.options) as rt:
            yield create_app(rt).test_client()

    @contextmanager
    def serving(self, port: int) -> Iterator[None]:
        """The web application behind a real server on loopback."""
        with open_runtime(self.options) as rt:
            server = make_server("127.0.0.1", port, create_app(rt), threaded=True, request_handler=_Quiet)
            thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()
                server.server_close()

    def get(self, path: str, **headers: str) -> TestResponse:
        """One answer of the web application."""
        with self.web() as client:
            return client.get(
                path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )


class _Quiet(WSGIRequestHandler):
    def log(self, *_what: object) -> None:
        """Says nothing."""


async def _end(workers: tuple[Hub, Subscriptions], task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
    for one in workers:
        await one.close()
    if not task.cancelled() and (bug := task.exception()):
        raise bug


@contextmanager
def _sandbox(limits: SandboxLimits) -> Iterator[Sandbox]:
    """One for every wire with these limits: its processes need not import everything for each test."""
    yield _shared_sandbox(limits)


@cache
def _shared_sandbox(limits: SandboxLimits) -> Sandbox:
    sandbox = Sandbox(limits=limits)
    atexit.register(sandbox.close)
    return sandbox


class _Loop:
    """An event loop in a thread, for the life of a wire."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


_TOPICS = """\
topics:
  - {slug: pilkada-2024, title: Pilkada 2024, match: {any: ["pilkada*", pilgub, KPU]}}
"""
