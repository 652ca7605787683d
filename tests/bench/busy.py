"""Polls without a pause, a hundred sources a second, into the database that others read; prints what came of it."""

import asyncio
import json
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options
from aggregator.mirror import Mirror
from aggregator.model import Report
from aggregator.poller import Poller
from aggregator.reload import adopt
from aggregator.store.tables import chunks

BATCH = 20
BATCHES_A_SECOND = 5


async def poll(options: Options, *, once: bool) -> Counter[str]:
    """Counts of polls and of new entries, when it is told to stop; after the first round with `once`."""
    counts, stop = Counter[str](), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    def report(one: Report) -> None:
        counts.update(polls=1, new=one.new, failed=bool(one.code))

    async with open_polling_runtime(options) as rt:
        await adopt(rt)
        poller, mirror = Poller(rt, report), Mirror(rt)
        slugs = [source.slug for source in rt.settings.sources]
        while not stop.is_set():
            for batch in chunks(slugs, len(slugs) if once else BATCH):
                began = time.monotonic()
                await poller.run_once(batch)
                if stop.is_set():
                    break
                if not once:
                    await asyncio.sleep(max(0, 1 / BATCHES_A_SECOND - (time.monotonic() - began)))
            if once:
                await asyncio.to_thread(mirror.write, rt.now())
                stop.set()
        await poller.close()
    return counts


if __name__ == "__main__":
    config, database, site_url, once = sys.argv[1:]
    options = Options(Path(config), database, "127.0.0.0/8", site_url, "127.0.0.1", 8000)
    print(json.dumps(asyncio.run(poll(options, once=once == "once"))))
