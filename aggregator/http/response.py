"""An answer, and what its header fields mean to a poller."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from yarl import URL

from aggregator.model import PollHints, Validators

WITH_DOCUMENT = frozenset((200, 203))
"""Statuses whose body is the document itself (RFC 9110 §15.3); no other body is read."""

_WEEK = 7 * 24 * 3600
"""No server keeps us away longer than this."""
_LONGEST_VALIDATOR = 2048
_MOST_LINKS = 50


@dataclass(frozen=True, slots=True)
class Response:
    """An answer in full. `body` is empty unless the status is 200 or 203.

    `url` is the last hop's and holds no user name or password; `moved_to` is the same URL if all hops that
    led there were permanent (RFC 9110 §15.4.2, §15.4.9), else None.
    """

    status: int
    url: str
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    body: bytes
    moved_to: str | None = None
    via: tuple[tuple[int, str], ...] = ()
    """Status and URL of every redirect on the way, in order."""

    def first(self, name: str) -> str:
        """The field's first value, or an empty string."""
        return next((value for key, value in self.headers if key == name), "")

    def joined(self, name: str) -> str:
        """All values of a list field as one (RFC 9110 §5.3)."""
        return ", ".join(value for key, value in self.headers if key == name)


def validators(response: Response) -> Validators:
    """ETag and Last-Modified byte for byte, weak or unquoted as they may be (RFC 9110 §8.8)."""
    return Validators(_validator(response, "etag"), _validator(response, "last-modified"))


def _validator(response: Response, name: str) -> str | None:
    """None also for what could not be sent back: bytes that are no text, or more than servers accept."""
    value = response.first(name)
    sendable = value.replace("\t", " ").isprintable() and len(value) <= _LONGEST_VALIDATOR
    return value if value and sendable else None


def poll_hints(response: Response, now: datetime) -> PollHints:
    """How long the server wants to be left alone, at most a week."""
    server_now = _parse_date(response.first("date")) or now
    return PollHints(max_age=_max_age(response, server_now), retry_after=_retry_after(response, server_now))


def _retry_after(response: Response, server_now: datetime) -> int | None:
    """Seconds, or a date by the server's own clock (RFC 9110 §10.2.3)."""
    value = response.first("retry-after")
    return _seconds(value) if _is_number(value) else _seconds_until(value, server_now)


def _max_age(response: Response, server_now: datetime) -> int | None:
    """The freshness that is left (RFC 9111 §4.2): max-age, else Expires by the server's clock, less Age."""
    control = response.joined("cache-control").lower()
    if "no-cache" in control or "no-store" in control:
        return None
    stated = re.search(r'(?<![\w-])max-age="?([0-9]+)', control)
    lifetime = _seconds(stated[1]) if stated else _seconds_until(response.first("expires"), server_now)
    if lifetime is None:
        return None
    age = response.first("age")
    return max(0, lifetime - _seconds(age)) if _is_number(age) else lifetime


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _seconds(digits: str) -> int:
    return min(int(digits[:10]), _WEEK)  # int() refuses numbers of thousands of digits


def _seconds_until(value: str, server_now: datetime) -> int | None:
    date = _parse_date(value)
    return None if date is None else min(max(0, int((date - server_now).total_seconds())), _WEEK)


def _parse_date(value: str) -> datetime | None:
    """An HTTP-date in any of its three forms (RFC 9110 §5.6.7), always UTC."""
    try:
        return parsedate_to_datetime(value).replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


# Possessive throughout: a hostile header of 64 KiB costs one pass.
_LINK = re.compile(r'<([^<>]*+)>((?:[^",<]++|"(?:[^"\\]++|\\.)*+"?)*+)')
_PARAMETER = re.compile(r';\s*+([\w!#$&+.^`|~-]++)\s*+(?:=\s*+(?:"((?:[^"\\]++|\\.)*+)"|([^\s;,"]*+)))?')


def links(response: Response) -> tuple[tuple[str, str], ...]:
    """(rel, absolute URL) of every Link about this document, one pair per relation (RFC 8288 §3)."""
    base = URL(response.url)
    pairs: list[tuple[str, str]] = []
    for target, relations in _links(response.joined("link")):
        url = _absolute(base, target)
        pairs += [(relation, url) for relation in relations if url]
        if len(pairs) >= _MOST_LINKS:
            break
    return tuple(pairs[:_MOST_LINKS])


def _links(value: str) -> Iterator[tuple[str, list[str]]]:
    for matched in _LINK.finditer(value):
        parameters: dict[str, str] = {}
        for parameter in _PARAMETER.finditer(matched[2]):
            # The first of equal parameters counts (RFC 8288 §3.3).
            parameters.setdefault(parameter[1].lower(), parameter[2] or parameter[3] or "")
        if "anchor" not in parameters:  # with an anchor, it is a link of some other document
            yield matched[1].strip(), parameters.get("rel", "").lower().split()


def _absolute(base: URL, target: str) -> str | None:
    try:
        url = base.join(URL(target))
    except ValueError:
        return None
    return str(url) if url.scheme in {"http", "https"} and url.host else None
