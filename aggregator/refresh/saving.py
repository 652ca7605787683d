"""Writing down what asking a source brought: entries, what was learned of it, and when it is asked next."""

from dataclasses import replace
from datetime import datetime

import structlog

from aggregator import offers, polling
from aggregator.admit import admit, tag
from aggregator.complete import wants_pages
from aggregator.dedupe import FEWEST_STRANGERS
from aggregator.identity import handles
from aggregator.model import (
    Changes,
    Outcome,
    Processed,
    Report,
    Source,
    SourceError,
    SourceState,
    Validators,
)
from aggregator.refresh.answers import Answer, Failure
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, sources, tries
from aggregator.urls import redact

LOST_AFTER = 3
"""Failures in a row after which an adopted address is given up for the configured one."""

log = structlog.get_logger()


def save_answer(
    rt: PollingRuntime, source: Source, state: SourceState, answer: Answer, now: datetime, tx: Tx
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
    if after.overflowed_at == now:
        log.warning("source.overflowed", source=source.slug, entries=len(changes.new))
    _log_changes(state, after, changes)
    outcome = Outcome.CHANGED if changes.new or changes.edited else answer.outcome
    problems = processed.problems if processed else ()
    return Report(source.slug, outcome, 0, len(changes.new), len(changes.edited), problems=problems)


def quiet_state(
    rt: PollingRuntime, source: Source, state: SourceState, answer: Answer, now: datetime
) -> SourceState:
    """The state after an answer that brought no document to read: see `store.quiet`."""
    after = replace(
        _planned(rt, source, state, answer, Changes(), now),
        validators=answer.validators,
        last_attempt_at=now,
        last_success_at=now,
        worker_deaths=0,
        error=None,
        retry_at=None,
    )
    _log_move(state, after)
    return after


def _save_document(
    rt: PollingRuntime, tx: Tx, source: Source, state: SourceState, answer: Answer, now: datetime
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
    rt: PollingRuntime, source: Source, state: SourceState, answer: Answer, changes: Changes, now: datetime
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


def _reading(answer: Answer, processed: Processed, changes: Changes) -> polling.Reading:
    published = tuple(entry.published for entry in changes.new)
    return polling.Reading(
        len(processed.entries), published, processed.ttl, processed.skips, comparable=not answer.reread
    )


def _log_changes(before: SourceState, after: SourceState, changes: Changes) -> None:
    slug = after.slug
    _log_move(before, after)
    if changes.linked:
        log.warning("source.quarantined", source=slug, linked=changes.linked, withheld=len(changes.withheld))
    if changes.renamed >= FEWEST_STRANGERS:
        log.info("source.renamed_entries", source=slug, entries=changes.renamed)


def _log_move(before: SourceState, after: SourceState) -> None:
    if after.url != before.url:
        log.info("source.moved", source=after.slug, url=redact(after.url))


def save_failure(
    rt: PollingRuntime, source: Source, state: SourceState, failure: Failure, now: datetime, tx: Tx
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
