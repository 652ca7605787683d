"""Which places of the gazetteer an entry is about, and on what evidence.

A bare list of names is wrong four times out of five: OKI is nearly always the Organisasi Kerja Sama Islam. So
a name is weighed by how sure it is, by the word before it and by what else the text names.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aggregator.places.gazetteer import PROVINCE, Name, gazetteer
from aggregator.places.hits import Hit, Passage, hits_in
from aggregator.text import tokens

Strength = Literal["title", "summary", "weak"]

_LIST_OF_PLACES = 3
"""So many places elsewhere in a summary make it a list (weather, prices), and ours one of many."""


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
    hits = [*hits_in(title), *hits_in(summary)]
    if not any(name.place for hit in hits for name in hit.names):
        return ()
    scene = _Scene(title, summary, hits)
    found: dict[tuple[str, Strength], Found] = {}
    for hit, names in scene.weighed:
        for one in scene.places(hit, names):
            found.setdefault((one.place, one.strength), one)
    return tuple(found.values())


def regions_of(found: Iterable[Found]) -> frozenset[str]:
    """The places that count, and all that they lie in."""
    named = {one.place for one in found if one.strength != "weak"}
    regencies = {place.partition("/")[0] for place in named}
    return frozenset(named | regencies | {PROVINCE}) if named else frozenset()


def lies_in(place: str, region: str) -> bool:
    """Is `place` the region, or in it? All places lie in the province, a district in its regency."""
    return region in (place, PROVINCE) or place.startswith(region + "/")


class _Scene:
    """What the whole text says, against which each name is weighed."""

    def __init__(self, title: Passage, summary: Passage, hits: list[Hit]) -> None:
        self._title = title
        self._known = gazetteer().words
        self._words = frozenset(title.words + summary.words)
        self._dishes = not self._known["dishes"].isdisjoint(title.words)
        self._elsewhere = [hit for hit in hits if hit.is_elsewhere]
        against = [self._against(hit) for hit in hits]
        self._sure = {
            name.regency
            for hit, names in zip(hits, against, strict=True)
            for name, doubt in names
            if not doubt and _vouches(hit, name)
        }
        self.weighed = [
            (hit, [(name, doubt or self._unsure(hit, name)) for name, doubt in names])
            for hit, names in zip(hits, against, strict=True)
            if names
        ]
        """Every name of ours with why it does not count, "" where it does."""
        counting = [hit for hit, names in self.weighed for _, doubt in names if not doubt]
        self._title_is_ours = any(hit.passage is title for hit in counting)
        self._title_is_elsewhere = any(hit.passage is title for hit in self._elsewhere)
        self._only_dateline = all(_heads_summary(hit, title) for hit in counting)

    def places(self, hit: Hit, names: list[tuple[Name, str]]) -> list[Found]:
        """The places that the name stands for here: those that count, else those that might."""
        passing = self._passing(hit) if any(not doubt for _, doubt in names) else ""
        found = [self._found(hit, name, doubt or passing) for name, doubt in names]
        return [one for one in found if one.strength != "weak"] or found

    def _found(self, hit: Hit, name: Name, doubt: str) -> Found:
        if doubt:
            return Found(name.place, "weak", f"“{hit.text}” {doubt}")
        told = f"“{hit.before} {hit.text}”" if hit.after_office else f"“{hit.text}”"
        return Found(name.place, "title" if hit.passage is self._title else "summary", told)

    def _against(self, hit: Hit) -> list[tuple[Name, str]]:
        """The names of ours, each with what contradicts that it is meant; "" where nothing does."""
        names = [name for name in hit.names if name.place]
        origin = self._origin(hit) if names else ""
        return [(name, origin or self._contradiction(hit, name)) for name in names]

    def _origin(self, hit: Hit) -> str:
        if self._dishes:
            return "in the name of a dish"
        words, rank = self._known, hit.before_rank
        away = self._elsewhere and hit.before in words["origins_elsewhere"] and not hit.is_route
        return f"after “{rank}”" if away or rank in words["origins"] else ""

    def _contradiction(self, hit: Hit, name: Name) -> str:
        if not name.unless and not name.doubt:
            return ""
        against = name.unless if hit.after_office else name.unless | name.doubt
        against &= self._words
        return f"beside “{min(against)}”" if against else ""

    def _unsure(self, hit: Hit, name: Name) -> str:
        words = self._known
        match hit.kind(name):
            case "initials" if not hit.after_office:
                return "without an office before it"
            case "abbr" if not (hit.after_office or hit.before in words["locatives"] or self._sure):
                return "without an office before it"
            case "likely" if self._elsewhere and not self._sure:
                return "beside another region"
            case "doubtful" if not self._vouched(hit, name):
                return "without its province or regency"
            case "common" if hit.before not in words["district_offices"] or not self._vouched_near(name):
                return "without “kecamatan” and its regency"
        return ""

    def _vouched(self, hit: Hit, name: Name) -> bool:
        """Something of ours is named surely, and the name is not followed by another region's."""
        followed = any(other.passage is hit.passage and other.start == hit.end for other in self._elsewhere)
        return name.regency in self._sure or (bool(self._sure) and not followed)

    def _vouched_near(self, name: Name) -> bool:
        return bool(self._sure & {name.regency, PROVINCE})

    def _passing(self, hit: Hit) -> str:
        """Why a summary's mention is of a place that the entry is not about."""
        if hit.passage is self._title:
            return ""
        if hit.is_dateline:
            return "" if self._only_dateline else "is where it was written"
        if hit.after_office or hit.start <= 1:
            return ""
        if self._title_is_elsewhere and not self._title_is_ours:
            return "in a summary, under a title about elsewhere"
        listed = {other.text for other in self._elsewhere if other.passage is hit.passage}
        return "in a list of places" if len(listed) >= _LIST_OF_PLACES else ""


def _vouches(hit: Hit, name: Name) -> bool:
    """Counts by itself, and so vouches for others."""
    kind = hit.kind(name)
    return kind == "names" or (kind in ("abbr", "initials") and hit.after_office)


def _heads_summary(hit: Hit, title: Passage) -> bool:
    return hit.passage is not title and hit.is_dateline
