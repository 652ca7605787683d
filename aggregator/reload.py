"""What follows when the configuration changes: the due table, and the topics of what is stored already."""

import asyncio
import hashlib
from functools import partial

import structlog

from aggregator.config import Refused, Reloaded
from aggregator.errors import StoreError
from aggregator.model import Topic
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, entries, meta, sources
from aggregator.topics import compile_rules

RETAG_BATCH = 500

log = structlog.get_logger()


async def adopt(rt: PollingRuntime) -> None:
    """Brings the due table and the topics of stored entries to the configuration that is live."""
    await rt.transact(partial(sources.sync, sources=rt.settings.sources, now=rt.now()))
    await retag(rt)


async def follow(rt: PollingRuntime) -> None:
    """Looks at the configuration file again; a good one goes live whole, a bad one changes nothing."""
    try:
        confirmed = await asyncio.to_thread(_confirmed, rt)
        match rt.live.refresh(confirmed):
            case Reloaded(added=added, dropped=dropped):
                await adopt(rt)
                log.info("configuration.live", added=len(added), dropped=len(dropped))
            case Refused(problems=problems):
                log.error("configuration.refused", problems=len(problems), first=str(problems[0]))
    except StoreError as error:
        log.warning("store.unavailable", error=str(error))


def _confirmed(rt: PollingRuntime) -> str:
    with rt.store.read() as tx:
        return meta.confirmed(tx)


async def retag(rt: PollingRuntime) -> int:
    """Gives every stored entry the topics of today's rules, in batches; returns how many memberships changed.

    Does nothing when the rules are those that were applied last.
    """
    topics = rt.settings.topics
    digest = hashlib.blake2b(repr(topics).encode(), digest_size=16).hexdigest()
    changed = 0
    after: str | None = ""
    while after is not None:
        more, after = await rt.transact(partial(_retag_batch, topics=topics, digest=digest, after=after))
        changed += more
    if changed:
        log.info("topics.changed", memberships=changed)
    return changed


def _retag_batch(tx: Tx, topics: tuple[Topic, ...], digest: str, after: str) -> tuple[int, str | None]:
    """One batch of entries behind the key `after`; the second value is where to go on, None at the end."""
    if meta.rules(tx) == digest:
        return 0, None
    rules = compile_rules(topics)
    batch = entries.by_key(tx, after=after, limit=RETAG_BATCH)
    if not batch:
        meta.set_rules(tx, digest)
        return 0, None
    changed = entries.retag(tx, {entry.key: rules.topics_of(entry) for entry in batch})
    return changed, batch[-1].key
