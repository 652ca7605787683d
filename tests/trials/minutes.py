"""Ten real minutes of five hundred sources, half of them hanging or hostile, with a worker as an operator starts it."""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil

from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options
from aggregator.reload import adopt
from tests.trials.crowd import Crowd, half_bad
from tests.trials.punctuality import Punctuality, configure, first_due, judge

BOUNDS = "polling: {minimum_interval: 10s}\n"


@contextmanager
def aggregator(options: Options, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of ours as a process; stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", *command],
        env={**os.environ, **options.environment(), "PORT": "0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


async def live_through(
    kinds: list[str], duration: timedelta, interval: timedelta, folder: Path
) -> tuple[Punctuality, str]:
    """What so much time with these papers comes to; and what the worker and its children held at the end."""
    crowd = Crowd(kinds, time.time)
    options = configure(folder, len(kinds), await crowd.start(), interval, BOUNDS)
    async with open_polling_runtime(options) as rt:
        await adopt(rt)
        first = {slug: due.timestamp() for slug, due in first_due(rt).items()}
    with aggregator(options, "worker") as worker:
        await asyncio.sleep(duration.total_seconds())
        held = _held(psutil.Process(worker.pid))
        end = time.time()
    crowd.stop()
    return judge(crowd, first, interval, end), held


def _held(process: psutil.Process) -> str:
    family = (process, *process.children())
    memory = sum(one.memory_full_info().pss for one in family) / 1024**2
    return f"{memory:.0f} MiB, {process.num_fds()} files, {process.num_threads()} threads, {len(family)} processes"


def main(arguments: list[str]) -> bool:
    """Lets a worker run and says what it came to; whether it kept the promise."""
    parser = argparse.ArgumentParser(prog="python -m tests.trials minutes", description=__doc__)
    parser.add_argument("--sources", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--interval", type=float, default=1, help="minutes between two polls of a source")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        kinds = half_bad(options.sources, options.sources)
        duration, interval = timedelta(minutes=options.minutes), timedelta(minutes=options.interval)
        punctuality, held = asyncio.run(live_through(kinds, duration, interval, Path(folder)))
    print(f"{options.sources} sources, {options.minutes:g} min: {punctuality}\nthe worker held {held}")
    return punctuality.is_kept
