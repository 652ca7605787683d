"""What a page says of itself in JSON-LD (schema.org), as records about this article, the surest first."""

import json
import re
from collections.abc import Iterator

from lxml import etree

from aggregator.parse.record import Record, child, children, string, strings

_ARTICLE = re.compile(r"(?:[A-Za-z]*Article|[A-Za-z]*BlogPosting|Report|Review)")
_PAGE = re.compile(r"WebPage|ItemPage|VideoObject")
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
                      r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$")  # fmt: skip
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_DEEPEST = 4


def read_records(root: etree._Element) -> tuple[Record, ...]:
    """Records of articles, then of pages; what is no JSON, or describes something else, is passed over."""
    found = [record for script in root.iter("script") for record in _records(script)]
    articles = [record for record in found if _is(record, _ARTICLE)]
    return (*articles, *(record for record in found if _is(record, _PAGE)))


def names(record: Record, key: str) -> tuple[str, ...]:
    """The names under `key`, which holds a text, a thing with a name, or a list of either."""
    found = (string(record, key), *strings(record, key))
    things = (child(record, key), *children(record, key))
    return tuple(name for name in (*found, *(string(thing, "name") for thing in things)) if name.strip())


def picture(record: Record) -> str:
    """The address of the record's first image."""
    images = (child(record, "image"), *children(record, "image"))
    found = (string(record, "image"), *strings(record, "image"), *(string(image, "url") for image in images))
    return next((url for url in (*found, string(record, "thumbnailUrl")) if url.strip()), "")


def _records(script: etree._Element) -> Iterator[Record]:
    if "ld+json" in (script.get("type") or "").lower():
        yield from _flat(_loaded(_WRAPPED.sub("", script.text or "")), _DEEPEST)


def _loaded(text: str) -> object:
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)  # line breaks inside strings are common
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: object, depth: int) -> Iterator[Record]:
    if isinstance(value, list) and depth:
        for item in value:
            yield from _flat(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        yield from _flat([value.get("@graph"), value.get("mainEntity")], depth - 1)


def _is(record: Record, kind: re.Pattern[str]) -> bool:
    return any(kind.fullmatch(name) for name in (string(record, "@type"), *strings(record, "@type")))
