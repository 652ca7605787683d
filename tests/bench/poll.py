"""One poll of all newspapers; prints what it took as JSON."""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path

from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options
from aggregator.model import Report
from aggregator.poller import Poller
from aggregator.reload import adopt
from aggregator.store import listings


def options(folder: Path, database: str, url: str, feeds: int) -> Options:
    """The configuration of this many newspapers, all on one host."""
    config = folder / "feeds.yaml"
    lines = [f"  - {{slug: koran-{n}, title: Koran {n}, url: '{url}/{n:05}.xml'}}" for n in range(feeds)]
    head = "site: {title: Bench}\npolling: {concurrency: 64, per_host: 16}\ntopics:\n"
    topic = "  - {slug: pilkada, title: Pilkada, match: {any: ['pilkada*', KPU, Bawaslu]}}\nsources:\n"
    config.write_text(head + topic + "\n".join(lines) + "\n", encoding="utf-8")
    return Options(config, database, "127.0.0.0/8", "", "127.0.0.1", 8000)


async def poll(wanted: Options) -> dict[str, float]:
    """Seconds, CPU seconds of this process and its children, new and stored entries."""
    reports: list[Report] = []
    async with open_polling_runtime(wanted) as rt:
        await adopt(rt)
        poller = Poller(rt, reports.append)
        started = time.perf_counter()
        await poller.run_once([source.slug for source in rt.settings.sources])
        seconds = time.perf_counter() - started
        with rt.store.read() as tx:
            stored = listings.count(tx)
        await poller.close()
    failed = [report for report in reports if report.code]
    assert not failed, failed[:3]
    return {
        "seconds": seconds,
        "entries": stored,
        "new": sum(report.new for report in reports),
        "cpu": _cpu(),
    }


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    folder, database, url, feeds = sys.argv[1:]
    print(json.dumps(asyncio.run(poll(options(Path(folder), database, url, int(feeds))))))
