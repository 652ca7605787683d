"""Only what is new (RFC 3229, with the instance manipulation `feed`): for a client that has an earlier document.

The ETag of a feed ends in a mark for each of its entries, so any process can tell what a client has, and none need
remember what it sent. A mark covers all that is shown of an entry: an edited one counts as new.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Set
from dataclasses import replace

from werkzeug.datastructures import ETags

from aggregator.model import FeedDocument, FeedEntry

MOST_MARKED = 100
"""Documents of more entries bear no marks: a header must stay small."""

_LENGTH = 5  # characters of 6 bits: two of 50 entries are taken for one once in ten million documents
# feedparser asks for deltas in the name of every program that uses it, and rss2email takes a 226 for an error. Who
# asks on purpose has a name of its own.
_DECEIVED = ("feedparser/", "rss2email/")
_MARKED = re.compile(rf"[0-9a-f]{{32}}\.((?:[A-Za-z0-9_~]{{{_LENGTH}}})*)(?:-[a-z]+)?")


def marked(etag: str, document: FeedDocument) -> str:
    """The ETag with the marks of the document's entries."""
    return f"{etag}.{''.join(map(_mark, document.entries))}" if len(document.entries) <= MOST_MARKED else etag


def wants_delta(accepted: str, user_agent: str) -> bool:
    """Whether an A-IM header takes `feed`, and the client that sends it knows what to do with the answer."""
    if user_agent.startswith(_DECEIVED):
        return False
    for one in accepted.split(","):
        name, _, parameters = one.partition(";")
        if name.strip().lower() == "feed":
            return not re.fullmatch(r"\s*q=0(?:\.0*)?\s*", parameters)
    return False


def base_of(etag: str, asked: ETags) -> str | None:
    """Which of the ETags that a client names is that of an earlier document; None if it has the current one."""
    own = etag.partition(".")[0]
    named = sorted(one for one in asked.as_set(include_weak=True) if _MARKED.fullmatch(one))
    return None if any(one.startswith(own) for one in named) else next(iter(named), None)


def newer_than(base: str, etag: str, document: FeedDocument) -> FeedDocument | None:
    """The document with those entries alone that the document of ETag `base` does not show just so.

    None when that spares nothing, or when `document` is not that of `etag` but has changed since.
    """
    marks = [_mark(one) for one in document.entries]
    if marks != _marks(etag):
        return None
    known: Set[str] = frozenset(_marks(base))
    fresh = _fresh(document.entries, marks, known)
    return replace(document, entries=fresh) if len(fresh) < len(document.entries) else None


def _fresh(entries: Iterable[FeedEntry], marks: list[str], known: Set[str]) -> tuple[FeedEntry, ...]:
    return tuple(entry for entry, mark in zip(entries, marks, strict=True) if mark not in known)


def _marks(etag: str) -> list[str]:
    found = _MARKED.fullmatch(etag)
    marks = found[1] if found else ""
    return [marks[at : at + _LENGTH] for at in range(0, len(marks), _LENGTH)]


def _mark(item: FeedEntry) -> str:
    """What nobody is shown is left out: other topic rules make no entry new."""
    shown = replace(item, entry=replace(item.entry, topics=(), follows=False, story=""))
    digest = hashlib.blake2b(repr(shown).encode(errors="replace"), digest_size=6).digest()
    return base64.b64encode(digest, b"_~").decode()[:_LENGTH]
