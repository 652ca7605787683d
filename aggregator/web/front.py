"""The front page: what leads, what is new, and the newest of every topic, no entry twice where that can be."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from aggregator.config import Settings
from aggregator.model import Entry
from aggregator.store import Tx, entries
from aggregator.web.cards import Card, Cards

_NEWEST = 12
_CANDIDATES = 24
"""The lead is the newest entry with a picture among so many."""
_PER_SECTION = 5
_ENOUGH = 3
"""With fewer entries that were not shown above, a section shows some of those again."""
_SECTIONS = 12
"""Topics with a section; the others are named at the foot of the page."""


@dataclass(frozen=True, slots=True)
class Section:
    """A topic's newest entries."""

    title: str
    path: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """Everything between masthead and foot. Without entries there is no lead."""

    lead: Card | None
    newest: tuple[Card, ...]
    sections: tuple[Section, ...]


def read_front(tx: Tx, settings: Settings, now: datetime) -> Front:
    """The front page of this moment."""
    cards = Cards(settings, now)
    found = entries.latest(tx, limit=_CANDIDATES, full=False)
    lead = next((entry for entry in found if entry.image), found[0] if found else None)
    newest = tuple(entry for entry in found if entry is not lead)[:_NEWEST]
    shown = {entry.key for entry in (lead, *newest) if entry}
    sections = []
    for topic in settings.topics[:_SECTIONS]:
        latest = entries.latest(tx, topic=topic.slug, limit=_PER_SECTION + len(shown), full=False)
        chosen = _chosen(latest, shown)
        shown |= {entry.key for entry in chosen}
        if chosen:
            sections.append(Section(topic.title, f"/topics/{topic.slug}", cards.make(tx, chosen)))
    return Front(cards.make(tx, [lead])[0] if lead else None, cards.make(tx, newest), tuple(sections))


def _chosen(latest: tuple[Entry, ...], shown: Set[str]) -> tuple[Entry, ...]:
    """The newest of a topic that stand nowhere above, or all when few are left; one with a picture first."""
    fresh = tuple(entry for entry in latest if entry.key not in shown)
    chosen = (fresh if len(fresh) >= _ENOUGH else latest)[:_PER_SECTION]
    if not chosen:
        return ()
    feature = next((entry for entry in chosen if entry.image), chosen[0])
    return (feature, *(entry for entry in chosen if entry is not feature))
