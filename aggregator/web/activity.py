"""What sources publish day by day, as a small chart; and which answer well but have fallen silent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from aggregator.config import Settings
from aggregator.model import SourceState
from aggregator.store import Tx, activity
from aggregator.words import Words

DAYS = 30
LEAST_SILENCE = timedelta(days=3)
"""Shorter than this is a weekend."""
_SILENCES = 4
"""Silent is who has been so for so many times his usual gap, and for LEAST_SILENCE."""
_AMONG = 30
_AT_LEAST = 5
"""Who has published less has no rhythm yet."""
_DAY = timedelta(days=1)
COUNTED_FOR = timedelta(minutes=5)
"""So long a count is shown before it is made anew."""
_HEIGHT = 24
_STEP = 4
_BAR = 3


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of the last DAYS days, the last of them today, as the path of an SVG of `width` × `height`."""

    path: str
    width: int
    height: int
    first: datetime
    """When the first day began."""
    counts: tuple[int, ...]

    def said(self, words: Words, zone: tzinfo) -> str:
        """The same in words."""
        total, days, most = sum(self.counts), len(self.counts), max(self.counts)
        if not total:
            return words.say("No news in the last %(days)s days.", days=days)
        return words.plural(
            "%(num)s news item in the last %(days)s days, most of them (%(most)s) on %(day)s; %(today)s today.",
            "%(num)s news items in the last %(days)s days, most of them (%(most)s) on %(day)s; %(today)s today.",
            total,
            days=days,
            most=most,
            day=words.day(self.first + self.counts.index(most) * _DAY, zone),
            today=self.counts[-1],
        )


@dataclass(frozen=True, slots=True)
class Silence:
    """A source that answers and has nothing new, for far longer than it used to."""

    since: datetime
    usual: timedelta
    """The mean time between its entries."""


def charts(tx: Tx, states: Iterable[SourceState], settings: Settings, now: datetime) -> Mapping[str, Chart]:
    """By slug, a chart for every source; days are those of the site's zone as it is now."""
    slugs = [state.slug for state in states]
    first = _first_day(settings, now)
    counted = activity.per_day(tx, slugs, first, DAYS)
    empty = (0,) * DAYS
    return {slug: chart_of(counted.get(slug, empty), first) for slug in slugs}


class KeptCharts:
    """Charts of single sources, each counted when it is asked for, and then not for a while."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[datetime, Chart]] = {}

    def of(self, tx: Tx, state: SourceState, settings: Settings, now: datetime) -> Chart:
        """The chart of a source."""
        counted_at, chart = self._kept.get(state.slug, (None, None))
        if chart is None or counted_at is None or abs(now - counted_at) >= COUNTED_FOR:
            chart = charts(tx, [state], settings, now)[state.slug]
            self._kept[state.slug] = now, chart
        return chart


def chart_of(counts: tuple[int, ...], first: datetime) -> Chart:
    """The chart of these days, the first of which begins at `first`; the highest bar fills it."""
    most = max(*counts, 1)
    bars = (
        f"M{_STEP * day} {_HEIGHT}v-{max(round(_HEIGHT * count / most), 1)}h{_BAR}V{_HEIGHT}z"
        for day, count in enumerate(counts)
        if count
    )
    return Chart("".join(bars), _STEP * len(counts) - (_STEP - _BAR), _HEIGHT, first, counts)


def silences(tx: Tx, states: Iterable[SourceState], now: datetime) -> Mapping[str, Silence]:
    """By slug, the sources that are polled without error and are silent."""
    found = {}
    for state in states:
        since = state.last_new_at
        quiet = not state.retired and state.error is None and state.last_success_at is not None
        if not quiet or since is None or now - since < LEAST_SILENCE:
            continue
        usual = activity.usual_gap(tx, state.slug, among=_AMONG, at_least=_AT_LEAST)
        if usual is not None and now - since >= _SILENCES * usual:
            found[state.slug] = Silence(since, usual)
    return found


def _first_day(settings: Settings, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(settings.site.timezone))
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return now - (local - today) - (DAYS - 1) * _DAY
