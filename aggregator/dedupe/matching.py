"""Which entry of an answer is which known entry."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aggregator.dedupe.likeness import alike, contradict
from aggregator.identity import GUID, PATH, SHARED, TITLE, URL, guid_of, handles
from aggregator.model import Entry, Known
from aggregator.urls import canonical_url

_NEAR = timedelta(hours=12)
"""A revision follows its entry within so long; what a page shows tomorrow is tomorrow's."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry of an answer, with the handles that it shares with no other: those that may select it."""

    entry: Entry
    handles: tuple[str, ...]


def offers_of(incoming: tuple[Entry, ...], known: tuple[Known, ...]) -> tuple[Offer, ...]:
    """What each entry may be recognised by. The same entry listed twice in one answer is offered once."""
    borne = {entry.identity: handles(entry) for entry in incoming}
    kept = _once(incoming, borne)
    shared = _counted(borne[entry.identity] for entry in kept) | _marked(known)
    return tuple(
        Offer(entry, tuple(handle for handle in borne[entry.identity] if handle not in shared))
        for entry in kept
    )


def marks_of(
    incoming: tuple[Entry, ...], known: tuple[Known, ...], keys: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """(key, mark) of every handle that several entries of the answer bear and that was not marked before.

    The key is that of the first bearer: somebody has to remember it.
    """
    borne = {entry.identity: handles(entry) for entry in incoming}
    kept = [entry for entry in _once(incoming, borne) if entry.identity in keys]
    fresh = _counted(borne[entry.identity] for entry in kept) - _marked(known)
    bearers = {handle: keys[entry.identity] for entry in reversed(kept) for handle in borne[entry.identity]}
    return ((bearers[handle], SHARED + handle) for handle in sorted(fresh))


def _once(incoming: tuple[Entry, ...], borne: Mapping[str, tuple[str, ...]]) -> tuple[Entry, ...]:
    """Without those that stand at the same address under the same title at the same time as one before them."""
    shared = _counted(borne.values())
    kept: dict[tuple[str, ...], Entry] = {}
    for entry in incoming:
        common = [handle for handle in borne[entry.identity] if handle in shared]
        same = {handle[0] for handle in common} >= {URL, TITLE}
        named = [handle for handle in common if handle[0] in (URL, TITLE)] if same else [entry.identity]
        kept.setdefault((*named, _fragment(entry)), entry)
    return tuple(kept.values())


def _counted(borne: Iterable[tuple[str, ...]]) -> frozenset[str]:
    counts = Counter(handle for each in borne for handle in each)
    return frozenset(handle for handle, count in counts.items() if count > 1)


def _marked(known: tuple[Known, ...]) -> frozenset[str]:
    return frozenset(
        handle.removeprefix(SHARED) for old in known for handle in old.handles if handle.startswith(SHARED)
    )


def match(offers: tuple[Offer, ...], known: tuple[Known, ...]) -> list[tuple[Offer, Known]]:
    """Pairs each entry with at most one known entry, and each known entry with at most one, strongest first."""
    open_known = {old.key: old for old in known}
    open_new = {offer.entry.identity: offer for offer in offers}
    matches: list[tuple[Offer, Known]] = []
    for kind, is_same in _GUARDS.items():
        by_handle = {handle: old for old in open_known.values() for handle in old.handles}
        for offer in tuple(open_new.values()):
            found = (by_handle.get(handle) for handle in offer.handles if handle.startswith(kind))
            old = next((old for old in found if old and is_same(offer.entry, old)), None)
            if old is not None and old.key in open_known:
                matches.append((offer, old))
                del open_known[old.key], open_new[offer.entry.identity]
    return matches


def is_named(offer: Offer, old: Known) -> bool:
    """Its guid, or whatever names it, is one that the known entry had before."""
    return any(handle in old.handles for handle in offer.handles if handle.startswith(GUID))


def _same_by_name(entry: Entry, old: Known) -> bool:
    """A guid is believed; an entry without one goes by its address."""
    return bool(guid_of(entry.guid)) or _same_at_url(entry, old)


def _same_at_url(entry: Entry, old: Known) -> bool:
    """A page that shows something else under one address every day is another entry every day.

    So two guids, or two places of the page, are one entry only when they agree in more than the address.
    """
    ours, theirs = guid_of(entry.guid), guid_of(old.guid)
    doubtful = ours and theirs and canonical_url(ours) != canonical_url(theirs)
    return not (doubtful or _fragment(entry) != _fragment(old)) or _agree(entry, old)


def _agree(entry: Entry, old: Known) -> bool:
    """The date to the second; or two of title, text and time of day, if the texts do not contradict."""
    if entry.published is not None and entry.published == old.published:
        return True
    title, text = alike(entry.title, old.title), alike(entry.summary, old.summary)
    near = abs(_moment(entry) - _moment(old)) <= _NEAR
    return (
        (title and text) or (near and text) or (near and title and not contradict(entry.summary, old.summary))
    )


def _same_words(entry: Entry, old: Known) -> bool:
    """Title and date are those of both already; two galleries of one minute still tell different things."""
    return not contradict(entry.summary, old.summary)


_GUARDS: dict[str, Callable[[Entry, Known], bool]] = {
    GUID: _same_by_name,
    URL: _same_at_url,
    PATH: _agree,
    TITLE: _same_words,
}
"""What must hold besides a common handle of each kind; in the order in which they are tried."""


def _moment(one: Entry | Known) -> datetime:
    return one.published or one.first_seen


def _fragment(one: Entry | Known) -> str:
    """The place on the page; a guid that is an address may name it instead of the link."""
    return one.url.partition("#")[2] or (one.guid.partition("#")[2] if "://" in one.guid else "")
