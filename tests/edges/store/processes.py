"""What tests run in processes of their own: `python -m tests.edges.store.processes TASK URL …`."""

import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

from aggregator.errors import StoreError
from aggregator.store import Store, entries, listings, sources
from tests.edges.store.examples import NOW, entry, new


def start(task: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", __name__, task, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def migrate(url: str) -> None:
    store = Store.open(url)
    store.migrate()
    say(store.installation)


def claim(url: str, owner: str) -> None:
    """Claims one source after the other until none is left, and says which."""
    store = Store.open(url)
    say("ready")
    sys.stdin.readline()
    while True:
        with store.write() as tx:
            claimed = sources.claim(tx, now=NOW, limit=1, owner=owner, lease=timedelta(minutes=2))
        if not claimed:
            return
        say(claimed[0].slug)


def poll(url: str, slug: str) -> None:
    """Stores polls of twenty entries until it is killed, and says the number of each that is committed."""
    store = Store.open(url)
    number = 0
    while True:
        with store.write() as tx:
            entries.save(tx, new(*(entry(number * 20 + i, slug) for i in range(20))))
        say(number)
        number += 1


def stop_halfway(url: str, slug: str) -> None:
    """Stores a poll and waits before its commit."""
    with Store.open(url).write() as tx:
        entries.save(tx, new(*(entry(i, slug) for i in range(20))))
        say("written")
        sys.stdin.readline()


def fill_disk(url: str, slug: str) -> None:
    """Writes beyond the largest file this process may make, then may make larger ones and goes on."""
    store = Store.open(url)
    size = 300_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    number = 0
    try:
        while True:
            with store.write() as tx:
                entries.save(tx, new(*(entry(number * 20 + i, slug) for i in range(20))))
            number += 1
    except StoreError as error:
        say(f"refused: {error}")
    with store.read() as tx:
        say(listings.count(tx) == number * 20)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    with store.write() as tx:
        entries.save(tx, new(*(entry(number * 20 + i, slug) for i in range(20))))
    with store.read() as tx:
        say(listings.count(tx) == (number + 1) * 20)


def say(what: object) -> None:
    print(what, flush=True)


TASKS: dict[str, Callable[..., None]] = {
    task.__name__: task for task in (migrate, claim, poll, stop_halfway, fill_disk)
}

if __name__ == "__main__":
    TASKS[sys.argv[1]](*sys.argv[2:])
