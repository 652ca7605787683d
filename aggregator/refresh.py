"""The order of I/O for due sources: claim, fetch, process, write, report.

A poll is one transaction: entries, validators and the next poll become visible together or not at all. Whatever
goes wrong in between is a failure of that one source: it is written down, and the others go on.
"""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from time import monotonic

import structlog

from aggregator import offers, polling
from aggregator.admit import admit, tag
from aggregator.complete import Completed, complete, wants_pages
from aggregator.dedupe import FEWEST_STRANGERS
from aggregator.errors import FetchError, ParseError, SandboxError, StoreError
from aggregator.fetch import fetch
from aggregator.identity import handles
from aggregator.metrics import PARSE
from aggregator.model import (
    Changes,
    Fetched,
    Kind,
    NotModified,
    Outcome,
    PollHints,
    Processed,
    Report,
    Source,
    SourceError,
    SourceState,
    Topic,
    Validators,
)
from aggregator.parse.sameness import body_digest
from aggregator.pipeline import process
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, sources, tries
from aggregator.urls import redact

NEVER_THE_SAME = "-"
"""In place of the digest of a document whose bytes do not tell whether the source has changed."""

LOST_AFTER = 3
"""Failures in a row after which an adopted address is given up for the configured one."""

SECONDS_PER_POLL = 110
"""For one poll with all that it fetches and parses: within the lease of the claim (`poller.LEASE`)."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Answer:
    """A poll that went well. `completed` is None when there was nothing to read."""

    outcome: Outcome
    validators: Validators
    hints: PollHints
    body_hash: str
    completed: Completed | None = None
    topics: tuple[Topic, ...] = ()
    """Those by whose rules the entries were tagged."""
    reread: bool = False
    """Whether the source was read in another way last time: what differs now may be our doing."""
    moved_to: str | None = None
    """Where permanent redirects led."""


@dataclass(frozen=True, slots=True)
class _Failure:
    """A poll that brought nothing; `deadly` when it killed its parse worker."""

    code: str
    message: str
    retry_after: float | None = None
    deadly: bool = False


async def refresh(rt: PollingRuntime, state: SourceState) -> Report:
    """Polls one claimed source and stores what came of it; what goes wrong with one source is in its report."""
    started = monotonic()
    source = rt.settings.source(state.slug) or Source(state.slug, state.slug, state.url)
    result = await _attempt(rt, source, state)
    now = rt.now()
    if isinstance(result, _Failure):
        work = partial(_save_failure, rt, source, state, result, now)
    else:
        work = partial(_save_answer, rt, source, state, result, now)
    try:
        report = await rt.transact(work)
    except StoreError as error:
        report = Report(state.slug, Outcome.FAILED, 0, code="store", message=str(error))
    except Exception as error:  # one bad source never loses a tick
        log.exception("poll.unsaved", source=source.slug)
        report = await _give_up(rt, source, state, f"{type(error).__name__}: {error}")
    return replace(report, seconds=monotonic() - started)


async def _give_up(rt: PollingRuntime, source: Source, state: SourceState, message: str) -> Report:
    """Writes down that an answer could not be stored, so that the source is not asked again at once."""
    failure = _Failure("internal", message)
    try:
        return await rt.transact(partial(_save_failure, rt, source, state, failure, rt.now()))
    except StoreError as error:
        return Report(state.slug, Outcome.FAILED, 0, code="store", message=str(error))


async def _attempt(rt: PollingRuntime, source: Source, state: SourceState) -> _Answer | _Failure:
    try:
        async with asyncio.timeout(SECONDS_PER_POLL):
            return await _ask(rt, source, state)
    except TimeoutError:
        return _Failure("timed_out", f"not done within {SECONDS_PER_POLL} s")
    except FetchError as error:
        return _Failure(error.code, str(error), retry_after=error.retry_after)
    except ParseError as error:
        return _Failure(error.code, str(error))
    except SandboxError as error:
        return _Failure(error.code, str(error), deadly=True)
    except Exception as error:  # one bad source never loses a tick
        log.exception("poll.internal", source=source.slug)
        return _Failure("internal", f"{type(error).__name__}: {error}")


async def _ask(rt: PollingRuntime, source: Source, state: SourceState) -> _Answer:
    reading = _digest(repr(source).encode())
    known = state.validators if state.body_hash.startswith(reading) else Validators()
    if source.kind is Kind.PAGE:
        await rt.robots.check(state.url)
    answer = await fetch(rt.http, state.url, known, rt.now(), source.kind)
    read = await _read(rt, source, state, answer, reading)
    return replace(read, moved_to=answer.moved_to)


async def _read(
    rt: PollingRuntime, source: Source, state: SourceState, answer: Fetched | NotModified, reading: str
) -> _Answer:
    """What an answer brings; its body is read only when it is not that of last time."""
    if isinstance(answer, NotModified):
        return _Answer(Outcome.NOT_MODIFIED, state.validators, answer.hints, state.body_hash)
    body_hash = reading + body_digest(answer.body)
    if body_hash == state.body_hash:
        return _Answer(Outcome.SAME_BODY, answer.validators, answer.hints, body_hash)
    topics = rt.settings.topics
    begun = monotonic()
    processed = await rt.sandbox.run(process, answer, source, topics, rt.now())
    rt.meter.observe(PARSE, monotonic() - begun)
    completed = await complete(rt, source, processed)
    if completed.behind:  # what is left is still in this document: read it again, whole
        return _Answer(Outcome.UNCHANGED, Validators(), answer.hints, "", completed, topics)
    if completed.partial:
        return _Answer(Outcome.UNCHANGED, Validators(), answer.hints, NEVER_THE_SAME, completed, topics)
    reread = bool(state.body_hash) and not state.body_hash.startswith(reading)
    return _Answer(Outcome.UNCHANGED, answer.validators, answer.hints, body_hash, completed, topics, reread)


def _save_answer(
    rt: PollingRuntime, source: Source, state: SourceState, answer: _Answer, now: datetime, tx: Tx
) -> Report:
    """Entries, validators and the next poll, in one transaction."""
    completed = answer.completed
    processed = completed.processed if completed else None
    changes, lost = _save_document(rt, tx, source, state, answer, now)
    after = replace(
        _planned(rt, source, state, answer, changes, now),
        validators=Validators() if lost else answer.validators,
        body_hash="" if lost else answer.body_hash,
        last_attempt_at=now,
        last_success_at=now,
        last_new_at=now if changes.new else state.last_new_at,
        worker_deaths=0,
        error=None,
        retry_at=polling.wait_until(completed.retry_after if completed else None, now),
        profile=processed.profile if processed else state.profile,
    )
    sources.finish(tx, after, rt.owner)
    if after.url != state.url:
        log.info("source.moved", source=source.slug, url=redact(after.url))
    if after.overflowed_at == now:
        log.warning("source.overflowed", source=source.slug, entries=len(changes.new))
    _log_changes(source.slug, changes)
    outcome = Outcome.CHANGED if changes.new or changes.edited else answer.outcome
    problems = processed.problems if processed else ()
    return Report(source.slug, outcome, 0, len(changes.new), len(changes.edited), problems=problems)


def _save_document(
    rt: PollingRuntime, tx: Tx, source: Source, state: SourceState, answer: _Answer, now: datetime
) -> tuple[Changes, int]:
    """What a document says of entries, hubs and pages; the second value is how many entries were left out."""
    completed = answer.completed
    if completed is None:
        return Changes(), 0
    sources.expect_lease(tx, source.slug, rt.owner)
    live = rt.settings.topics
    if live is not answer.topics:
        completed = replace(completed, processed=tag(completed.processed, live))
    changes, lost = admit(rt, tx, source, state, completed, now, reread=answer.reread)
    offers.take_note(tx, rt.settings, source, completed.processed, now)
    if wants_pages(source):
        tries.add(tx, source.slug, completed.failed)
        tries.forget(tx, source.slug, [handles(entry)[0] for entry in changes.new])
    return changes, lost


def _planned(
    rt: PollingRuntime, source: Source, state: SourceState, answer: _Answer, changes: Changes, now: datetime
) -> SourceState:
    """The state with what was learned of the source's ways, where it is now, and when it is polled next."""
    completed, learned = answer.completed, state
    if completed:
        reading = _reading(answer, completed.processed, changes)
        learned = polling.learn(state, reading, now, source.timezone)
    learned = polling.moved(learned, answer.moved_to, now)
    pushed = polling.is_pushed(state, now)
    planned = polling.plan(learned, now, source.timezone, rt.tempo.scale, pushed=pushed)
    pace = _pace(rt, source, completed is not None and completed.behind)
    next_poll_at = polling.after_success(source.slug, pace, answer.hints, learned.habits, now, planned)
    return replace(learned, next_poll_at=next_poll_at)


