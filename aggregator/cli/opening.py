"""What commands work with, opened by their options."""

import os
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial

from aggregator.cli.options import Options
from aggregator.config import Live
from aggregator.http import AllowList, Client, Limits, user_agent
from aggregator.robots import Robots
from aggregator.runtime import PollingRuntime, Runtime
from aggregator.sandbox import Sandbox, SandboxLimits
from aggregator.store import Store
from aggregator.writer import Writer


def new_runtime(options: Options, live: Live | None = None) -> Runtime:
    """For a process that reads, on a database that is up to date."""
    return Runtime(live or options.live(), Store.open(options.database_url))


@contextmanager
def open_runtime(options: Options) -> Iterator[Runtime]:
    """A runtime for one command, on a database brought up to date."""
    rt = new_runtime(options)
    rt.store.migrate()
    try:
        yield rt
    finally:
        rt.store.close()


@asynccontextmanager
async def open_polling_runtime(
    options: Options, sandbox_for: Callable[[SandboxLimits], AbstractContextManager[Sandbox]] | None = None
) -> AsyncIterator[PollingRuntime]:
    """A runtime that can also fetch, parse and write; `sandbox_for` opens another sandbox than one of its own."""
    with open_runtime(options) as rt:
        limits = rt.settings.limits
        http = Client(
            user_agent(rt.settings.site.url or ""),
            AllowList.parse(rt.settings.allow),
            Limits(
                seconds=limits.poll_time.total_seconds(),
                body_bytes=limits.body,
                connections_per_host=rt.settings.polling.per_host,
            ),
        )
        parsing = SandboxLimits(
            cpu_seconds=round(limits.parse_time.total_seconds()),
            wall_seconds=limits.poll_time.total_seconds(),
            memory_bytes=limits.parse_memory,
        )
        open_sandbox = sandbox_for or partial(Sandbox, os.cpu_count() or 1)
        with Writer(rt.store) as writer:
            async with http:
                with open_sandbox(parsing) as sandbox:
                    robots = Robots(http, sandbox, rt.now)
                    yield PollingRuntime(
                        rt.live, rt.store, http, robots, sandbox, writer, secrets.token_hex(8)
                    )
