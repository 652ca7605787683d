"""What other rules would change: which entries come into a topic or leave it, and which conditions decide it.

Both sets of rules are compiled as one, so that every entry is read once.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from aggregator.model import Condition, Entry, InTopic, Match, Topic
from aggregator.topics.reasons import Verdict, why_in, why_out
from aggregator.topics.rules import Rules

_NEW = "new "
"""Before the slugs of the new rules; no slug has a space in it."""


@dataclass(frozen=True, slots=True)
class Example:
    """An entry that comes in or goes out, and the conditions that decide it, in words."""

    entry: Entry
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one topic. `coming` and `going` are examples, latest first."""

    slug: str
    came: int
    went: int
    coming: tuple[Example, ...]
    going: tuple[Example, ...]
    appears: bool = False
    vanishes: bool = False


def changed_rules(old: tuple[Topic, ...], new: tuple[Topic, ...]) -> frozenset[str]:
    """Topics that only one side has, whose rule or dates differ, or that ask for such a topic."""
    before, after = _by_slug(old), _by_slug(new)
    slugs = before.keys() | after.keys()
    differ = {slug for slug in slugs if _rule(before.get(slug)) != _rule(after.get(slug))}
    return frozenset(
        slug for slug in slugs if differ & (_with_asked([slug], before) | _with_asked([slug], after))
    )


def compare(
    old: tuple[Topic, ...],
    new: tuple[Topic, ...],
    entries: Iterable[Entry],
    *,
    slugs: Collection[str],
    examples: int,
) -> tuple[Change, ...]:
    """What the new rules change in the topics `slugs` for these entries, earliest first; in order of topics.

    A topic to which nothing happens is left out. Keeps at most `examples` entries for each topic and direction.
    """
    before, after = _needed(old, slugs), _needed(new, slugs)
    moves = {slug: _Moves(examples) for slug in (*after, *before) if slug in slugs}
    watched = [(slug, _NEW + slug, moved) for slug, moved in moves.items()]
    rules = Rules((*before.values(), *map(_apart, after.values())))
    for entry in entries:
        belongs = set(rules.topics_of(entry))
        for was, will_be, moved in watched if belongs else ():
            if (was in belongs) != (will_be in belongs):
                moved.add(entry, came=will_be in belongs)
    explained = _Explained(Rules(tuple(before.values())), Rules(tuple(after.values())))
    changes = (
        _change(slug, moved, slug in before, slug in after, explained) for slug, moved in moves.items()
    )
    return tuple(one for one in changes if one.came or one.went or one.appears or one.vanishes)


class _Moves:
    """What comes in and goes out of one topic: how many, and the last few."""

    def __init__(self, examples: int) -> None:
        self.came = self.went = 0
        self.coming: deque[Entry] = deque(maxlen=examples)
        self.going: deque[Entry] = deque(maxlen=examples)

    def add(self, entry: Entry, *, came: bool) -> None:
        self.came += came
        self.went += not came
        (self.coming if came else self.going).append(entry)


@dataclass(frozen=True, slots=True)
class _Explained:
    before: Rules
    after: Rules

    def verdicts(self, entry: Entry, slug: str) -> tuple[Verdict | None, Verdict | None]:
        """What both sides say of the entry; None where there is no such topic."""
        return _verdict(self.before, entry, slug), _verdict(self.after, entry, slug)


def _verdict(rules: Rules, entry: Entry, slug: str) -> Verdict | None:
    return next(
        (Verdict(belongs, trace) for topic, belongs, trace in rules.explain(entry) if topic.slug == slug),
        None,
    )


def _change(slug: str, moved: _Moves, was: bool, will_be: bool, explained: _Explained) -> Change:
    return Change(
        slug,
        moved.came,
        moved.went,
        coming=tuple(
            Example(entry, why_in(*explained.verdicts(entry, slug))) for entry in reversed(moved.coming)
        ),
        going=tuple(
            Example(entry, why_out(*explained.verdicts(entry, slug))) for entry in reversed(moved.going)
        ),
        appears=not was,
        vanishes=not will_be,
    )


def _by_slug(topics: Iterable[Topic]) -> dict[str, Topic]:
    return {topic.slug: topic for topic in topics}


def _rule(topic: Topic | None) -> object:
    return topic and (topic.match, topic.since, topic.until)


def _needed(topics: tuple[Topic, ...], slugs: Collection[str]) -> dict[str, Topic]:
    """Those of these slugs and what their rules ask for, in order."""
    by_slug = _by_slug(topics)
    needed = _with_asked(slugs, by_slug)
    return {slug: topic for slug, topic in by_slug.items() if slug in needed}


def _with_asked(slugs: Iterable[str], topics: Mapping[str, Topic]) -> set[str]:
    """The slugs, and those of all topics that they depend on."""
    found: set[str] = set()
    waiting = [slug for slug in slugs if slug in topics]
    while waiting:
        slug = waiting.pop()
        if slug not in found:
            found.add(slug)
            waiting += _asked(topics[slug].match)
    return found


def _asked(condition: Condition) -> Iterator[str]:
    match condition:
        case InTopic(slug):
            yield slug
        case Match():
            for part in (*condition.any, *condition.all, *condition.none):
                yield from _asked(part)
        case _:
            pass


def _apart(topic: Topic) -> Topic:
    """The same rule under a name of its own, and asking for topics of its own side."""
    return replace(topic, slug=_NEW + topic.slug, match=_group_apart(topic.match))


def _group_apart(match: Match) -> Match:
    return replace(
        match,
        any=tuple(map(_condition_apart, match.any)),
        all=tuple(map(_condition_apart, match.all)),
        none=tuple(map(_condition_apart, match.none)),
    )


def _condition_apart(condition: Condition) -> Condition:
    match condition:
        case InTopic(slug):
            return InTopic(_NEW + slug)
        case Match():
            return _group_apart(condition)
        case _:
            return condition
