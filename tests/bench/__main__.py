"""`make bench`: what polling costs, measured in one run on this machine. Read the ratios, not the absolute numbers.

1,000 generated newspapers are served from loopback by another process. Each line is one poll of all of them by a
fresh process: fetch, parse, clean, tag, store.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench import serving
from tests.bench.reading import entries_per_second

SCENES = (
    ("cold", "validators", "first poll: everything is new"),
    ("304", "validators", "second poll: the server says that nothing changed"),
    ("cold, no validators", "plain", "first poll of servers without ETag and Last-Modified"),
    ("same body", "plain", "second poll of those: the same bytes again"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--database", default="", help="postgresql://… instead of SQLite; must be empty")
    arguments = parser.parse_args()
    table = Table("poll", "feeds/s", "entries/s", "seconds", "CPU s", "peak MiB", "new", "what", box=None)
    with tempfile.TemporaryDirectory() as name, _server(arguments.feeds) as url:
        for scene, kind, what in SCENES:
            database = arguments.database or f"sqlite:///{name}/{kind}.db"
            row = _poll(Path(name) / kind, database, url, kind, arguments.feeds)
            table.add_row(
                scene,
                f"{arguments.feeds / row['seconds']:,.0f}",
                f"{row['entries'] / row['seconds']:,.0f}",
                f"{row['seconds']:.2f}",
                f"{row['cpu']:.2f}",
                f"{row['peak']:.0f}",
                f"{row['new']:,}",
                what,
            )
    Console().print(table)
    plain, full_text = entries_per_second()
    Console().print(
        f"\nReading, one core: {plain:,.0f} entries/s of feeds, {full_text:,.0f} with full text from their pages"
    )
    serving.main(Console())


class _server:  # noqa: N801 - reads as a word
    """The newspapers, served by a process of their own."""

    def __init__(self, feeds: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.newspapers", str(feeds)], stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def __exit__(self, *_error: object) -> None:
        assert self._process.stdout
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


def _poll(folder: Path, database: str, url: str, kind: str, feeds: int) -> dict[str, float]:
    """One poll in a fresh process; its peak memory is that of the process and its children together."""
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.bench.poll", str(folder), database, f"{url}/{kind}", str(feeds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watched, peak = psutil.Process(process.pid), 0.0
    while process.poll() is None:
        peak = max(peak, _memory(watched))
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    assert process.stdout
    with process.stdout as output:
        return {**json.loads(output.read()), "peak": peak / 1024**2}


def _memory(process: psutil.Process) -> float:
    """Proportional set size, so that what the processes share counts once."""
    total = 0.0
    for one in (process, *_children(process)):
        try:
            total += one.memory_full_info().pss
        except psutil.Error:
            continue
    return total


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


main()
