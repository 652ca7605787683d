"""Rules as they are evaluated: groups whose words are sets, so that a list of a hundred is one look."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from aggregator.model import Attribute, Condition, Field, InPlace, InTopic, Match, Near, Phrase, Regex, Word
from aggregator.topics.literals import Literal, literal_of

Test = Near | Regex | Attribute | InPlace | InTopic


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """One test and the field it is asked of."""

    test: Test
    where: Field


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Holds when `minimum` of literals (together one) and `any` do, all of `all`, and `none` does not."""

    where: Field
    literals: frozenset[Literal] = frozenset()
    any: tuple["Node", ...] = ()
    minimum: int = 0
    all: tuple["Node", ...] = ()
    none: "Group | None" = None


Node = Leaf | Group


def grow(condition: Condition, where: Field) -> Node:
    """The condition as it is evaluated, looked for in that field."""
    match condition:
        case Word(text) | Phrase(text):
            return Group(where, frozenset((literal_of(text),)), minimum=1)
        case Match():
            within = inner_field(condition, where)
            some = _some(condition.any, within, condition.minimum)
            return Group(
                where=within,
                literals=some.literals,
                any=some.any,
                minimum=condition.minimum if condition.any else 0,
                all=tuple(grow(part, within) for part in condition.all),
                none=_some(condition.none, within) if condition.none else None,
            )
        case _:
            return Leaf(condition, where)


def inner_field(match: Match, where: Field) -> Field:
    """Where the conditions of a group are looked for: what it says, else what is said around it."""
    return where if match.field == "any" else match.field


@dataclass(slots=True)
class _Flat:
    literals: set[Literal] = field(default_factory=set)
    others: list[Node] = field(default_factory=list)


def _some(conditions: Iterable[Condition], where: Field, minimum: int = 1) -> Group:
    if minimum > 1:
        return Group(where, any=tuple(grow(part, where) for part in conditions), minimum=minimum)
    flat = _Flat()
    _flatten(conditions, where, flat)
    return Group(where, frozenset(flat.literals), tuple(flat.others), minimum=1)


def _flatten(conditions: Iterable[Condition], where: Field, flat: _Flat) -> None:
    """Alternatives inside alternatives are alternatives."""
    for condition in conditions:
        match condition:
            case Word(text) | Phrase(text):
                flat.literals.add(literal_of(text))
            case Match(any=some, all=(), none=(), minimum=1) if (
                some and inner_field(condition, where) == where
            ):
                _flatten(some, where, flat)
            case _:
                flat.others.append(grow(condition, where))
