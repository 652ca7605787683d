"""The order of I/O for due sources: claim, fetch, process, write, report.

A poll is one transaction: entries, validators and the next poll become visible together or not at all. Whatever
goes wrong in between is a failure of that one source: it is written down, and the others go on.
"""

from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

import structlog

from aggregator.errors import LeaseLost, StoreError
from aggregator.model import Outcome, Report, Source, SourceState
from aggregator.refresh.answers import Answer, Failure
from aggregator.refresh.asking import SECONDS_PER_POLL, attempt
from aggregator.refresh.saving import quiet_state, save_answer, save_failure
from aggregator.runtime import PollingRuntime
from aggregator.store import quiet

__all__ = ["SECONDS_PER_POLL", "Asked", "ask", "refresh", "save"]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """A poll whose answer is there and not yet written down."""

    source: Source
    state: SourceState
    result: Answer | Failure
    started: float


async def refresh(rt: PollingRuntime, state: SourceState) -> Report:
    """Polls one claimed source and stores what came of it; what goes wrong with one source is in its report."""
    return await save(rt, await ask(rt, state))


async def ask(rt: PollingRuntime, state: SourceState) -> Asked:
    """The first half of a poll: all that needs the network and a parse worker."""
    started = monotonic()
    source = rt.settings.source(state.slug) or Source(state.slug, state.slug, state.url)
    with rt.writer.announced():
        result = await attempt(rt, source, state)
    return Asked(source, state, result, started)


async def save(rt: PollingRuntime, asked: Asked) -> Report:
    """The second half: all that needs the database."""
    try:
        report = await _save(rt, asked)
    except StoreError as error:
        report = _unstored(asked, error)
    except Exception as error:  # one bad source never loses a tick
        log.exception("poll.unsaved", source=asked.source.slug)
        report = await _give_up(rt, asked, f"{type(error).__name__}: {error}")
    return replace(report, seconds=monotonic() - asked.started)


async def _save(rt: PollingRuntime, asked: Asked) -> Report:
    source, state, result, now = asked.source, asked.state, asked.result, rt.now()
    if isinstance(result, Failure):
        return await rt.transact(partial(save_failure, rt, source, state, result, now))
    if result.completed is None:
        after = quiet_state(rt, source, state, result, now)
        if await rt.writer.transact_together(quiet.finish, after):
            return Report(state.slug, result.outcome, 0)
        raise LeaseLost(f"{state.slug} is no longer leased to {rt.owner}; this poll is dropped")
    return await rt.transact(partial(save_answer, rt, source, state, result, now))


async def _give_up(rt: PollingRuntime, asked: Asked, message: str) -> Report:
    """Writes down that an answer could not be stored, so that the source is not asked again at once."""
    failure = Failure("internal", message)
    try:
        return await rt.transact(partial(save_failure, rt, asked.source, asked.state, failure, rt.now()))
    except StoreError as error:
        return _unstored(asked, error)


def _unstored(asked: Asked, error: StoreError) -> Report:
    return Report(asked.state.slug, Outcome.FAILED, 0, code="store", message=str(error))
