"""When most of what looks new is old: a site has moved, and every guid, address and date is another.

No handle is left to go by. What is left is that a dozen strangers come at once and bear the words of entries
that nothing in the answer points to any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aggregator.dedupe.likeness import alike, contradict
from aggregator.dedupe.matching import Offer
from aggregator.identity import words_of
from aggregator.model import Entry, Known

T = TypeVar("T")
FEWEST_STRANGERS = 10
_LONG_TEXT = 8


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why what looks new may be old. `stock`: the source's latest entries that no handle of the answer names."""

    withheld: Collection[str] = frozenset()
    """Handles of entries that are not to be shown, among those asked for."""
    stock: tuple[Known, ...] = ()
    quarantined_at: datetime | None = None


def was_withheld(offer: Offer, doubt: Doubt) -> bool:
    """An earlier answer had it, and it was not to be shown."""
    return any(handle in doubt.withheld for handle in offer.handles)


def is_old(offer: Offer, doubt: Doubt) -> bool:
    """It was published before the source went into quarantine."""
    published, since = offer.entry.published, doubt.quarantined_at
    return published is not None and since is not None and published < since


def recognise(unknown: list[Offer], stock: tuple[Known, ...]) -> list[tuple[Offer, Known]]:
    """The strangers that are old acquaintances, if they are most of the strangers; else none.

    Words that several bear, on either side, tell nobody apart and link nothing.
    """
    if min(len(unknown), len(stock)) < FEWEST_STRANGERS:
        return []
    newest = max(old.order_at for old in stock)
    pairs: list[tuple[Offer, Known]] = []
    for words in (_title_and_text, _title, _text):
        paired = {offer.entry.identity for offer, _ in pairs}
        taken = {old.key for _, old in pairs}
        ours = _single((o, words(o.entry)) for o in unknown if o.entry.identity not in paired)
        theirs = _single((old, words(old)) for old in stock if old.key not in taken)
        both = ((offer, theirs[said]) for said, offer in ours.items() if said in theirs)
        pairs += [(offer, old) for offer, old in both if _is_same(offer.entry, old, newest)]
    return pairs if 2 * len(pairs) > len(unknown) else []


def _single(said: Iterable[tuple[T, tuple[str, ...]]]) -> dict[tuple[str, ...], T]:
    """By their words, those that say what no other of them says."""
    groups = defaultdict[tuple[str, ...], list[T]](list)
    for one, words in said:
        groups[words].append(one)
    return {words: group[0] for words, group in groups.items() if words and len(group) == 1}


def _is_same(entry: Entry, old: Known, newest: datetime) -> bool:
    """A daily column bears its title every day, with another text or, where there is none, a new date."""
    if alike(entry.summary, old.summary):
        return True
    is_later = entry.published is None or entry.published > newest
    return not is_later and not contradict(entry.summary, old.summary)


def _title_and_text(one: Entry | Known) -> tuple[str, ...]:
    return (*words_of(one.title), "", *words_of(one.summary)) if one.summary else ()


def _title(one: Entry | Known) -> tuple[str, ...]:
    return words_of(one.title)


def _text(one: Entry | Known) -> tuple[str, ...]:
    words = words_of(one.summary)
    return words if len(words) >= _LONG_TEXT else ()
