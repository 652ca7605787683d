"""What is counted while the wire runs: the names, and the counts of one process since it last passed them on."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from aggregator.model import Outcome, Report


@dataclass(frozen=True, slots=True)
class Counter:
    """Something that happens, by the value of one label."""

    name: str
    help: str
    label: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Something that takes time, in seconds; `bounds` are the upper ends of its buckets, the last is infinite."""

    name: str
    help: str
    bounds: tuple[float, ...]


POLLS = Counter("aggregator_polls", "Polls, by how they ended.", "outcome")
FAILURES = Counter("aggregator_poll_failures", "Failed polls, by the class of their error.", "code")
NEW = Counter("aggregator_entries_new", "Entries stored, by source.", "source")
EDITED = Counter("aggregator_entries_edited", "Edits of stored entries, by source.", "source")
LATENESS = Histogram(
    "aggregator_poll_lateness_seconds",
    "From the moment a source was due to the beginning of its poll.",
    (0.5, 1, 2, 5, 10, 30, 60, 300, 1800, inf),
)
POLL = Histogram(
    "aggregator_poll_seconds",
    "A poll, from its claim to its commit.",
    (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, inf),
)
PARSE = Histogram(
    "aggregator_parse_seconds",
    "A document's way through a parse worker, the wait for a free one included.",
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, inf),
)
COUNTERS = (POLLS, FAILURES, NEW, EDITED)
HISTOGRAMS = (LATENESS, POLL, PARSE)
SUM = "sum"
"""In the place of a bucket's bound: the seconds of all that was observed."""

Tallies = Mapping[tuple[str, str], float]
"""By name and label: of a histogram, by the upper bound of the bucket (not cumulated), and its `SUM`."""


class Meter:
    """Counts in memory; now and then `take` hands over what has come together. For one thread."""

    def __init__(self) -> None:
        self._counts: defaultdict[tuple[str, str], float] = defaultdict(float)

    def count(self, counter: Counter, label: str, amount: float = 1) -> None:
        """So many more of this."""
        if amount:
            self._counts[counter.name, label] += amount

    def observe(self, histogram: Histogram, seconds: float) -> None:
        """It took so long this time."""
        bound = histogram.bounds[bisect_left(histogram.bounds, seconds)]
        self._counts[histogram.name, f"{bound:g}"] += 1
        self._counts[histogram.name, SUM] += seconds

    def report(self, report: Report) -> None:
        """What one poll brought."""
        self.count(POLLS, report.outcome.value)
        self.count(NEW, report.source, report.new)
        self.count(EDITED, report.source, report.edited)
        self.observe(POLL, report.seconds)
        if report.outcome is Outcome.FAILED:
            self.count(FAILURES, report.code)

    def take(self) -> Tallies:
        """Everything since the last `take`."""
        taken, self._counts = self._counts, defaultdict(float)
        return taken

    def give_back(self, tallies: Tallies) -> None:
        """What was taken and could not be passed on."""
        for key, amount in tallies.items():
            self._counts[key] += amount
