"""One update of all newspapers by the `reader` package, in an environment of its own; prints what it took as JSON.

Imports nothing of ours: it is run by another interpreter, where `reader` is installed.
"""

import json
import resource
import sys
import time

from reader import make_reader


def main(database: str, url: str, feeds: int) -> None:
    with make_reader(database) as reader:
        for number in range(feeds):
            reader.add_feed(f"{url}/{number:05}.xml", exist_ok=True)
        started = time.perf_counter()
        reader.update_feeds(scheduled=False, workers=10)
        seconds = time.perf_counter() - started
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(
            json.dumps(
                {
                    "seconds": seconds,
                    "entries": reader.get_entry_counts().total,
                    "new": 0,
                    "cpu": used.ru_utime + used.ru_stime,
                }
            )
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
