"""Authors, categories, enclosures: what comes in lists, cleaned, once each, and not too many."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from aggregator.model import Category, Enclosure, Person
from aggregator.normalize.place import Place
from aggregator.text import excerpt, plain_text

T = TypeVar("T")

_MOST = 30
_LONGEST_NAME = 120
_LARGEST_FILE = 2**53 - 1
"""Bytes: what JSON readers can count to (RFC 8259 §6)."""

_ADDRESS_FIRST = re.compile(r"[^\s<>()@]+@[^\s<>()@]+\s*\((.*)\)")
_ADDRESS_LAST = re.compile(r"([^<>]*)<[^<>]*@[^<>]*>")
_ADDRESS = re.compile(r"([^\s<>()@]+)@[^\s<>()@]+")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")


def authors_of(people: Iterable[Person], place: Place) -> tuple[Person, ...]:
    """Names and pages. E-mail addresses stay behind: what we publish is read by harvesters too."""
    named = (Person(name=_name(person), url=place.absolute(person.url)) for person in people)
    return _once((person for person in named if person.name), lambda person: person.name.casefold())


def _name(person: Person) -> str:
    """The name, also out of `mail@host (Name)` and `Name <mail@host>`; of a mere address, its user."""
    text = plain_text(person.name or person.email, False)[: _LONGEST_NAME * 4]
    for form in (_ADDRESS_FIRST, _ADDRESS_LAST, _ADDRESS):
        if found := form.fullmatch(text):
            text = found[1].strip()
    return excerpt(text, _LONGEST_NAME)


def categories_of(categories: Iterable[Category]) -> tuple[Category, ...]:
    """Terms as plain text; the same word in other letters is the same category."""
    cleaned = (
        Category(term=_word(each.term), scheme=_word(each.scheme), label=_word(each.label))
        for each in categories
    )
    return _once((each for each in cleaned if each.term), lambda each: each.term.casefold())


def _word(text: str) -> str:
    return excerpt(plain_text(text), _LONGEST_NAME)


def enclosures_of(enclosures: Iterable[Enclosure], place: Place, base_url: str) -> tuple[Enclosure, ...]:
    """Files at http(s) addresses, with media type (RFC 6838 §4.2) and length where these can be true."""
    cleaned = (
        Enclosure(
            url=place.absolute(each.url, base_url), type=_media_type(each.type), length=_length(each.length)
        )
        for each in enclosures
    )
    return _once((each for each in cleaned if each.url), lambda each: each.url)


def _media_type(text: str) -> str:
    name = text.partition(";")[0].strip().lower()
    return name if _MEDIA_TYPE.fullmatch(name) else ""


def _length(length: int | None) -> int | None:
    return length if length is not None and 0 < length <= _LARGEST_FILE else None


def _once(values: Iterable[T], name: Callable[[T], str]) -> tuple[T, ...]:
    found: dict[str, T] = {}
    for value in values:
        found.setdefault(name(value), value)
        if len(found) == _MOST:
            break
    return tuple(found.values())
