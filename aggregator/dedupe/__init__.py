"""Is this the same entry as one we have? Decides what one answer of one source means for the store.

An entry is recognised by its handles (see `identity.handles`), strongest first: its guid, its canonical URL,
the same without the host, its title together with its date. Every handle an entry was ever seen with is
remembered, so publishers may churn guids, flip schemes, move links or edit titles without anything being
announced twice. Only entries of the same source are ever compared: no source can reach another's.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.dedupe.flood import FEWEST_STRANGERS, Doubt, is_old, recognise, was_withheld
from aggregator.dedupe.matching import Offer, is_named, marks_of, match, offers_of
from aggregator.identity import entry_key, own_id
from aggregator.model import Changes, Entry, Known

__all__ = ["FEWEST_STRANGERS", "UPDATE_PAUSE", "Doubt", "decide"]

UPDATE_PAUSE = timedelta(hours=1)
"""`atom:updated` of an edited entry moves at most once in this time, so that a storm of edits is one update."""

MOST_ALIASES = 64
"""Handles that one entry learns after its first: a feed with new guids in every answer fills no disk."""


_NO_DOUBT = Doubt()


def decide(
    incoming: tuple[Entry, ...],
    known: tuple[Known, ...],
    taken: Collection[str],
    now: datetime,
    doubt: Doubt = _NO_DOUBT,
) -> Changes:
    """What is new, what is edited, and which handles were learned. Entries missing from an answer mean nothing.

    `known` are the source's entries that share a handle (or its mark as shared) with an incoming one; `taken`
    are the atom:ids among those proposed that any entry of any source already bears; `doubt` is why what looks
    new may be old.
    """
    offers = offers_of(incoming, known)
    matches = match(offers, known)
    unknown = [offer for offer in _without(offers, matches) if not was_withheld(offer, doubt)]
    linked = recognise(unknown, doubt.stock)
    unknown = _without(unknown, linked)
    withheld = [offer for offer in unknown if linked or is_old(offer, doubt)]
    new = _without(unknown, [(offer, None) for offer in withheld])
    settled = _settle_ids([offer.entry for offer in new], taken, now)
    keys = {offer.entry.identity: old.key for offer, old in (*matches, *linked)}
    keys |= {entry.identity: entry.key for entry in settled}
    return Changes(
        new=settled,
        edited=(
            *(_edit(offer.entry, old, now) for offer, old in matches if offer.entry.hash != old.hash),
            *(replace(_edit(offer.entry, old, now), updated=old.updated) for offer, old in linked),
        ),
        learned=(
            *_learned([*matches, *linked]),
            *((keys[offer.entry.identity], handle) for offer in new for handle in offer.handles),
            *marks_of(incoming, known, keys),
        ),
        withheld=tuple(offer.entry for offer in withheld),
        renamed=sum(not is_named(offer, old) for offer, old in matches),
        linked=len(linked),
    )


def _without(offers: Iterable[Offer], matches: Iterable[tuple[Offer, object]]) -> list[Offer]:
    found = {offer.entry.identity for offer, _ in matches}
    return [offer for offer in offers if offer.entry.identity not in found]


def _learned(matches: Iterable[tuple[Offer, Known]]) -> Iterable[tuple[str, str]]:
    for offer, old in matches:
        fresh = [handle for handle in offer.handles if handle not in old.handles]
        yield from ((old.key, handle) for handle in fresh[: max(0, MOST_ALIASES - old.aliases)])


def _settle_ids(new: Sequence[Entry], taken: Collection[str], now: datetime) -> tuple[Entry, ...]:
    """Gives an id of our own to each entry whose proposed id already stands for another entry.

    The first to be published under an id keeps it; whoever claims it later, by reprint or by malice, is told
    apart (RFC 4287 §4.2.6 wants ids universally unique). The moment is in that id: what we would mint can be
    computed by anybody, and so be taken beforehand to keep an entry out.
    """
    settled: dict[str, Entry] = {}
    for entry in new:
        entry_id = entry.id
        if entry_id in settled or entry_id in taken:
            entry_id = own_id(entry.source, f"{entry.identity}\0{now.isoformat()}")
        settled[entry_id] = replace(entry, id=entry_id, key=entry_key(entry_id))
    return tuple(settled.values())


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
