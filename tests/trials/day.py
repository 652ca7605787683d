"""A day of ten thousand sources, half of them hanging or hostile, on a clock that leaps.

The poller, its client, sockets, parse workers and store are the real ones. What it costs to work takes no time here:
`minutes` shows that.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from aggregator.cli.opening import open_polling_runtime
from aggregator.model import Report
from aggregator.poller import Poller
from aggregator.reload import adopt
from tests.trials.crowd import Crowd, half_bad
from tests.trials.punctuality import Punctuality, configure, first_due, judge, outcomes_of
from tests.trials.timelapse import BEGINNING, Simulated, Timelapse, run

POISON_IS_STOPPED_EARLY = "limits: {parse_time: 1s}\n"


def live_through(
    kinds: list[str], duration: timedelta, interval: timedelta, folder: Path, head: str = ""
) -> tuple[Punctuality, Counter[str]]:
    """What so much time with these papers comes to, `kinds` as in `Crowd`; and how polls ended."""

    async def begin(loop: Timelapse) -> tuple[Punctuality, Counter[str]]:
        crowd = Crowd(kinds, loop.time)
        settings = POISON_IS_STOPPED_EARLY + head
        options = configure(folder, len(kinds), await crowd.start(), interval, settings)
        async with open_polling_runtime(options) as rt:
            first, outcomes = await _poll(Simulated.of(rt, loop), loop, duration)
        crowd.stop()
        return judge(crowd, first, interval, loop.time()), outcomes

    return run(begin)


async def _poll(rt: Simulated, loop: Timelapse, duration: timedelta) -> tuple[dict[str, float], Counter[str]]:
    outcomes = Counter[str]()

    def report(one: Report) -> None:
        outcomes[one.code or one.outcome.value] += 1

    await adopt(rt)
    first = {slug: (due - BEGINNING).total_seconds() for slug, due in first_due(rt).items()}
    poller = Poller(rt, report)
    at_work = asyncio.create_task(poller.run())
    while loop.time() < duration.total_seconds():
        poller.wake()
        await asyncio.sleep(1)
    at_work.cancel()
    await poller.close()
    return first, outcomes


def main(arguments: list[str]) -> bool:
    """Runs a day and says what it came to; whether it kept the promise."""
    parser = argparse.ArgumentParser(prog="python -m tests.trials day", description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--hours", type=float, default=24)
    parser.add_argument("--interval", type=float, default=30, help="minutes between two polls of a source")
    parser.add_argument("--poison", type=int, default=25, help="documents that cost real seconds, at most")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        kinds = half_bad(options.sources, options.poison)
        duration, interval = timedelta(hours=options.hours), timedelta(minutes=options.interval)
        punctuality, outcomes = live_through(kinds, duration, interval, Path(folder))
    print(
        f"{options.sources} sources, {options.hours:g} h in {time.monotonic() - started:.0f} s: {punctuality}"
    )
    print(outcomes_of(outcomes))
    return punctuality.is_kept
