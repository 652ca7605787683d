"""Which places of the gazetteer an entry is about, and on what evidence.

A bare list of names is wrong four times out of five: OKI is nearly always the Organisasi Kerja Sama Islam. So
a name is weighed by how sure it is, by the word before it and by what else the text names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from aggregator.places.gazetteer import PROVINCE, Name, gazetteer
from aggregator.text import tokens

Strength = Literal["title", "summary", "weak"]

_LIST_OF_PLACES = 3
"""So many places elsewhere in a summary make it a list (weather, prices), and ours one of many."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A title or summary as text and as its words (`text.tokens`)."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A place that is named. `weak` is named in passing, or perhaps not meant; `evidence` says why."""

    place: str
    strength: Strength
    evidence: str


def find_places(title: str, summary: str = "") -> tuple[Found, ...]:
    """The places that plain-text `title` and `summary` name, in the order of the text."""
    return find_in(Passage(title, tokens(title)), Passage(summary, tokens(summary)))


def find_in(title: Passage, summary: Passage) -> tuple[Found, ...]:
    """As `find_places`, for who has the words already."""
    hits = [*_hits(title), *_hits(summary)]
    if not any(name.place for hit in hits for name in hit.names):
        return ()
    scene = _Scene(title, hits, frozenset(title.words + summary.words))
    found: dict[tuple[str, Strength], Found] = {}
    for hit in hits:
        for one in scene.places(hit):
            found.setdefault((one.place, one.strength), one)
    return tuple(found.values())


def lies_in(place: str, region: str) -> bool:
    """Is `place` the region, or in it? All places lie in the province, a district in its regency."""
    return region in (place, PROVINCE) or place.startswith(region + "/")


@dataclass(frozen=True, slots=True)
class _Hit:
    """Words `start` to `end` of a passage are a name, of as many places as bear it."""

    passage: Passage
    start: int
    end: int
    names: tuple[Name, ...]

    @property
    def text(self) -> str:
        return " ".join(self.passage.words[self.start : self.end])

    @property
    def before(self) -> str:
        return self.passage.words[self.start - 1] if self.start else ""

    def after_one_of(self, key: str) -> bool:
        """Stands directly after one of the gazetteer's words of that kind."""
        return self.before in gazetteer().words[key]

    @property
    def after_office(self) -> bool:
        near = self.passage.words[max(self.start - 3, 0) : self.start]
        words = gazetteer().words
        return self.after_one_of("offices") or not words["departments"].isdisjoint(near)


def _hits(passage: Passage) -> Iterator[_Hit]:
    """The longest name at each place, from left to right."""
    words, by_first, sites = passage.words, gazetteer().by_first, gazetteer().words["sites"]
    if by_first.keys().isdisjoint(words):
        return
    position = 0
    for start, word in enumerate(words):
        if start < position or word not in by_first:
            continue
        names = _longest(by_first[word], passage, start)
        if names:
            position = start + len(names[0].words)
            if words[position : position + 1] and words[position] in sites:
                continue
            yield _Hit(passage, start, position, names)


def _longest(names: tuple[Name, ...], passage: Passage, start: int) -> tuple[Name, ...]:
    def stands(name: Name) -> bool:
        here = passage.words[start : start + len(name.words)] == name.words
        return here and (not name.capitals or name.capitals in passage.text)

    standing = [name for name in names if stands(name)]
    return tuple(takewhile(lambda name: len(name.words) == len(standing[0].words), standing))


class _Scene:
    """What the whole text says, against which each name is weighed."""

    def __init__(self, title: Passage, hits: list[_Hit], words: frozenset[str]) -> None:
        self._words = words
        self._title = title
        self._dishes = not gazetteer().words["dishes"].isdisjoint(title.words)
        self._elsewhere = [hit for hit in hits if _is_elsewhere(hit)]
        self._sure = {name.regency for hit in hits for name in hit.names if self._surely(hit, name)}
        self._title_is_elsewhere = any(hit.passage is title for hit in self._elsewhere) and not any(
            hit.passage is title and not self._doubt(hit, name)
            for hit in hits
            for name in hit.names
            if name.place
        )

    def places(self, hit: _Hit) -> list[Found]:
        """The places that the name stands for here: those that count, else those that might."""
        found = [self._weighed(hit, name) for name in hit.names if name.place]
        return [one for one in found if one.strength != "weak"] or found

    def _weighed(self, hit: _Hit, name: Name) -> Found:
        if doubt := self._doubt(hit, name) or self._passing(hit):
            return Found(name.place, "weak", f"“{hit.text}” {doubt}")
        told = f"“{hit.before} {hit.text}”" if hit.after_office else f"“{hit.text}”"
        return Found(name.place, "title" if hit.passage is self._title else "summary", told)

    def _surely(self, hit: _Hit, name: Name) -> bool:
        """Counts by itself, and so vouches for others."""
        if not name.place or self._origin(hit) or self._contradiction(hit, name):
            return False
        return hit.after_office if _is_short(hit, name) else name.kind == "names"

    def _doubt(self, hit: _Hit, name: Name) -> str:
        """Why the name does not count; "" when it does."""
        if doubt := self._origin(hit) or self._contradiction(hit, name):
            return doubt
        if _is_short(hit, name):
            placed = hit.after_office or (
                name.kind != "initials" and (hit.after_one_of("locatives") or self._sure)
            )
            return "" if placed else "without an office before it"
        match name.kind:
            case "likely":
                return "beside another region" if self._elsewhere and not self._sure else ""
            case "doubtful":
                return "" if self._vouched(hit, name) else "without its province or regency"
            case "common":
                meant = hit.after_one_of("district_offices") and self._sure & {name.regency, PROVINCE}
                return "" if meant else "without “kecamatan” and its regency"
        return ""

    def _vouched(self, hit: _Hit, name: Name) -> bool:
        if name.regency in self._sure:
            return True
        followed = any(other.passage is hit.passage and other.start == hit.end for other in self._elsewhere)
        return bool(self._sure) and not followed

    def _origin(self, hit: _Hit) -> str:
        if self._dishes:
            return "in the name of a dish"
        away = self._elsewhere and hit.after_one_of("origins_elsewhere") and not _is_route(hit)
        return f"after “{hit.before}”" if away or hit.after_one_of("origins") else ""

    def _contradiction(self, hit: _Hit, name: Name) -> str:
        against = name.unless if hit.after_office else name.unless | name.doubt
        against &= self._words
        return f"beside “{min(against)}”" if against else ""

    def _passing(self, hit: _Hit) -> str:
        """A summary's mention of a place that the entry is not about."""
        if hit.passage is self._title or hit.start <= 1 or hit.before == "com" or hit.after_office:
            return ""
        if self._title_is_elsewhere:
            return "in a summary, under a title about elsewhere"
        listed = {other.text for other in self._elsewhere if other.passage is hit.passage}
        return "in a list of places" if len(listed) >= _LIST_OF_PLACES else ""


def _is_elsewhere(hit: _Hit) -> bool:
    return hit.names[0].kind == "elsewhere" and not hit.after_one_of("origins")


def _is_short(hit: _Hit, name: Name) -> bool:
    """Abbreviations; those that only capitals tell from a word, too, where all is in capitals."""
    return name.kind in ("abbr", "initials") or bool(name.capitals and hit.passage.text.isupper())


def _is_route(hit: _Hit) -> bool:
    """Is the name the end of a route, such as "Jalan Palembang-Betung"?"""
    words = hit.passage.words
    return hit.end < len(words) and f"{words[hit.end - 1]}-{words[hit.end]}" in hit.passage.text.lower()
