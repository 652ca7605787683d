"""How late the polls of healthy sources began, told by the moments at which their servers were asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.cli.options import Options
from aggregator.polling import phase
from aggregator.runtime import PollingRuntime
from aggregator.store import sources
from tests.trials.crowd import HEALTHY, Crowd, address

PUNCTUAL_SECONDS = 10
LONGEST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Seconds by which polls began late, in order, and how many never came."""

    lateness: tuple[float, ...]
    missed: int

    @property
    def p99(self) -> float:
        return self.lateness[int(len(self.lateness) * 0.99)]

    @property
    def is_kept(self) -> bool:
        return self.p99 <= PUNCTUAL_SECONDS and self.lateness[-1] <= LONGEST_SECONDS and not self.missed

    def __str__(self) -> str:
        median = self.lateness[len(self.lateness) // 2]
        return (
            f"{len(self.lateness)} polls of healthy sources, late by p50 {median:.1f}, p99 {self.p99:.1f}, "
            f"max {self.lateness[-1]:.1f} s, {self.missed} missed"
        )


def configure(folder: Path, papers: int, port: int, interval: timedelta, head: str = "") -> Options:
    """Every paper as a source that is polled at this interval."""
    config = folder / "feeds.yaml"
    seconds = int(interval.total_seconds())
    lines = [
        f"  - {{slug: {_slug(n)}, title: Koran {n}, url: 'http://{address(n)}:{port}/rss', interval: {seconds}s}}"
        for n in range(papers)
    ]
    config.write_text(f"site: {{title: Uji}}\n{head}sources:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return Options(config, f"sqlite:///{folder}/trial.db", "127.0.0.0/8", "", "127.0.0.1", 8000)


def first_due(rt: PollingRuntime) -> dict[str, datetime]:
    """When each source is due, of those that were never polled."""
    with rt.store.read() as tx:
        return {state.slug: state.next_poll_at for state in sources.states(tx)}


def judge(crowd: Crowd, first: dict[str, float], interval: timedelta, end: float) -> Punctuality:
    """By the crowd's clock: when each source was `first` due, and the moment up to which it was polled."""
    lateness: list[float] = []
    missed = 0
    for number, kind in enumerate(crowd.papers):
        if kind != HEALTHY:
            continue
        due, pause = first[_slug(number)], interval.total_seconds() * phase(_slug(number))
        for asked in crowd.asked[number]:
            lateness.append(asked - due)
            due = asked + pause
        missed += due < end - LONGEST_SECONDS
    return Punctuality(tuple(sorted(lateness)), missed)


def outcomes_of(outcomes: Counter[str]) -> str:
    """Counts in words, most frequent first."""
    return ", ".join(f"{number} {code}" for code, number in outcomes.most_common())


def _slug(number: int) -> str:
    return f"koran-{number}"
