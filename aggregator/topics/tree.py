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
    cost: int


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Holds when `minimum` of literals (together one) and `any` do, and each of `all` does as it says, or does not.

    What is asked at little cost is asked first, regexes last: most groups are decided before.
    """

    where: Field
    literals: frozenset[Literal] = frozenset()
    any: tuple["Node", ...] = ()
    minimum: int = 0
    all: tuple[tuple["Node", bool], ...] = ()
    cost: int = 0
    """That of its dearest part."""


Node = Leaf | Group

_COSTS: dict[type[Test], int] = {InPlace: 1, InTopic: 2, Attribute: 3, Near: 4, Regex: 5}


def grow(condition: Condition, where: Field) -> Node:
    """The condition as it is evaluated, looked for in that field."""
    match condition:
        case Word(text) | Phrase(text):
            return Group(where, frozenset((literal_of(text),)), minimum=1)
        case Match():
            within = inner_field(condition, where)
            some = _some(condition.any, within, condition.minimum)
            parts = [(grow(part, within), True) for part in condition.all]
            if condition.none:
                parts.append((_some(condition.none, within), False))
            return Group(
                where=within,
                literals=some.literals,
                any=some.any,
                minimum=condition.minimum if condition.any else 0,
                all=tuple(sorted(parts, key=lambda part: part[0].cost)),
                cost=max((some.cost, *(part.cost for part, _ in parts))),
            )
        case _:
            return Leaf(condition, where, _COSTS[type(condition)])


def inner_field(match: Match, where: Field) -> Field:
    """Where the conditions of a group are looked for: what it says, else what is said around it."""
    return where if match.field == "any" else match.field


@dataclass(slots=True)
class _Flat:
    literals: set[Literal] = field(default_factory=set)
    others: list[Node] = field(default_factory=list)


def _some(conditions: Iterable[Condition], where: Field, minimum: int = 1) -> Group:
    flat = _Flat()
    if minimum > 1:
        flat.others += [grow(part, where) for part in conditions]
    else:
        _flatten(conditions, where, flat)
    parts = tuple(sorted(flat.others, key=lambda part: part.cost))
    return Group(
        where, frozenset(flat.literals), parts, minimum, cost=max((part.cost for part in parts), default=0)
    )


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
