"""Where the names of the gazetteer stand in a text."""

from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.places.gazetteer import Kind, Name, Spelling, gazetteer


@dataclass(frozen=True, slots=True)
class Passage:
    """A title or summary as text and as its words (`text.tokens`)."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """Words `start` to `end` of a passage are a name, of as many places as bear it."""

    passage: Passage
    start: int
    end: int
    names: tuple[Name, ...]
    before: str
    """The word before the name; "" when it begins the passage."""
    after_office: bool
    """Stands directly after "bupati", "polres" …, or near after "dinas" …"""

    @property
    def text(self) -> str:
        """The name as words."""
        return " ".join(self.passage.words[self.start : self.end])

    @property
    def before_rank(self) -> str:
        """The word before the name and its rank: "asal" in "asal Kota Palembang"."""
        ranks, words = gazetteer().words["ranks"], self.passage.words
        at = self.start - 1
        while at >= 0 and words[at] in ranks:
            at -= 1
        return words[at] if at >= 0 else ""

    @property
    def is_elsewhere(self) -> bool:
        """Names a place that is not ours, and not only where somebody is from."""
        return self.names[0].kind == "elsewhere" and self.before not in gazetteer().words["origins"]

    @property
    def is_dateline(self) -> bool:
        """Heads its passage, before a stroke or bracket: "PALEMBANG, KABAR.com -"."""
        if self.start > 1 and self.before not in ("com", "co", "id"):
            return False
        lowered = self.passage.text.lower()
        return lowered.partition(self.text)[2].lstrip()[:1] in tuple("(-–—,:/|")

    @property
    def is_route(self) -> bool:
        """Is joined to the next word, as in "Jalan Palembang-Betung"."""
        words = self.passage.words[self.end - 1 : self.end + 1]
        return len(words) > 1 and "-".join(words) in self.passage.text.lower()

    def kind(self, name: Name) -> Kind:
        """How sure the name is as it stands here: one that capitals tell from a word is less so without them."""
        if not name.capitals:
            return name.kind
        if name.capitals not in self.passage.text:
            return "initials"
        return "abbr" if name.kind == "names" and self.passage.text.isupper() else name.kind


def hits_in(passage: Passage) -> Iterator[Hit]:
    """The longest name at each place, from left to right."""
    words, by_first, sites = passage.words, gazetteer().by_first, gazetteer().words["sites"]
    end = 0
    for start in [at for at, word in enumerate(words) if word in by_first]:
        names = _longest(by_first[words[start]], passage, start) if start >= end else ()
        if names:
            end = start + len(names[0].words)
            if end == len(words) or words[end] not in sites:
                yield _hit(passage, start, end, names)


def _hit(passage: Passage, start: int, end: int, names: tuple[Name, ...]) -> Hit:
    before = passage.words[start - 1] if start else ""
    near = passage.words[max(start - 3, 0) : start]
    words = gazetteer().words
    after_office = before in words["offices"] or not words["departments"].isdisjoint(near)
    return Hit(passage, start, end, names, before, after_office)


def _longest(spellings: tuple[Spelling, ...], passage: Passage, start: int) -> tuple[Name, ...]:
    words = passage.words
    for spelling in spellings:
        if words[start : start + len(spelling.words)] == spelling.words:
            names = spelling.names
            if spelling.depends:
                names = tuple(
                    name for name in names if name.kind != "initials" or name.capitals in passage.text
                )
            if names:
                return names
    return ()
