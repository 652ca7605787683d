"""Whether words hold what is asked for, and where a text says it. The databases' answers are judged by this."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aggregator.search.query import Query, Term
from aggregator.search.words import located


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `found` if it is what was asked for."""

    text: str
    found: bool


def holds(query: Query, words: Sequence[str]) -> bool:
    """Whether these words (`indexed`) are what the query asks for."""
    return all(_is_in(term, words) for term in query.wanted) and not any(
        _is_in(term, words) for term in query.unwanted
    )


def pieces(query: Query, text: str) -> tuple[Piece, ...]:
    """The whole text in pieces, of which those are found that the query wants."""
    words = tuple(located(text))
    bare = [word for word, _, _ in words]
    spans = sorted(
        (words[first][1], words[last][2]) for term in query.wanted for first, last in _places(term, bare)
    )
    return tuple(piece for piece in _cut(text, spans) if piece.text)


def _cut(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = 0
    for start, end in spans:
        if end > at:
            yield Piece(text[at : max(start, at)], False)
            yield Piece(text[max(start, at) : end], True)
            at = end
    yield Piece(text[at:], False)


def _is_in(term: Term, words: Sequence[str]) -> bool:
    return next(_places(term, words), None) is not None


def _places(term: Term, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last word of each place where the term stands."""
    *before, last = term.words
    for at in range(len(before), len(words)):
        ends = words[at].startswith(last) if term.prefix else words[at] == last
        if ends and list(words[at - len(before) : at]) == before:
            yield at - len(before), at
