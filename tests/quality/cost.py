"""`python -m tests.quality.cost [ENTRIES …]`: what a new entry costs, by the size of the archive it comes to.

Into an SQLite archive of so many entries (10,000 and 100,000 unless told otherwise; 1,000,000 takes minutes to fill)
come 2,000 entries of the demo's papers in polls of ten; the second thousand is measured, with 1,000 stories alive.
`grouping` finds the stories, `store` writes the entries with them, `topics` are the shipped ones. MinHash on the same
thousand shows how fast the machine is just now. Milliseconds of CPU per 1,000 entries, the least of five rounds that
take turns, each with other news; the collector of garbage is set as in a worker.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from aggregator.config import load
from aggregator.demo.newsroom import Newsroom
from aggregator.demo.papers import Article
from aggregator.grouping import Grouping
from aggregator.identity import entry_id, entry_key
from aggregator.model import Changes, Entry
from aggregator.processes import collect_less_often
from aggregator.quality import Row
from aggregator.store import Store, entries, sources
from aggregator.store.rows import row_of
from aggregator.store.tables import entries as table
from aggregator.stories import Stories, Told
from aggregator.text import excerpt
from aggregator.topics import Rules, compile_rules
from tests.quality.__main__ import SHIPPED
from tests.quality.baselines import minhash
from tests.values import entry, source

NOW = datetime(2024, 9, 2, tzinfo=UTC)
SIZES = (10_000, 100_000)
HALF, POLL, ROUNDS = 1000, 10, 5
EVERY = timedelta(minutes=4)
"""Between two entries: a thousand within 72 hours."""


def news(seed: int) -> Iterator[Entry]:
    """Two thousand entries of the demo's papers."""
    clock = [NOW]
    room = Newsroom(seed, lambda: clock[0])
    for number in range(2 * HALF):
        clock[0] += EVERY
        yield entry_of(room.publish_next(), number)


def entry_of(article: Article, number: int) -> Entry:
    proposed = entry_id(article.paper, str(number), article.url)
    return replace(
        entry(source=article.paper, guid=article.url, title=article.title, url=article.url, topics=("t",)),
        id=proposed, key=entry_key(proposed), summary=excerpt(article.paragraphs[0], 300),
        order_at=article.published, first_seen=article.published, published=article.published,
    )  # fmt: skip


def fill(store: Store, size: int) -> None:
    """An archive of the months before; only how many they are matters."""
    like = row_of(entry(content=""))
    with store.write() as tx:
        for start in range(0, size, 10_000):
            rows = [
                like | {"key": f"old{n}", "id": f"old{n}", "id_digest": f"old{n}", "story": f"old{n}",
                        "batch": (size - n) // POLL,
                        "order_at": NOW - timedelta(days=30, minutes=n)}
                for n in range(start, min(size, start + 10_000))
            ]  # fmt: skip
            tx.execute(insert(table), rows)


def measure(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1e6 / HALF


def saving(store: Store, grouping: Grouping | None, some: list[Entry]) -> None:
    for start in range(0, len(some), POLL):
        changes = Changes(new=tuple(some[start : start + POLL]))
        with store.write() as tx:
            if grouping:
                grouping.save(tx, changes, changes.new[-1].first_seen)
            else:
                entries.save(tx, changes, {})


def alone(some: list[Entry]) -> float:
    """Copies and stories without a store."""
    told = [Told(one.key, one.source, one.title, one.summary, one.order_at, one.url) for one in some]
    stories = Stories()
    stories.add(told[:HALF])
    return measure(lambda: [stories.add((one,)) for one in told[HALF:]])


def stored(size: int, some: list[Entry]) -> tuple[float, float]:
    """With and without the search for stories."""
    costs = []
    for grouping in (Grouping(), None):
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(f"sqlite:///{Path(folder) / 'wire.db'}")
            store.migrate()
            with store.write() as tx:
                sources.sync(tx, [source(slug) for slug in {"palpres", *(one.source for one in some)}], NOW)
            fill(store, size)
            saving(store, grouping, some[:HALF])
            costs.append(measure(lambda g=grouping, s=store: saving(s, g, some[HALF:])))
            store.close()
    return costs[0], costs[1]


def tagging(some: list[Entry], rules: Rules) -> float:
    """Topics, once words have been met."""
    for one in some[:HALF]:
        rules.topics_of(one)
    return measure(lambda: [rules.topics_of(one) for one in some[HALF:]])


def compared(some: list[Entry]) -> float:
    rows = tuple(Row(one.key, one.title, one.summary, at=one.order_at) for one in some[HALF:])
    return measure(lambda: minhash(rows, NOW))


def main(sizes: tuple[int, ...]) -> None:
    collect_less_often()
    rules = compile_rules(load(SHIPPED).topics)
    rounds = [list(news(seed)) for seed in range(1, ROUNDS + 1)]
    costs = [(compared(some), alone(some), tagging(some, rules)) for some in rounds]
    others, stories, topics = map(min, zip(*costs, strict=True))
    print(f"MinHash, to compare {others:27.0f}")
    print(f"copies and stories {stories:28.0f}")
    print(f"topics {topics:40.0f}")
    print(f"copies, stories and topics, by MinHash {(stories + topics) / others:11.2f}", flush=True)
    for size in sizes:
        whole, without = (min(one) for one in zip(*(stored(size, some) for some in rounds[:3]), strict=True))
        print(
            f"stored with stories, {size:9,} archived {whole:7.0f}, without stories {without:6.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
