"""Is this the same entry as one we have? Decides what one answer of one source means for the store.

An entry is recognised by its handles (see `identity.handles`), strongest first: its guid, its canonical URL,
its title together with its date. Every handle an entry was ever seen with is remembered, so publishers may
churn guids, flip schemes, move links or edit titles without anything being announced twice. Only entries of
the same source are ever compared: no source can reach another's.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.identity import GUID, TITLE, URL, entry_key, handles, own_id
from aggregator.model import Changes, Entry, Known

UPDATE_PAUSE = timedelta(hours=1)
"""`atom:updated` of an edited entry moves at most once in this time, so that a storm of edits is one update."""

_SAME_WORDS = 0.6


def decide(
    incoming: tuple[Entry, ...], known: tuple[Known, ...], taken: Collection[str], now: datetime
) -> Changes:
    """What is new, what is edited, and which handles were learned. Entries missing from an answer mean nothing.

    `known` are the source's entries that share a handle with an incoming one; `taken` are the atom:ids among
    those proposed that any entry of any source already bears.
    """
    shared = _shared(incoming)
    offered = {entry.identity: tuple(h for h in handles(entry) if h not in shared) for entry in incoming}
    matches = _match(incoming, known, offered)
    edited = [_edit(entry, old, now) for entry, old in matches if entry.hash != old.hash]
    learned = [
        (old.key, handle)
        for entry, old in matches
        for handle in offered[entry.identity]
        if handle not in old.handles
    ]
    found = {entry.identity for entry, _ in matches}
    new = _settle_ids([entry for entry in incoming if entry.identity not in found], taken)
    learned += [(entry.key, handle) for entry in new for handle in offered[entry.identity]]
    return Changes(new, tuple(edited), tuple(learned))


def _settle_ids(new: Iterable[Entry], taken: Collection[str]) -> tuple[Entry, ...]:
    """Gives an id of our own to each entry whose proposed id already stands for another entry.

    The first to be published under an id keeps it; whoever claims it later, by reprint or by malice,
    is told apart (RFC 4287 §4.2.6 wants ids universally unique).
    """
    settled: dict[str, Entry] = {}
    for entry in new:
        entry_id = entry.id
        if entry_id in settled or entry_id in taken:
            entry_id = own_id(entry.source, entry.identity)
        settled[entry_id] = replace(entry, id=entry_id, key=entry_key(entry_id))
    return tuple(settled.values())


def _shared(incoming: tuple[Entry, ...]) -> frozenset[str]:
    """The URL handles that several entries of one answer bear: such a link selects no entry."""
    counts = Counter(handle for entry in incoming for handle in set(handles(entry)) if handle.startswith(URL))
    return frozenset(handle for handle, count in counts.items() if count > 1)


def _match(
    incoming: tuple[Entry, ...], known: tuple[Known, ...], offered: dict[str, tuple[str, ...]]
) -> list[tuple[Entry, Known]]:
    """Pairs each entry with at most one known entry, and each known entry with at most one, strongest first."""
    open_known = {old.key: old for old in known}
    open_new = {entry.identity: entry for entry in incoming}
    matches: list[tuple[Entry, Known]] = []
    for kind in (GUID, URL, TITLE):
        by_handle = {handle: old for old in open_known.values() for handle in old.handles}
        for entry in tuple(open_new.values()):
            old = _find(
                entry, [handle for handle in offered[entry.identity] if handle.startswith(kind)], by_handle
            )
            if old is not None and old.key in open_known:
                matches.append((entry, old))
                del open_known[old.key], open_new[entry.identity]
    return matches


def _find(entry: Entry, offered: list[str], by_handle: dict[str, Known]) -> Known | None:
    for handle in offered:
        old = by_handle.get(handle)
        if old is not None and (not handle.startswith(URL) or _same_at_url(entry, old)):
            return old
    return None


def _same_at_url(entry: Entry, old: Known) -> bool:
    """A page that shows something else under the same address every day is not one entry.

    So two guids at one URL are one entry only when title or date agree as well.
    """
    if not entry.guid or not old.guid or _dated_alike(entry, old):
        return True
    ours, theirs = set(entry.title.lower().split()), set(old.title.lower().split())
    return len(ours & theirs) >= _SAME_WORDS * max(len(ours | theirs), 1)


def _dated_alike(entry: Entry, old: Known) -> bool:
    return entry.published is not None and entry.published == old.published


def _edit(entry: Entry, old: Known, now: datetime) -> Entry:
    """The new words under the old name, in the old place."""
    return replace(
        entry,
        key=old.key,
        id=old.id,
        identity=old.identity,
        published=old.published or entry.published,
        updated=now if now - old.updated >= UPDATE_PAUSE else old.updated,
        first_seen=old.first_seen,
        order_at=old.order_at,
        source_updated=old.source_updated,
    )
