"""How every source is doing, in words: for readers who miss a paper and operators who look for the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import PurePath
from zoneinfo import ZoneInfo

from aggregator.config import Settings
from aggregator.documents import source_name
from aggregator.errors import Problem
from aggregator.model import SourceState
from aggregator.polling import ALARM, MAX_WORKER_DEATHS, UNREACHED
from aggregator.urls import web_url
from aggregator.web.failures import Failure, explain
from aggregator.web.health import LATE
from aggregator.words import Words

_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in words, relative and whole, and for machines."""

    words: str
    whole: str
    instant: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure that lasts: its words, its code, and since when."""

    failure: Failure
    code: str
    detail: str
    since: Moment
    count: int
    set_aside: bool
    """Its document killed its parser, and is tried once a day."""
    asked_to_wait: bool


@dataclass(frozen=True, slots=True)
class Quarantine:
    """All names of a source's entries changed at once: what is known again, and what waits for a decision."""

    slug: str
    since: Moment
    linked: int
    withheld: int


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source on the status page."""

    name: str
    path: str
    home: str
    """The paper's own front page, "" while it is not known."""
    last_success: Moment | None
    last_new: Moment | None
    next_poll: Moment
    trouble: Trouble | None
    quarantine: Quarantine | None
    overflowed: Moment | None
    """When entries may lately have come and gone unseen."""
    retired: bool


@dataclass(frozen=True, slots=True)
class Status:
    """The whole page."""

    failing: tuple[SourceStatus, ...]
    waiting: tuple[SourceStatus, ...]
    """Not polled yet."""
    quarantined: tuple[SourceStatus, ...]
    """Some of the others, that wait for a decision."""
    healthy: tuple[SourceStatus, ...]
    retired: tuple[SourceStatus, ...]
    late: int
    problems: tuple[Problem, ...]
    last_new: Moment | None

    @property
    def offline(self) -> bool:
        """Whether no source at all could be reached, so that the fault is likely to be near to us."""
        unreached = [one for one in self.failing if one.trouble and one.trouble.code in UNREACHED]
        return len(unreached) == self.active > 2

    @property
    def active(self) -> int:
        """How many sources are polled."""
        return len(self.failing) + len(self.waiting) + len(self.healthy)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Tells instants as of now."""

    words: Words
    zone: tzinfo
    now: datetime

    def past(self, instant: datetime) -> Moment:
        """One that is over."""
        return self._moment(instant, self.words.ago(instant, self.now))

    def to_come(self, instant: datetime) -> Moment:
        """One that is not."""
        return self._moment(instant, self.words.ahead(instant, self.now))

    def _moment(self, instant: datetime, relative: str) -> Moment:
        whole = self.words.moment(instant, self.zone)
        return Moment(relative, whole, instant.isoformat(timespec="seconds"))


def status_of(
    states: Iterable[SourceState],
    settings: Settings,
    problems: tuple[Problem, ...],
    now: datetime,
    words: Words,
) -> Status:
    """The page, from what the store keeps about polling and what is wrong with the configuration."""
    known = tuple(states)
    polled = tuple(state for state in known if not state.retired)
    shown = sorted(
        (source_status(state, settings, now, words) for state in polled), key=lambda one: one.name.casefold()
    )
    newest = max((state.last_new_at for state in polled if state.last_new_at), default=None)
    return Status(
        failing=tuple(one for one in shown if one.trouble),
        waiting=tuple(one for one in shown if not one.trouble and not one.last_success),
        quarantined=tuple(one for one in shown if one.quarantine),
        healthy=tuple(one for one in shown if not one.trouble and one.last_success),
        retired=tuple(source_status(state, settings, now, words) for state in known if state.retired),
        late=sum(state.next_poll_at < now - LATE for state in polled),
        problems=tuple(map(_nameable, problems)),
        last_new=_clock(settings, now, words).past(newest) if newest else None,
    )


def source_status(state: SourceState, settings: Settings, now: datetime, words: Words) -> SourceStatus:
    """One source."""
    profile, source = state.profile, settings.source(state.slug)
    clock = _clock(settings, now, words)
    name = source_name(settings, profile) if profile else source.title if source else state.slug
    return SourceStatus(
        name=name,
        path=f"/sources/{state.slug}",
        home=web_url(profile.url) if profile else "",
        last_success=clock.past(state.last_success_at) if state.last_success_at else None,
        last_new=clock.past(state.last_new_at) if state.last_new_at else None,
        next_poll=clock.to_come(state.next_poll_at),
        trouble=_trouble(state, clock),
        quarantine=_quarantine(state, clock),
        overflowed=_overflowed(state, clock),
        retired=state.retired,
    )


def _clock(settings: Settings, now: datetime, words: Words) -> _Clock:
    return _Clock(words, ZoneInfo(settings.site.timezone), now)


def _trouble(state: SourceState, clock: _Clock) -> Trouble | None:
    error = state.error
    if error is None:
        return None
    return Trouble(
        failure=explain(error.code).said(clock.words),
        code=error.code,
        detail=error.message[:_LONGEST_DETAIL],
        since=clock.past(error.since),
        count=error.count,
        set_aside=state.worker_deaths >= MAX_WORKER_DEATHS,
        asked_to_wait=state.retry_at is not None and state.retry_at > clock.now + timedelta(minutes=1),
    )


def _quarantine(state: SourceState, clock: _Clock) -> Quarantine | None:
    since = state.quarantined_at
    if since is None:
        return None
    return Quarantine(
        slug=state.slug,
        since=clock.past(since),
        linked=state.quarantine_linked,
        withheld=state.quarantine_withheld,
    )


def _overflowed(state: SourceState, clock: _Clock) -> Moment | None:
    at = state.overflowed_at
    return clock.past(at) if at and clock.now - at < timedelta(seconds=ALARM) else None


def _nameable(problem: Problem) -> Problem:
    """The file by its name alone: where it lies on the machine is nobody's business."""
    return Problem(PurePath(problem.file).name, problem.line, problem.column, problem.where, problem.message)
