"""What a request's fields ask for: a content coding (RFC 9110 §12.5.3), or only what has changed (§13)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_date

from aggregator.publish.codings import ENCODERS

IDENTITY = "identity"
Fields = Mapping[str, str]
"""A WSGI environment: a request's fields, as `HTTP_IF_NONE_MATCH`."""

LONGEST = 512
"""Characters of a field's value that are worth remembering: who sends more is understood, and forgotten."""

T = TypeVar("T")
# RFC 9110 §8.8.3: what stands between the quotes may hold anything but quotes and white space.
_ENTITY_TAG = re.compile(r'(W/)?"([^"\s]*)"')


class Verdict(Enum):
    """What the conditions of a request come to."""

    SEND = 200
    NOT_MODIFIED = 304
    FAILED = 412


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """`read`, which is pure, with what it said of the last thousand fields that strangers sent."""
    kept = lru_cache(maxsize=1024)(read)
    return lambda text: kept(text) if len(text) <= LONGEST else read(text)


def coding_for(accept_encoding: str | None) -> str | None:
    """The coding to send: of those accepted with the highest weight ours that stands first, or `identity`.

    None where the client refuses each that we have, which takes an explicit `identity;q=0` or `*;q=0`.
    """
    return IDENTITY if accept_encoding is None else _coding_for(accept_encoding)


@remembered
def _coding_for(accept_encoding: str) -> str | None:
    accepted = parse_accept_header(accept_encoding, Accept)
    named = {name.lower() for name, _ in accepted}
    weights = {coding: accepted.quality(coding) for coding in ENCODERS}
    if "x-gzip" in named and "gzip" not in named:  # RFC 9110 §8.4.1.3: the same
        weights["gzip"] = accepted.quality("x-gzip")
    best = max(weights, key=lambda coding: weights[coding])
    refused = accepted.quality(IDENTITY) == 0 and bool(named & {IDENTITY, "*"})
    plain = accepted.quality(IDENTITY) if IDENTITY in named else 0.0
    if weights[best] > 0 and weights[best] >= plain:
        return best
    return None if refused else IDENTITY


def judge(fields: Fields, etag: str, changed_at: datetime | None) -> Verdict:
    """In the order of RFC 9110 §13.2.2, for GET and HEAD. `etag` is strong and without quotes.

    A date counts in whole seconds, as `Last-Modified` states it, and not at all beside an entity tag.
    """
    if (wanted := fields.get("HTTP_IF_MATCH")) is not None:
        if not _names(wanted, etag, weakly=False):
            return Verdict.FAILED
    elif _is_newer(changed_at, fields.get("HTTP_IF_UNMODIFIED_SINCE")):
        return Verdict.FAILED
    if (known := fields.get("HTTP_IF_NONE_MATCH")) is not None:
        return Verdict.NOT_MODIFIED if _names(known, etag, weakly=True) else Verdict.SEND
    since = fields.get("HTTP_IF_MODIFIED_SINCE")
    if since and changed_at and _date(since) and not _is_newer(changed_at, since):
        return Verdict.NOT_MODIFIED
    return Verdict.SEND


def _names(tags: str, etag: str, *, weakly: bool) -> bool:
    """Whether the list of entity tags, or `*`, names this one (RFC 9110 §8.8.3.2)."""
    if tags == f'"{etag}"' or tags.strip() == "*":
        return True
    return any(value == etag and (weakly or not weak) for weak, value in _ENTITY_TAG.findall(tags))


def _is_newer(changed_at: datetime | None, than: str | None) -> bool:
    date = _date(than) if than else None
    return changed_at is not None and date is not None and changed_at.replace(microsecond=0) > date


@remembered
def _date(text: str) -> datetime | None:
    """None for what is no HTTP date, which is then as if it were not there (RFC 9110 §13.1.3)."""
    return parse_date(text) if len(text) <= LONGEST else None
