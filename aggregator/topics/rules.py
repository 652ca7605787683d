"""The compiled topics: one walk over an entry's words, then only the rules that could hold.

A rule is a tree of conditions over what was hit. The same tree, asked node by node, is the trace behind
`explain`. Words match whole tokens (no stems: pemilih, pemilihan and pilihan are three things), so nothing
matches inside another word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from aggregator.model import Condition, Entry, Field, InPlace, InTopic, Match, Near, Phrase, Topic, Word
from aggregator.topics.literals import Index, Literal, literal_of
from aggregator.topics.reading import Reading
from aggregator.topics.tree import grow, inner_field

Trigger = Literal | str
"""A literal that is hit, or the id of a place that is named: without one of its triggers no rule can hold."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One node of a rule: did it hold for this entry? `parts` are the nodes it was decided from.

    `evidence` is what in the entry a test found: a regex or `near` its words, a place the names that count
    ("title: …") and those that do not ("weak: …").
    """

    condition: Condition
    holds: bool
    parts: tuple["Trace", ...] = ()
    evidence: tuple[str, ...] = ()


class Rules:
    """The compiled topics; see `compile_rules`."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self._rules = {topic.slug: (topic, grow(topic.match, "any")) for topic in topics}
        self._index = Index(literal for topic in topics for literal in _literals(topic.match))
        self._asks_places = any(_asks_places(topic.match) for topic in topics)
        by_slug = {topic.slug: topic for topic in topics}
        self._always: set[str] = set()
        self._triggered: dict[Trigger, set[str]] = {}
        for topic in topics:
            triggers = _triggers(topic.match, by_slug)
            if triggers is None:
                self._always.add(topic.slug)
            for trigger in triggers or ():
                self._triggered.setdefault(trigger, set()).add(topic.slug)

    def topics_of(self, entry: Entry) -> tuple[str, ...]:
        """The slugs of the topics that the entry belongs to, in configuration order."""
        reading = Reading(entry, self._index, self._rules)
        possible = self._possible(reading)
        if not possible:
            return ()
        return tuple(slug for slug in self._rules if slug in possible and reading.belongs(slug))

    def explain(self, entry: Entry) -> tuple[tuple[Topic, bool, Trace], ...]:
        """For every topic: does the entry belong (dates counted), and which conditions held."""
        reading = Reading(entry, self._index, self._rules)
        return tuple(
            (topic, reading.belongs(topic.slug), _trace(reading, topic.match, "any"))
            for topic, _ in self._rules.values()
        )

    def _possible(self, reading: Reading) -> set[str]:
        possible = self._always.copy()
        for hits in reading.hits.values():
            for literal in hits:
                possible |= self._triggered.get(literal, _NOTHING)
        if self._asks_places:
            for place in reading.regions():
                possible |= self._triggered.get(place, _NOTHING)
        return possible


_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=4)
def compile_rules(topics: tuple[Topic, ...]) -> Rules:
    """The rules of a configuration, compiled once for every process that asks with the same topics."""
    return Rules(topics)


def _trace(reading: Reading, condition: Condition, where: Field) -> Trace:
    parts: tuple[Trace, ...] = ()
    if isinstance(condition, Match):
        within = inner_field(condition, where)
        parts = tuple(_trace(reading, part, within) for part in _parts(condition))
    return Trace(condition, reading.holds(grow(condition, where)), parts, reading.evidence(condition, where))


def _parts(match: Match) -> tuple[Condition, ...]:
    return (*match.any, *match.all, *match.none)


def _literals(condition: Condition) -> Iterator[Literal]:
    match condition:
        case Word(text) | Phrase(text):
            yield literal_of(text)
        case Near(a, b):
            yield from map(literal_of, (*a, *b))
        case Match():
            for part in _parts(condition):
                yield from _literals(part)
        case _:
            pass


def _asks_places(condition: Condition) -> bool:
    if isinstance(condition, Match):
        return any(map(_asks_places, _parts(condition)))
    return isinstance(condition, InPlace)


def _triggers(condition: Condition, topics: Mapping[str, Topic]) -> frozenset[Trigger] | None:
    """What one of must be in an entry for the condition to hold; None when it may hold without any."""
    match condition:
        case Word(text) | Phrase(text):
            return frozenset((literal_of(text),))
        case Near(a):
            return frozenset(map(literal_of, a))
        case InPlace(place):
            return frozenset((place,))
        case InTopic(slug):
            return _triggers(topics[slug].match, topics)
        case Match():
            some = [_triggers(part, topics) for part in condition.any]
            known = [part for part in some if part is not None]
            needed = [_triggers(part, topics) for part in condition.all]
            if some and len(known) == len(some):
                needed.append(frozenset[Trigger]().union(*known))
            return min((part for part in needed if part is not None), key=len, default=None)
        case _:
            return None
