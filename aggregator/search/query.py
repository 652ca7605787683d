"""From what a reader types to a query, or to what is wrong with it.

Words are all to be there; "words in quotation marks" in this order, without another between them; `-word` and
`-"a phrase"` are not to be there; `pilk*` is any word that begins so. A word that falls into several, such as
`anak-anak` or `Rp1,5`, is a phrase.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from aggregator.search.words import words_of

LONGEST = 200
"""Characters of a query."""
MOST_TERMS = 16
SHORTEST_START = 3
"""Letters before an asterisk: with fewer, half of everything would be found."""

_QUOTES = '"“”„«»'
_TERM = re.compile(
    rf"(?P<minus>(?<!\S)[-−–](?=[^\s*]))?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<word>[^\s{_QUOTES}]+))"
)
_BEGINNING = re.compile(r"[^\W_]\*\W*$")


class Mistake(StrEnum):
    """Why a text is no query."""

    EMPTY = "empty"
    """It has no word."""
    NOTHING_WANTED = "nothing wanted"
    """It says only what is not to be there."""
    TOO_LONG = "too long"
    TOO_MANY = "too many"
    """More terms than `MOST_TERMS`."""
    SHORT_START = "short start"
    """Fewer than `SHORTEST_START` letters before an asterisk."""


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Words that stand next to each other; with `prefix`, the last is only how a word begins."""

    words: tuple[str, ...]
    prefix: bool = False

    def __str__(self) -> str:
        text = " ".join(self.words) + "*" * self.prefix
        return text if len(self.words) == 1 else f'"{text}"'


@dataclass(frozen=True, slots=True)
class Query:
    """What is to be there, at least one term, and what is not; each term once, in their own order.

    Two texts that ask for the same make equal queries.
    """

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...] = ()

    def __str__(self) -> str:
        """The text that stands for all that ask for the same; `parse` gives this query for it."""
        return " ".join([*map(str, self.wanted), *(f"-{term}" for term in self.unwanted)])


def parse(text: str) -> Query | Mistake:
    """The query of a text that anybody may have written. Nothing raises."""
    if len(text) > LONGEST:
        return Mistake.TOO_LONG
    found = [
        (match["minus"] is not None, _term(match["phrase"] or match["word"] or ""))
        for match in _TERM.finditer(text)
    ]
    wanted = {term for minus, term in found if term and not minus}
    unwanted = {term for minus, term in found if term and minus}
    terms = wanted | unwanted
    if not wanted:
        return Mistake.NOTHING_WANTED if unwanted else Mistake.EMPTY
    if len(terms) > MOST_TERMS:
        return Mistake.TOO_MANY
    if any(term.prefix and len(term.words[-1]) < SHORTEST_START for term in terms):
        return Mistake.SHORT_START
    return Query(tuple(sorted(wanted)), tuple(sorted(unwanted)))


def _term(text: str) -> Term | None:
    words = words_of(text)
    return Term(words, prefix=_BEGINNING.search(text) is not None) if words else None
