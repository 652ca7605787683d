"""What follows from the configuration for what is stored: the due table, topics, and how long texts are kept."""

import asyncio
import hashlib
from datetime import timedelta
from functools import partial

import structlog

from aggregator import polling
from aggregator.config import Refused, Reloaded, large_drop
from aggregator.errors import ConfigError, Problem, StoreError
from aggregator.model import SourceState, Topic
from aggregator.runtime import PollingRuntime
from aggregator.store import BEGINNING, Cursor, Tx, entries, meta, sources, timetable
from aggregator.topics import compile_rules

RETAG_BATCH = 500
PURGE_BATCH = 500
MOST_ASKED = 500
"""Sources from whose habits the scale of all is found."""

log = structlog.get_logger()


async def adopt(rt: PollingRuntime) -> None:
    """Brings the due table and the topics of stored entries to the configuration that is live.

    Raises ConfigError, and changes nothing, when the configuration drops many of the sources that are in the
    database and nobody has confirmed that: a process that starts has no earlier version to compare with.
    """
    await rt.transact(partial(_sync, rt=rt))
    await retag(rt)
    await rt.writer.run(partial(_follow_stories, rt))
    rt.http.join(rt.settings.platforms)
    await retune(rt)


def _follow_stories(rt: PollingRuntime) -> None:
    with rt.store.read() as tx:
        rt.grouping.follow(tx, rt.now())


async def hurry(rt: PollingRuntime) -> None:
    """Sees to it that sources of which none is in reach are tried at least at the interval of new ones."""
    window = rt.settings.polling.default_interval
    work = partial(timetable.hurry, now=rt.now(), codes=polling.UNREACHED, window=window)
    try:
        moved = await rt.transact(work)
    except StoreError as error:
        log.warning("store.unavailable", error=str(error))
        return
    if moved:
        log.warning(
            "polling.all_unreached", sources=moved, remedy="look at this machine's network and its DNS"
        )


async def retune(rt: PollingRuntime) -> None:
    """Finds the scale at which the polls of a day fit the budget, by what is known of the sources now."""
    try:
        await asyncio.to_thread(_retune, rt)
    except StoreError as error:
        log.warning("store.unavailable", error=str(error))


def _retune(rt: PollingRuntime) -> None:
    with rt.store.read() as tx:
        asked = sources.sample(tx, MOST_ASKED)
    if not asked:
        return
    demands = [_demand(rt, state) for state in asked]
    budget = rt.settings.polls_a_day * len(asked) / max(len(rt.settings.sources), 1)
    rt.tempo.scale = polling.find_scale(demands, budget)
    expected = polling.polls_a_day(demands, rt.tempo.scale)
    log.info("polling.tempo", scale=round(rt.tempo.scale, 2), polls=round(expected), budget=round(budget))
    if expected > budget * 1.05:
        log.warning("polling.budget_too_small", remedy="raise polling.budget or polling.maximum_interval")


def _demand(rt: PollingRuntime, state: SourceState) -> polling.Demand:
    bounds, source = rt.settings.polling, rt.settings.source(state.slug)
    fixed = source.interval if source else None
    pushed = polling.is_pushed(state, rt.now())
    return polling.Demand(state.habits, bounds.minimum_interval, bounds.maximum_interval, fixed, pushed)


def _sync(tx: Tx, rt: PollingRuntime) -> None:
    drop = large_drop(sorted(sources.active_slugs(tx)), rt.settings)
    if drop and meta.confirmed(tx) != rt.live.digest:
        remedy = "restore them, or run `aggregator confirm` if it is meant"
        raise ConfigError((Problem(str(rt.live.path), 1, 1, "sources", f"{drop}; {remedy}"),))
    sources.sync(tx, rt.settings.sources, rt.now())


class Follower:
    """Lets a poller follow the configuration file; what follows from a change is done until it has succeeded."""

    def __init__(self, rt: PollingRuntime) -> None:
        self._rt = rt
        self._adopted = ""
        self._needs_restart = _fixed_at_start(rt)

    async def start(self) -> None:
        """Adopts what is live; raises ConfigError or StoreError, as there is nothing to fall back on yet."""
        await adopt(self._rt)
        self._adopted = self._rt.live.digest

    async def follow(self) -> None:
        """Looks at the file again; a good one goes live whole, a bad one changes nothing."""
        try:
            match await asyncio.to_thread(self._rt.look_again):
                case Reloaded(added=added, dropped=dropped):
                    log.info("configuration.live", added=len(added), dropped=len(dropped))
                case Refused(problems=problems):
                    log.warning("configuration.refused", problems=len(problems), first=str(problems[0]))
            if self._rt.live.digest != self._adopted:
                await self.start()
                self._warn()
        except ConfigError as error:
            log.warning("configuration.refused", problems=len(error.problems), first=str(error.problems[0]))
        except StoreError as error:
            log.warning("store.unavailable", error=str(error))

    def _warn(self) -> None:
        if _fixed_at_start(self._rt) != self._needs_restart:
            self._needs_restart = _fixed_at_start(self._rt)
            log.warning("configuration.needs_restart", keys="network.allow, limits, polling.per_host")


def _fixed_at_start(rt: PollingRuntime) -> tuple[object, ...]:
    """What the client and the parse workers were made with."""
    return rt.settings.allow, rt.settings.limits, rt.settings.polling.per_host


async def retag(rt: PollingRuntime) -> int:
    """Gives every stored entry the topics of today's rules, in batches; returns how many memberships changed.

    Does nothing when the rules are those that were applied last.
    """
    topics = rt.settings.topics
    digest = rules_digest(topics)
    changed = 0
    after: Cursor | None = BEGINNING
    while after is not None:
        more, after = await rt.transact(partial(_retag_batch, topics=topics, digest=digest, after=after))
        changed += more
    if changed:
        log.info("topics.changed", memberships=changed)
    return changed


async def purge(rt: PollingRuntime) -> int:
    """Empties the bodies that are older than the configuration keeps them, in batches; returns how many."""
    kept = rt.settings.retention.bodies
    purged, after, done = 0, None, kept == timedelta.max
    try:
        while not done:
            empty = partial(entries.empty_bodies, before=rt.now() - kept, after=after, limit=PURGE_BATCH)
            more, after = await rt.transact(empty)
            purged, done = purged + more, after is None
    except StoreError as error:
        log.warning("store.unavailable", error=str(error))
    if purged:
        log.info("bodies.purged", entries=purged)
    return purged


def rules_digest(topics: tuple[Topic, ...]) -> str:
    """What `store.meta.rules` holds once every stored entry has its topics by these rules."""
    return hashlib.blake2b(repr(topics).encode(), digest_size=16).hexdigest()


def _retag_batch(tx: Tx, topics: tuple[Topic, ...], digest: str, after: Cursor) -> tuple[int, Cursor | None]:
    """One batch of entries behind `after`; the second value is where to go on, None at the end."""
    if meta.rules(tx) == digest:
        return 0, None
    rules = compile_rules(topics)
    batch, onward = entries.walk(tx, after, RETAG_BATCH)
    changed = entries.retag(tx, {entry.key: rules.topics_of(entry) for entry in batch})
    if onward is None:
        meta.set_rules(tx, digest)
    return changed, onward
