"""What of an answer is new to the store, what changed, and how that is written: the middle of a poll's transaction."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from aggregator import ranking
from aggregator.complete import Completed, wants_pages
from aggregator.dedupe import FEWEST_STRANGERS, Doubt, decide
from aggregator.identity import handles
from aggregator.model import Changes, Entry, Known, Processed, Source, SourceState, Topic
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, entries, sources, tellings
from aggregator.topics import compile_rules

STOCK = 1000
"""How many of a source's latest entries are compared with a flood of strangers."""


def tag(processed: Processed, topics: tuple[Topic, ...]) -> Processed:
    """By the rules that are live now: they have changed since the document was given to its parser."""
    rules = compile_rules(topics)
    tagged = tuple(replace(entry, topics=rules.topics_of(entry)) for entry in processed.entries)
    return replace(processed, entries=tagged)


def admit(
    rt: PollingRuntime,
    tx: Tx,
    source: Source,
    state: SourceState,
    completed: Completed,
    now: datetime,
    *,
    reread: bool,
) -> tuple[Changes, int]:
    """The second value is how many entries were left out, for the next poll to read again."""
    incoming = completed.processed.entries
    known = () if entries.is_empty(tx, state.slug) else entries.known(tx, state.slug, incoming)
    taken = entries.taken(tx, [entry.id for entry in incoming])
    changes = decide(incoming, known, taken, now)
    if changes.new and state.last_success_at is not None:
        changes = decide(incoming, known, taken, now, _doubt(tx, state, changes.new, known))
    placed = _placed(rt, tx, state, changes.new, now)
    if wants_pages(source):  # a listing's words are less than what the entry's own page said
        changes = replace(changes, edited=(), learned=changes.learned + _as_listed(placed, completed.listed))
    edited = _as_dated(changes.edited, known) if reread else changes.edited
    changes = replace(changes, new=placed, edited=edited)
    lost = rt.grouping.save(tx, changes, now)
    if changes.linked or (state.quarantined_at and changes.withheld):
        sources.quarantine(tx, state.slug, now, linked=changes.linked, withheld=len(changes.withheld))
    return changes, lost


def _placed(
    rt: PollingRuntime, tx: Tx, state: SourceState, new: Collection[Entry], now: datetime
) -> tuple[Entry, ...]:
    """With their places in listings: of what a source brings at once, not all may stand before others' news."""
    if not new:
        return ()
    backlog = not state.body_hash  # never read whole at this address
    places = [ranking.order_at(one.published, one.first_seen, backlog=backlog) for one in new]
    recent = {"since": now - ranking.AT_ONCE, "ordered_after": now - ranking.LATE}
    room = rt.settings.ranking.at_once - tellings.brought(tx, state.slug, **recent)
    spaced = ranking.spaced(places, now, room)
    return tuple(replace(one, order_at=place) for one, place in zip(new, spaced, strict=True))


def _as_dated(edited: Collection[Entry], known: Collection[Known]) -> tuple[Entry, ...]:
    """With the dates that they had: a source that we read in another way now has not edited anything."""
    updated = {old.key: old.updated for old in known}
    return tuple(replace(entry, updated=updated.get(entry.key, entry.updated)) for entry in edited)


def _as_listed(new: Collection[Entry], listed: Collection[Entry]) -> tuple[tuple[str, str], ...]:
    keys = {entry.identity: entry.key for entry in new}
    return tuple(
        (keys[entry.identity], handle)
        for entry in listed
        if entry.identity in keys
        for handle in handles(entry)
    )


def _doubt(tx: Tx, state: SourceState, new: Collection[Entry], known: Collection[Known]) -> Doubt:
    """What else to ask before these are announced; nearly always there are too few of them to ask much."""
    named = {old.key for old in known}
    stock = entries.stock(tx, state.slug, STOCK) if len(new) >= FEWEST_STRANGERS else ()
    return Doubt(
        withheld=entries.withheld(tx, state.slug, new),
        stock=tuple(old for old in stock if old.key not in named),
        quarantined_at=state.quarantined_at,
    )