def _reading(answer: _Answer, processed: Processed, changes: Changes) -> polling.Reading:
    published = tuple(entry.published for entry in changes.new)
    return polling.Reading(
        len(processed.entries), published, processed.ttl, processed.skips, comparable=not answer.reread
    )


def _log_changes(slug: str, changes: Changes) -> None:
    if changes.linked:
        log.warning("source.quarantined", source=slug, linked=changes.linked, withheld=len(changes.withheld))
    if changes.renamed >= FEWEST_STRANGERS:
        log.info("source.renamed_entries", source=slug, entries=changes.renamed)


def _save_failure(
    rt: PollingRuntime, source: Source, state: SourceState, failure: _Failure, now: datetime, tx: Tx
) -> Report:
    """What was known stays as it was; only the error and the next try are written."""
    old = state.error
    same = old is not None and (old.code == failure.code or failure.code != "http_410")
    error = SourceError(
        failure.code, failure.message, old.since if old and same else now, old.count + 1 if old else 1
    )
    deaths = state.worker_deaths + 1 if failure.deadly else state.worker_deaths
    retry_at = polling.wait_until(failure.retry_after, now)
    gone = polling.is_gone(error, now)
    after = replace(
        state,
        last_attempt_at=now,
        worker_deaths=deaths,
        error=error,
        retry_at=retry_at,
        next_poll_at=polling.after_failure(
            source.slug, _pace(rt, source), error.count, deaths, retry_at, now, gone=gone
        ),
    )
    if state.url != source.url and error.count >= LOST_AFTER:
        after = replace(after, url=source.url, validators=Validators(), moved_to=None, moved_since=None)
    sources.finish(tx, after, rt.owner)
    if retry_at and failure.code == "http_429":
        waiting = sources.pause(tx, source.slug, retry_at)
        log.info("platform.paused", source=source.slug, until=retry_at.isoformat(), sources=waiting)
    return Report(source.slug, Outcome.FAILED, 0, code=failure.code, message=failure.message)


def _pace(rt: PollingRuntime, source: Source, behind: bool = False) -> polling.Pace:
    """The bounds of a source's polls; one that left entries behind is polled as often as its operator allows."""
    bounds = rt.settings.polling
    fixed = source.interval or (bounds.minimum_interval if behind else None)
    return polling.Pace(bounds.minimum_interval, bounds.default_interval, bounds.maximum_interval, fixed)


def _digest(value: bytes) -> str:
    return hashlib.blake2b(value, digest_size=16).hexdigest()
