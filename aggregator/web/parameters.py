"""What may stand behind the `?` of a listing's address, whichever form it has.

What counts visits (`utm_source` …) is ignored; anything else that an address does not know is refused with what to
write instead, since a misspelled filter would silently be a listing of everything.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches

from flask import request
from werkzeug.datastructures import MultiDict

from aggregator.search import Query, parse
from aggregator.search.query import LONGEST, MOST_TERMS
from aggregator.store import Cursor
from aggregator.web.paging import read_cursor
from aggregator.words import ENGLISH, INDONESIAN, Phrase, Words, phrase, words_in

_IGNORED = re.compile(r"utm_.*|mtm_.*|_.*|[a-z]*clid|[gw]braid|mc_[ce]id|igshid|igsh|ref|ref_src|srsltid")


class ParameterError(ValueError):
    """A parameter that cannot be followed: its name, what is wrong and what to write; as text, in both languages."""

    def __init__(self, given: str, sentence: Phrase) -> None:
        self._shown = given if len(given) <= 80 else given[:79] + "…"
        self._sentence = sentence
        super().__init__("".join(f"{self.said(words_in(one))}\n" for one in (ENGLISH, INDONESIAN)))

    def said(self, words: Words) -> str:
        """In one language."""
        return f"{self._shown}: {self._sentence.said(words)}"


def expect(*known: str) -> None:
    """Refuses the request for a parameter other than these, or one of them that is there twice."""
    check(request.args, known)


def check(arguments: MultiDict[str, str], known: Collection[str]) -> None:
    """Raises ParameterError for one that is unknown, or says two things."""
    for name, values in arguments.lists():
        if name not in known and not _IGNORED.fullmatch(name):
            raise _unknown(name, known)
        if name in known and len(set(values)) > 1:
            raise ParameterError(name, phrase("given more than once; keep one of them."))


def read_before() -> Cursor | None:
    """Where `?before=` has a page begin, None at the newest."""
    text = request.args.get("before")
    if text is None:
        return None
    if cursor := read_cursor(text):
        return cursor
    raise ParameterError(
        f"before={text}",
        phrase("follow a page’s link to older news, or leave it out for the newest."),
    )


def query_of(text: str) -> Query:
    """What `?q=` searches for."""
    query = parse(text)
    if isinstance(query, Query):
        return query
    raise ParameterError(
        f"q={text.strip()}",
        phrase(
            'write up to %(words)s words, "a phrase" or -unwanted, %(letters)s letters in all.',
            words=MOST_TERMS,
            letters=LONGEST,
        ),
    )


def nearest(text: str, known: Collection[str]) -> Phrase | str:
    """What was probably meant, as a question; "" for nothing."""
    near = get_close_matches(text[:80], known, n=1)
    return phrase(", did you mean %(name)s?", name=near[0]) if near else ""


def _unknown(name: str, known: Collection[str]) -> ParameterError:
    if not known:
        return ParameterError(name, phrase("this address takes no parameters; leave it out."))
    near, there = nearest(name, known), ", ".join(known)
    return ParameterError(
        name, phrase("no such parameter%(near)s; there are %(known)s.", near=near, known=there)
    )
