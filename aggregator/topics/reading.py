"""One entry under the eyes of all rules: what was found out once is kept."""

from collections.abc import Iterator, Mapping, Set
from functools import cached_property
from typing import Literal

from aggregator.model import (
    Attribute,
    Condition,
    Entry,
    Field,
    InPlace,
    InTopic,
    Near,
    Regex,
    Topic,
)
from aggregator.places import Found, Passage, find_in, lies_in, regions_of
from aggregator.text import tokens
from aggregator.topics.conditions import has, in_time, regex
from aggregator.topics.literals import Hits, Index, literal_of
from aggregator.topics.tree import Group, Leaf, Node, Test

_FIELDS: dict[Field, tuple[Literal["title", "summary"], ...]] = {
    "title": ("title",),
    "summary": ("summary",),
    "any": ("title", "summary"),
}


class Reading:
    """An entry's words, what of the index they hold, and, once asked for, its places and topics."""

    def __init__(self, entry: Entry, index: Index, rules: Mapping[str, tuple[Topic, Node]]) -> None:
        self._entry = entry
        self._rules = rules
        self._passages = {
            "title": Passage(entry.title, tokens(entry.title)),
            "summary": Passage(entry.summary, tokens(entry.summary)),
        }
        self.hits: dict[str, Hits] = {
            name: index.hits(passage.words) for name, passage in self._passages.items()
        }
        title, summary = self.hits["title"].keys(), self.hits["summary"].keys()
        self._literals: dict[Field, Set[tuple[str, ...]]] = {
            "title": title,
            "summary": summary,
            "any": title | summary,
        }
        self._regions: dict[Field, frozenset[str]] = {}
        self._belonging: dict[str, bool] = {}

    @cached_property
    def places(self) -> tuple[Found, ...]:
        """The places that the entry names, also weakly."""
        return find_in(self._passages["title"], self._passages["summary"])

    def regions(self, where: Field = "any") -> frozenset[str]:
        """The places that count in that field, and all that they lie in."""
        if where not in self._regions:
            fields = _FIELDS[where]
            self._regions[where] = regions_of(found for found in self.places if found.strength in fields)
        return self._regions[where]

    def belongs(self, slug: str) -> bool:
        """Is the entry in this topic, dates counted?"""
        if slug not in self._belonging:
            topic, node = self._rules[slug]
            self._belonging[slug] = in_time(topic, self._entry) and self.holds(node)
        return self._belonging[slug]

    def holds(self, node: Node) -> bool:
        """Does the condition hold?"""
        if isinstance(node, Leaf):
            return self._tested(node.test, node.where)
        if node.minimum and not self._enough(node):
            return False
        return not node.all or all(self.holds(part) is wanted for part, wanted in node.all)

    def _enough(self, group: Group) -> bool:
        held = 0 if self._literals[group.where].isdisjoint(group.literals) else 1
        if held >= group.minimum:
            return True
        for part in group.any:
            held += self.holds(part)
            if held >= group.minimum:
                return True
        return False

    def _tested(self, test: Test, where: Field) -> bool:
        match test:
            case InPlace(place):
                return place in self.regions(_where(test, where))
            case Near():
                return any(self._pairs(test, where))
            case Regex(pattern):
                return any(regex(pattern).search(self._passages[name].text) for name in _FIELDS[where])
            case Attribute():
                return has(self._entry, test)
            case InTopic(slug):
                return self.belongs(slug)

    def evidence(self, condition: Condition, where: Field) -> tuple[str, ...]:
        """What in the entry made a test hold; for a place also the names that did not count, and why."""
        match condition:
            case Regex(pattern):
                found = (regex(pattern).search(self._passages[name].text) for name in _FIELDS[where])
                return tuple(f"“{hit.group()}”" for hit in found if hit)
            case Near():
                return tuple(dict.fromkeys(self._pairs(condition, where)))
            case InPlace():
                return tuple(f"{found.strength}: {found.evidence}" for found in self._named(condition, where))
        return ()

    def _pairs(self, near: Near, where: Field) -> Iterator[str]:
        for name in _FIELDS[where]:
            hits, words = self.hits[name], self._passages[name].words
            ours = [at for text in near.a for at in hits.get(literal_of(text), ())]
            theirs = [at for text in near.b for at in hits.get(literal_of(text), ())]
            for one in ours:
                for other in theirs:
                    if abs(one - other) <= near.within:
                        yield f"“{words[one]}” near “{words[other]}”"

    def _named(self, wanted: InPlace, where: Field) -> list[Found]:
        fields = _FIELDS[_where(wanted, where)]
        return [
            found
            for found in self.places
            if (found.strength == "weak" or found.strength in fields) and lies_in(found.place, wanted.place)
        ]


def _where(wanted: InPlace, where: Field) -> Field:
    """Where a place must be named: in the title, if the condition says so and nothing around it says more."""
    return "title" if wanted.strength == "title" and where == "any" else where
