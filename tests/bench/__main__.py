"""`make bench`: what polling costs, measured in one run on this machine. Read the ratios, not the absolute numbers.

1,000 generated newspapers are served from loopback by another process. Each line is one poll of all of them by a
fresh process: fetch, parse, clean, tag, store. With `--beside` others poll the same newspapers, in turns with us.
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
from tests.bench.peers import Command, peers
from tests.bench.reading import entries_per_second

SCENES = (
    ("cold", "validators", "first poll: everything is new"),
    ("304", "validators", "second poll: nothing changed, says the server"),
    ("cold, plain", "plain", "first poll of servers without validators"),
    ("same body", "plain", "second poll of those: the same bytes again"),
    ("10 % changed", "validators", "one feed in ten has one to three new entries"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--database", default="", help="postgresql://… instead of SQLite; must be empty")
    parser.add_argument(
        "--beside", action="store_true", help="also run reader (PyPI) and sfeed, if it is there"
    )
    arguments = parser.parse_args()
    columns = ("poll", "by", "feeds/s", "entries/s", "seconds", "CPU s", "peak MiB", "stored", "beside us")
    table = Table(*columns, box=None)
    others = peers() if arguments.beside else {}
    with tempfile.TemporaryDirectory() as name, _Server(arguments.feeds) as server:
        for scene, kind, _ in SCENES:
            if scene == "10 % changed":
                server.advance()
            url = f"{server.url}/{kind}"
            database = arguments.database or f"sqlite:///{name}/{kind}.db"
            ours = _poll(Path(name) / kind, _ours(database), url, arguments.feeds)
            table.add_row(*_row(scene, "aggregator", arguments.feeds, ours), "")
            for peer, command in others.items():
                theirs = _poll(Path(name) / f"{kind}-{peer}", command, url, arguments.feeds)
                ratio = f"{theirs['seconds'] / ours['seconds']:.1f} ×"
                table.add_row("", *_row("", peer, arguments.feeds, theirs)[1:], ratio)
    Console().print(table)
    for scene, _, what in SCENES:
        Console().print(f"{scene}: {what}")
    plain, full_text = entries_per_second()
    Console().print(
        f"\nReading, one core: {plain:,.0f} entries/s of feeds, {full_text:,.0f} with full text from their pages"
    )
    serving.main(Console())


def _row(scene: str, who: str, feeds: int, took: dict[str, float]) -> tuple[str, ...]:
    return (
        scene,
        who,
        f"{feeds / took['seconds']:,.0f}",
        f"{took['entries'] / took['seconds']:,.0f}",
        f"{took['seconds']:.2f}",
        f"{took['cpu']:.2f}",
        f"{took['peak']:.0f}",
        f"{took['entries']:,}",
    )


class _Server:
    """The newspapers, served by a process of their own."""

    def __init__(self, feeds: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.newspapers", str(feeds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "_Server":
        self.url = self._answer()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.communicate()

    def advance(self) -> None:
        """One feed in ten gets new entries."""
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        self._answer()

    def _answer(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()


def _ours(database: str) -> Command:
    def command(folder: Path, url: str, feeds: int) -> list[str]:
        return [sys.executable, "-m", "tests.bench.poll", str(folder), database, url, str(feeds)]

    return command


def _poll(folder: Path, command: Command, url: str, feeds: int) -> dict[str, float]:
    """One poll in a fresh process; its peak memory is that of the process and its children together."""
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(command(folder, url, feeds), stdout=subprocess.PIPE, text=True)
    watched, peak = psutil.Process(process.pid), 0.0
    while process.poll() is None:
        peak = max(peak, _memory(watched))
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    assert process.stdout
    with process.stdout as output:
        return {**json.loads(output.read().splitlines()[-1]), "peak": peak / 1024**2}


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
