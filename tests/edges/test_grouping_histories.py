"""Whatever happens, every key leads to a story, one entry stands for each, and what is stored says it all."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.grouping import Grouping
from aggregator.identity import entry_id, entry_key, identity_of
from aggregator.model import Changes, Entry
from aggregator.store import Store, Tx, listings, sources, stories
from aggregator.stories import Stories
from tests.databases import BACKENDS, new_database
from tests.values import NOW, entry, source

PAPERS = ("rawas-kini", "suara-ogan", "dempo-pagi", "lematang-raya")
TITLES = (
    "Petani Kopi Diterkam Harimau di Semende",
    "Harimau Terkam Petani Kopi di Semende, Warga Takut",
    "Petani Kopi Semende Tewas Diterkam Harimau",
    "Tongkang Batu Bara Tabrak Tiang Jembatan Ampera",
    "Jembatan Ampera Ditabrak Tongkang Batu Bara",
)
TEXTS = (
    "",
    "Korban sedang memetik kopi di kebunnya ketika harimau datang dari hutan lindung di atas dusun.",
    "Korban sedang memetik kopi di kebunnya ketika harimau datang. Dikutip dari Rawas Kini.",
    "Nakhoda tongkang diperiksa polisi perairan setelah kapalnya menyenggol tiang. Dikutip dari Suara Ogan.",
)
OTHER_NEWS = 90
"""So many that it is known which words are rare."""

Happening = Literal["kept", "undone", "restart"]
Step = tuple[int, int, int, int, int, Happening]
"""The poller, paper, title, text, hours since the step before, and what becomes of it."""
STEPS = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, 3), st.integers(0, 4), st.integers(0, 3),
        st.sampled_from((0, 0, 1, 5, 30, 80)), st.sampled_from(("kept", "kept", "kept", "undone", "restart")),
    ),
    min_size=3, max_size=12,
)  # fmt: skip


def told(name: str, paper: str, title: str, text: str, hours: float) -> Entry:
    proposed = entry_id(paper, name, identity_of(name, name, title, ""))
    at = NOW + timedelta(hours=hours)
    return entry(
        id=proposed, key=entry_key(proposed), source=paper, guid=name, title=title, summary=text, topics=("t",),
        url=f"https://{paper}.example/{name}", order_at=at, first_seen=at, published=at,
    )  # fmt: skip


def other_news() -> tuple[Entry, ...]:
    return tuple(
        told(f"lain-{number}", PAPERS[number % 4], f"Warga {number * 'x'}a Panen {number + 100}", "", -1)
        for number in range(OTHER_NEWS)
    )


class Wire:
    """Two pollers on one database."""

    def __init__(self, store: Store) -> None:
        self.store, self.pollers, self.hours, self.given = store, [Grouping(), Grouping()], 0.0, set[str]()
        with store.write() as tx:
            sources.sync(tx, [source(paper) for paper in PAPERS], NOW)
        self.save(0, other_news())

    def save(self, poller: int, new: tuple[Entry, ...], *, undone: bool = False) -> None:
        with suppress(ZeroDivisionError), self.store.write() as tx:
            self.pollers[poller].save(tx, Changes(new=new), NOW + timedelta(hours=self.hours))
            1 / (not undone)

    def play(self, steps: Sequence[Step]) -> None:
        for number, (poller, paper, title, text, hours, happening) in enumerate(steps):
            self.hours += hours + 0.01
            if happening == "restart":
                self.pollers[poller] = Grouping()
            new = told(f"n{number}", PAPERS[paper], TITLES[title], TEXTS[text], self.hours)
            self.save(poller, (new,), undone=happening == "undone")
            with self.store.read() as tx:
                self.given |= check(tx, self.given)


def check(tx: Tx, given_before: set[str]) -> set[str]:
    """The keys of all stories; fails where one that was given leads nowhere, or nobody stands for one."""
    everything = {one.key: one for one in listings.latest(tx, limit=999)}
    for key in given_before | set(everything):
        living = everything[everything[key].story]
        assert living.story == living.key
    told_by = {one.story for one in everything.values()}
    for topic in (None, "t"):
        assert sorted(one.story for one in listings.latest(tx, topic=topic, leads=True, limit=999)) == sorted(
            told_by
        )
    return told_by


def replayed(tx: Tx) -> Iterator[tuple[str, str]]:
    """Keys of entries with those of their stories, as who reads the whole stream again finds them."""
    again = Stories()
    for _, batch in stories.batches(tx, after=0, since=NOW - timedelta(days=99)):
        for one in again.add(batch):
            yield one.key, one.surely


def run(steps: Sequence[Step], backend: str, folder: Path) -> int:
    """How many stories there are in the end."""
    with new_database(backend, folder, migrated=True) as url:
        store = Store.open(url)
        try:
            wire = Wire(store)
            wire.play(steps)
            with store.read() as tx:
                stored = {one.key: one.story for one in listings.latest(tx, limit=999)}
                assert stored == dict(replayed(tx))
            return len(set(stored.values()))
        finally:
            store.close()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_whatever_happens_every_key_leads_to_a_story(tmp_path: Path, steps: list[Step]) -> None:
    run(steps, "sqlite", tmp_path)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_history_with_all_of_it(tmp_path: Path, backend: str) -> None:
    """A text with a credit, told anew elsewhere, its origin, an undone poll and a restart."""
    steps: list[Step] = [
        (0, 1, 0, 2, 0, "kept"),
        (1, 2, 1, 0, 1, "kept"),
        (0, 3, 3, 3, 0, "undone"),
        (1, 0, 0, 1, 2, "kept"),
        (0, 3, 2, 0, 1, "restart"),
        (1, 3, 4, 0, 1, "kept"),
    ]
    assert run(steps, backend, tmp_path) == OTHER_NEWS + 2
