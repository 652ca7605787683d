"""`make readers`: feed readers from Debian subscribe to the demo and must show every entry once.

    make readers                                          # a minute
    .venv/bin/python -m tests.readers --minutes 60        # an hour of news

newsboat, sfeed, rss2email and liferea take the topic feeds of a running demo, as Atom and as RSS, and ask again and
again while it publishes. In the end each must hold what the feeds held when it asked, once, under the right link,
title and date.
"""

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from tests.journeys.processes import free_port
from tests.readers.programs import READERS, Reader, Shown, missing

TOPICS = ("pilkada-2024", "sumsel")
LAG_SECONDS = 12
"""A document that was asked for within ten seconds may be sent once more while it is renewed."""


@dataclass
class Account:
    """What a reader must show in the end: of each entry, by feed and id, one of the forms in which it was given."""

    reader: Reader
    due: dict[tuple[str, str], set[Shown]] = field(default_factory=dict)
    polls: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="make readers", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--interval", type=float, default=1, help="seconds from one new article to the next")
    parser.add_argument("--only", action="append", choices=[one.name for one in READERS])
    arguments = parser.parse_args()
    wanted = [one for one in READERS if not arguments.only or one.name in arguments.only]
    if lacking := [package for one in wanted for package in missing(one)]:
        print(f"missing: apt-get install {' '.join(lacking)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name, _demo(Path(name), arguments.interval) as site:
        accounts = _churn(Path(name), site, wanted, 60 * arguments.minutes)
        complaints = [complaint for one in accounts for complaint in _complaints(one)]
    print("\n".join(complaints) or "every entry once, with its link, title and date")
    return 1 if complaints else 0


@contextmanager
def _demo(folder: Path, interval: float) -> Iterator[str]:
    """The address of a demo that has news in every topic."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "demo", f"--interval={interval:g}"],
        cwd=folder,
        env=os.environ | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    site = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 120
        while not all(_held(f"{site}/topics/{topic}") for topic in TOPICS):
            assert process.poll() is None, "the demo has ended"
            assert time.monotonic() < until, "the demo has no news"
            time.sleep(1)
        yield site
    finally:
        process.terminate()
        process.wait(20)


def _churn(folder: Path, site: str, readers: list[Reader], seconds: float) -> list[Account]:
    urls = [f"{site}/topics/{topic}.{form}" for topic in TOPICS for form in ("atom", "rss")]
    accounts = [Account(reader) for reader in readers]
    for one in accounts:
        home = folder / one.reader.name
        home.mkdir()
        one.reader.subscribe(home, urls)
    end = time.monotonic() + seconds
    while time.monotonic() < end or any(one.polls < 2 for one in accounts):
        before = {url: _held(url.rpartition(".")[0]) for url in urls}
        time.sleep(LAG_SECONDS)
        for one in accounts:
            _poll(one, before)
    return accounts


def _poll(account: Account, before: dict[str, dict[str, tuple[str, str, int]]]) -> None:
    """What the feeds held some time before the reader asked, and hold afterwards, it has surely been given."""
    account.reader.poll()
    account.polls += 1
    for url, held in before.items():
        after = _held(url.rpartition(".")[0])
        for entry_id, told in held.items():
            if after.get(entry_id) == told:
                account.due.setdefault((url, entry_id), set()).add(Shown(url, *told))


def _held(page: str) -> dict[str, tuple[str, str, int]]:
    """Link, title and date of each entry of a feed, by id."""
    address = urlsplit(page)
    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    with closing(connection), suppress(OSError):
        connection.request("GET", f"{address.path}.json")
        answer = connection.getresponse()
        items = json.load(answer)["items"] if answer.status == 200 else []
        return {item["id"]: (item["url"], item["title"], _date(item)) for item in items}
    return {}


def _date(item: dict[str, str]) -> int:
    """What readers show: when it was published, or else last changed."""
    return int(datetime.fromisoformat(item.get("date_published") or item["date_modified"]).timestamp())


def _complaints(account: Account) -> list[str]:
    """An entry may have been edited: a reader shows it as it is now, or, by mail, as it was; once in any case."""
    shown = account.reader.shown()
    name = account.reader.name
    print(f"{name:10} {account.polls} polls, {len(shown)} entries shown, {len(account.due)} due")
    times = Counter(shown)
    found = {key: sum(times[form] for form in forms) for key, forms in account.due.items()}
    twice = [one for one, count in Counter((one.feed, one.link) for one in shown).items() if count > 1]
    return [
        *(
            f"{name} shows {entry_id} of {feed} {count} times"
            for (feed, entry_id), count in found.items()
            if count != 1
        ),
        *(f"{name} shows {link} of {feed} more than once" for feed, link in twice),
    ]


if __name__ == "__main__":
    sys.exit(main())
