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

_IGNORED = re.compile(r"utm_.*|mtm_.*|_.*|[a-z]*clid|[gw]braid|mc_[ce]id|igshid|igsh|ref|ref_src|srsltid")


class ParameterError(ValueError):
    """A parameter that cannot be followed: its name, what is wrong and what to write, in both languages."""

    def __init__(self, given: str, english: str, indonesian: str) -> None:
        shown = given if len(given) <= 80 else given[:79] + "…"
        self.indonesian = f"{shown}: {indonesian}"
        super().__init__(f"{shown}: {english}\n{self.indonesian}\n")


def expect(*known: str) -> None:
    """Refuses the request for a parameter other than these, or one of them that is there twice."""
    check(request.args, known)


def check(arguments: MultiDict[str, str], known: Collection[str]) -> None:
    """Raises ParameterError for one that is unknown, or says two things."""
    for name, values in arguments.lists():
        if name not in known and not _IGNORED.fullmatch(name):
            raise _unknown(name, known)
        if name in known and len(set(values)) > 1:
            raise ParameterError(
                name, "given more than once; keep one of them.", "tertulis lebih dari sekali; sisakan satu."
            )


def read_before() -> Cursor | None:
    """Where `?before=` has a page begin, None at the newest."""
    text = request.args.get("before")
    if text is None:
        return None
    if cursor := read_cursor(text):
        return cursor
    raise ParameterError(
        f"before={text}",
        "follow a page's link to older entries, or leave it out for the newest.",
        "ikuti tautan ke berita sebelumnya, atau hapus untuk yang terbaru.",
    )


def query_of(text: str) -> Query:
    """What `?q=` searches for."""
    query = parse(text)
    if isinstance(query, Query):
        return query
    raise ParameterError(
        f"q={text.strip()}",
        f'write up to {MOST_TERMS} words, "a phrase" or -unwanted, {LONGEST} letters in all.',
        f'tulis paling banyak {MOST_TERMS} kata, "sebuah frasa" atau -bukan, seluruhnya {LONGEST} huruf.',
    )


def nearest(text: str, known: Collection[str]) -> tuple[str, str]:
    """What was probably meant, as a question in both languages; "" for nothing."""
    near = get_close_matches(text[:80], known, n=1)
    return (f", did you mean {near[0]}?", f", maksudnya {near[0]}?") if near else ("", "")


def _unknown(name: str, known: Collection[str]) -> ParameterError:
    if not known:
        return ParameterError(
            name, "this address takes no parameters; leave it out.", "alamat ini tanpa parameter; hapus."
        )
    near, there = nearest(name, known), ", ".join(known)
    return ParameterError(
        name,
        f"no such parameter{near[0]}; there are {there}.",
        f"tidak ada parameter itu{near[1]}; yang ada {there}.",
    )
