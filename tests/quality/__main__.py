"""`python -m tests.quality`: copies, stories and topics on the labelled sets, ours beside the simple ways.

One table: precision, recall and F1 (of pairs, for copies and stories; of labels, for topics), BCubed for stories,
traps taken for copies, and milliseconds of CPU per 1,000 entries. One-pass TF-IDF is given the threshold that
suits this very set best, once for each measure; everything else runs as it is.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path

from aggregator.config import load
from aggregator.quality import Row, copies_of, stories_of, surely_of, topics_of
from aggregator.quality.rows import with_times
from tests.quality import baselines, chance
from tests.quality.metrics import Score, bcubed, labelled, merged, pairwise
from tests.quality.sets import (
    COPIES,
    COPIES_HELD,
    STORIES,
    STORIES_ELSEWHERE,
    STORIES_WEEKS,
    TOPICS,
    LabelledSet,
    part_of,
    read_set,
)

SHIPPED = Path(__file__).parents[2] / "config" / "feeds.yaml"
NOW = datetime(2024, 9, 1, tzinfo=UTC)
"""For what has no date of its own."""
THRESHOLDS = tuple(step / 100 for step in range(8, 41, 2))
GROUPS = ("pilkada-2024", "sumsel", "pilkada-sumsel")

Method = Callable[[tuple[Row, ...], datetime], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `score` is of pairs or labels, `cost` in ms of CPU per 1,000 entries."""

    name: str
    score: Score
    cost: float | None
    entries: Score | None = None
    traps: int | None = None

    def __str__(self) -> str:
        entries = _cells(self.entries) if self.entries else 21 * " "
        traps = "" if self.traps is None else str(self.traps)
        cost = "" if self.cost is None else f"{self.cost:.0f}"
        return f"{self.name:34}{_cells(self.score)}  {entries}{traps:>7}{cost:>9}"


def main() -> None:
    print(f"{'':34}{'precision recall  F1':>21}  {'BCubed  P     R    F1':>21}{'traps':>7}{'ms/1,000':>9}")
    for path in (COPIES, COPIES_HELD):
        copies = read_set(path)
        traps = sum(map(bool, copies.columns["seems"].values()))
        print(f"\n{path.stem}: {_size(copies, 'copy')}, {traps} traps")
        for line in copies_lines(copies):
            print(line, flush=True)
    for name, stories in _stories_sets():
        print(f"\n{name}: {_size(stories, 'story')}")
        for line in stories_lines(stories):
            print(line, flush=True)
    topics = read_set(TOPICS)
    print(f"\ntopics: {len(topics.rows)} entries")
    for line in topics_lines(topics):
        print(line)


def _stories_sets() -> Iterator[tuple[str, LabelledSet]]:
    yield STORIES.stem, read_set(STORIES)
    for path, part in product(STORIES_ELSEWHERE, ("dev", "held")):
        yield f"{path.stem}, {part}", part_of(read_set(path), part)
    yield STORIES_WEEKS.stem, read_set(STORIES_WEEKS)
    yield "stories by chance", chance.stream(1, entries=500, days=3)


def copies_lines(data: LabelledSet) -> Iterator[Line]:
    """Ours, then each simple way."""
    methods: dict[str, Method] = {
        "ours": copies_of,
        "exact title": baselines.exact_title,
        "title trigrams ≥ .6": baselines.title_trigrams,
        "MinHash word 3-grams, J ≥ .5": baselines.minhash,
        "SimHash64, d ≤ 12": baselines.simhash,
    }
    truth, traps = data.columns["copy"], data.columns["seems"]
    for name, method in methods.items():
        found, cost = _timed(method, data)
        yield Line(name, pairwise(truth, found), cost, traps=len(merged(traps, found)))


def stories_lines(data: LabelledSet) -> Iterator[Line]:
    """Ours, MinHash, and one-pass TF-IDF at the two thresholds that are best here."""
    truth = data.columns["story"]

    def line(name: str, method: Method) -> Line:
        found, cost = _timed(method, data)
        return Line(name, pairwise(truth, found), cost, entries=bcubed(truth, found))

    yield line("ours", stories_of)
    yield replace(line("ours, as in the feed", surely_after_other_news), cost=None)
    yield line("MinHash word 3-grams, J ≥ .5", baselines.minhash)
    tried = [line(f"one-pass TF-IDF at {one:.2f}", baselines.one_pass(one)) for one in THRESHOLDS]
    yield max(tried, key=lambda one: one.score.f1)
    yield max(tried, key=lambda one: one.entries.f1 if one.entries else 0.0)


def surely_after_other_news(rows: tuple[Row, ...], now: datetime) -> dict[str, str]:
    """As the feed has them in an archive that is not empty: a week after some other news."""
    week = timedelta(days=7)
    start = next(at for _, at in with_times(rows, now)) - week
    others = [row for row in read_set(COPIES).rows if row.at]
    news = tuple(
        replace(row, id=f"news-{number}", at=start + timedelta(minutes=number))
        for number, row in enumerate(others)
    )
    found = surely_of((*news, *rows), now)
    return {row.id: found[row.id] for row in rows}


def topics_lines(data: LabelledSet) -> Iterator[Line]:
    """The shipped topics by group."""
    shipped = load(SHIPPED).topics
    found, cost = _timed(partial(topics_of, topics=shipped), data)
    regencies = [topic.slug for topic in shipped if topic.slug not in GROUPS]
    for name, of in [*((slug, [slug]) for slug in GROUPS), ("regencies", regencies)]:
        yield Line(name, labelled(data.columns["topics"], found, of), cost)


def _timed(method: Method, data: LabelledSet) -> tuple[Mapping[str, str], float]:
    began = time.process_time()
    found = method(data.rows, NOW)
    return found, (time.process_time() - began) * 1e6 / len(data.rows)


def _size(data: LabelledSet, column: str) -> str:
    names: Sequence[str] = tuple(data.columns[column].values())
    alone = sum(names.count(name) == 1 for name in names)
    return f"{len(names)} entries, {len(set(names))} groups, {alone} entries alone"


def _cells(score: Score) -> str:
    return "".join(f"{value:7.3f}" for value in (score.precision, score.recall, score.f1))


if __name__ == "__main__":
    main()
