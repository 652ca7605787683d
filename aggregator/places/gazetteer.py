"""The gazetteer: what stands in `gazetteer.toml`, read once and laid out for a walk over words."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from aggregator.text import tokens

PROVINCE = "sumatera-selatan"

Kind = Literal["names", "likely", "doubtful", "common", "abbr", "initials", "never", "elsewhere"]
"""How sure a name is; the head of `gazetteer.toml` says what each means."""

_KINDS: tuple[Kind, ...] = ("names", "likely", "doubtful", "common", "abbr", "initials", "never")
_NUMERALS = (("i", "1", "satu"), ("ii", "2", "dua"), ("iii", "3", "tiga"))
_FIGURES = frozenset(figure for figures in _NUMERALS for figure in figures)


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write one place. `capitals` is the form that alone counts, when case matters."""

    words: tuple[str, ...]
    kind: Kind
    place: str = ""
    capitals: str = ""
    unless: frozenset[str] = frozenset()
    doubt: frozenset[str] = frozenset()

    @property
    def regency(self) -> str:
        """The regency, city or province that the place is or lies in."""
        return self.place.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Spelling:
    """Names of the same words."""

    words: tuple[str, ...]
    names: tuple[Name, ...]
    depends: bool
    """Whether some count only where their capitals stand."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`places` are titles by id; `by_first` every spelling by its first word, longest first."""

    places: Mapping[str, str]
    by_first: Mapping[str, tuple[Spelling, ...]]
    words: Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The whole gazetteer."""
    document = tomllib.loads((files(__package__) / "gazetteer.toml").read_text(encoding="utf-8"))
    tables = tuple(_tables(document))
    names = [name for place, table in tables for name in _names(place, table)]
    elsewhere = [Name(tokens(text), "elsewhere") for text in document["elsewhere"]["names"]]
    return Gazetteer(
        places={place: table["title"] for place, table in tables if place},
        by_first=_by_first([*names, *elsewhere]),
        words={key: frozenset(words) for key, words in document["words"].items()},
    )


def _tables(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every place's id with its title and names; a district's id is that of its regency, a stroke, its name."""
    for table in (document["province"], *document["regency"]):
        yield table["id"], table
        for kind, districts in table.get("districts", {}).items():
            for written in districts:
                title = written["name"] if isinstance(written, dict) else written
                yield f"{table['id']}/{'-'.join(tokens(title))}", {"title": title, kind: [written]}


def _names(place: str, table: dict[str, Any]) -> Iterator[Name]:
    for kind in _KINDS:
        for written in table.get(kind, ()):
            entry = written if isinstance(written, dict) else {"name": written}
            text = entry["name"]
            capitals = text if text.isupper() and text.isalpha() else ""
            unless, doubt = frozenset(entry.get("unless", ())), frozenset(entry.get("doubt", ()))
            for words in _spellings(tokens(text)):
                yield Name(words, kind, "" if kind == "never" else place, capitals, unless, doubt)


def _spellings(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name; also with its first two words written as one, and its numeral in other figures."""
    for ending in next((figures for figures in _NUMERALS if words[-1] in figures), words[-1:]):
        spelled = (*words[:-1], ending)
        yield spelled
        if len(spelled) > 1 and spelled[1] not in _FIGURES:
            yield (spelled[0] + spelled[1], *spelled[2:])


def _by_first(names: Iterable[Name]) -> dict[str, tuple[Spelling, ...]]:
    alike: dict[tuple[str, ...], list[Name]] = {}
    for name in names:
        alike.setdefault(name.words, []).append(name)
    grouped: dict[str, list[Spelling]] = {}
    for words in sorted(alike, key=len, reverse=True):
        depends = any(name.kind == "initials" for name in alike[words])
        grouped.setdefault(words[0], []).append(Spelling(words, tuple(alike[words]), depends))
    return {first: tuple(spellings) for first, spellings in grouped.items()}
