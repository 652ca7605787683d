"""The rules of a topic as written → the values that `topics` evaluates. Total: all was checked before."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from aggregator.config.rule_shapes import RuleShape
from aggregator.model import Attribute, Condition, InPlace, InTopic, Match, Near, Phrase, Regex, Word

Lists = Mapping[str, tuple[str, ...]]
"""Named lists: what `@name` stands for."""

_ONE_WORD = re.compile(r"\w+\*?")
_ATTRIBUTES: tuple[Literal["category", "source", "author", "url"], ...] = (
    "category",
    "source",
    "author",
    "url",
)


def topic_match(rule: RuleShape, lists: Lists) -> Match:
    """What belongs to a topic."""
    condition = _condition(rule, lists)
    return condition if isinstance(condition, Match) else Match(any=(condition,))


def _condition(rule: RuleShape | str, lists: Lists) -> Condition:
    if isinstance(rule, str):
        return _some(map(_literal, _spelled_out([rule], lists)))
    test = _literals(rule, lists) or _other_test(rule)
    if not test:
        return _group(rule, lists)
    return Match(any=(test,), field=rule.field) if rule.field else test


def _group(rule: RuleShape, lists: Lists) -> Match:
    def conditions(written: list[str | RuleShape] | None) -> tuple[Condition, ...]:
        return tuple(_condition(part, lists) for part in written or ())

    return Match(
        any=conditions(rule.any or rule.of),
        all=conditions(rule.all),
        none=conditions(rule.none),
        minimum=rule.min or 1,
        field=rule.field or "any",
    )


def _literals(rule: RuleShape, lists: Lists) -> Condition | None:
    if rule.near:
        a, b = _spelled_out(rule.near.a, lists), _spelled_out(rule.near.b, lists)
        return Near(a, b, rule.near.within)
    if words := rule.word or rule.phrase:
        return _some(map(_literal, _spelled_out(words, lists)))
    return None


def _other_test(rule: RuleShape) -> Condition | None:
    if rule.regex:
        return Regex(rule.regex)
    if rule.place:
        return InPlace(rule.place, rule.strength or "any")
    if rule.topic:
        return InTopic(rule.topic)
    for name in _ATTRIBUTES:
        if values := getattr(rule, name):
            return Attribute(name, tuple(values))
    return None


def _literal(text: str) -> Condition:
    return Word(text) if _ONE_WORD.fullmatch(text) else Phrase(text)


def _some(conditions: Iterable[Condition]) -> Condition:
    """At least one of them; one alone stands for itself."""
    all_of_them = tuple(conditions)
    return all_of_them[0] if len(all_of_them) == 1 else Match(any=all_of_them)


def _spelled_out(words: Iterable[str], lists: Lists) -> tuple[str, ...]:
    """The words, with each `@name` replaced by its list."""
    return tuple(
        word for written in words for word in (lists[written[1:]] if written.startswith("@") else (written,))
    )
