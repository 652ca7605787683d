"""One `sfeed_update` of all newspapers; prints what it took as JSON."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path


def main(settings: Path) -> None:
    started = time.perf_counter()
    subprocess.run(
        ["sfeed_update", settings], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    entries = sum(len(file.read_bytes().splitlines()) for file in (settings.parent / "sfeed").iterdir())
    print(
        json.dumps({"seconds": seconds, "entries": entries, "new": 0, "cpu": used.ru_utime + used.ru_stime})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
