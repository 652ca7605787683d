"""Asking a source: fetch, and read what was fetched. Whatever goes wrong with one source is its answer."""

import asyncio
import hashlib
from dataclasses import replace
from functools import lru_cache
from time import monotonic

import structlog

from aggregator.complete import complete
from aggregator.errors import FetchError, ParseError, SandboxError
from aggregator.fetch import fetch
from aggregator.metrics import PARSE
from aggregator.model import Fetched, Kind, NotModified, Outcome, Source, SourceState, Validators
from aggregator.parse.sameness import body_digest
from aggregator.pipeline import process
from aggregator.refresh.answers import NEVER_THE_SAME, Answer, Failure
from aggregator.runtime import PollingRuntime

SECONDS_PER_POLL = 110
"""For one poll with all that it fetches and parses: within the lease of the claim (`poller.LEASE`)."""

log = structlog.get_logger()


async def attempt(rt: PollingRuntime, source: Source, state: SourceState) -> Answer | Failure:
    """What asking a claimed source brings; never raises for what the source does."""
    try:
        async with asyncio.timeout(SECONDS_PER_POLL):
            return await _ask(rt, source, state)
    except TimeoutError:
        return Failure("timed_out", f"not done within {SECONDS_PER_POLL} s")
    except FetchError as error:
        return Failure(error.code, str(error), retry_after=error.retry_after)
    except ParseError as error:
        return Failure(error.code, str(error))
    except SandboxError as error:
        return Failure(error.code, str(error), deadly=True)
    except Exception as error:  # one bad source never loses a tick
        log.exception("poll.internal", source=source.slug)
        return Failure("internal", f"{type(error).__name__}: {error}")


async def _ask(rt: PollingRuntime, source: Source, state: SourceState) -> Answer:
    reading = _reading_of(source)
    known = state.validators if state.body_hash.startswith(reading) else Validators()
    if source.kind is Kind.PAGE:
        await rt.robots.check(state.url)
    answer = await fetch(rt.http, state.url, known, rt.now(), source.kind)
    read = await _read(rt, source, state, answer, reading)
    return replace(read, moved_to=answer.moved_to)


async def _read(
    rt: PollingRuntime, source: Source, state: SourceState, answer: Fetched | NotModified, reading: str
) -> Answer:
    """What an answer brings; its body is read only when it is not that of last time."""
    if isinstance(answer, NotModified):
        return Answer(Outcome.NOT_MODIFIED, state.validators, answer.hints, state.body_hash)
    body_hash = reading + body_digest(answer.body)
    if body_hash == state.body_hash:
        return Answer(Outcome.SAME_BODY, answer.validators, answer.hints, body_hash)
    topics = rt.settings.topics
    begun = monotonic()
    processed = await rt.sandbox.run(process, answer, source, topics, rt.now())
    rt.meter.observe(PARSE, monotonic() - begun)
    completed = await complete(rt, source, processed)
    if completed.behind:  # what is left is still in this document: read it again, whole
        return Answer(Outcome.UNCHANGED, Validators(), answer.hints, "", completed, topics)
    if completed.partial:
        return Answer(Outcome.UNCHANGED, Validators(), answer.hints, NEVER_THE_SAME, completed, topics)
    reread = bool(state.body_hash) and not state.body_hash.startswith(reading)
    return Answer(Outcome.UNCHANGED, answer.validators, answer.hints, body_hash, completed, topics, reread)


@lru_cache(maxsize=20_000)
def _reading_of(source: Source) -> str:
    """A digest of how a source is read: whatever was learned of its document was learned in this way."""
    return hashlib.blake2b(repr(source).encode(), digest_size=16).hexdigest()
