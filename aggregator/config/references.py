"""Mistakes that one key alone does not show: what is named twice, and names that lead nowhere.

Reads the document as written, before its shape is known to be right, so that all mistakes come out at once.
"""

from collections.abc import Callable, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from urllib.parse import urlsplit

from aggregator.config import regexes
from aggregator.config.document import Row, Table, Value
from aggregator.config.mistakes import Location, Mistake, meant, shown
from aggregator.config.scalars import is_host
from aggregator.model import Preset
from aggregator.places import place_ids
from aggregator.text import presets_that_hold
from aggregator.urls import host_of

_LITERALS = ("any", "all", "none", "of", "word", "phrase", "a", "b")

Written = tuple[Location, str]
"""A text of the file and where it stands."""


def mistakes(root: Value) -> Iterator[Mistake]:
    """Every mistake of this kind, in no particular order."""
    topics, sources = _rows(root, "topics"), _rows(root, "sources")
    slugs = {"topic": _texts(topics, "slug"), "source": _texts(sources, "slug")}
    for written in slugs.values():
        yield from _repeats(written, str.strip, "slug")
    yield from _repeats(_texts(sources, "url"), _address, "URL")
    known = {kind: [text for _, text in written] for kind, written in slugs.items()} | {
        "place": list(place_ids())
    }
    lists = root.get("lists") if isinstance(root, Table) else None
    names = list(lists) if isinstance(lists, Table) else []
    for location, topic in topics:
        for leaf in _leaves(topic.get("match"), (*location, "match")):
            yield from _rule_mistakes(leaf, known, names)
        yield from _shadowed(topic.get("match"), (*location, "match"))
    yield from _cycles(topics)
    for leaf in _leaves(lists, ("lists",)):
        yield from _list_mistakes(leaf)
    urls = [text for _, text in _texts(sources, "url")]
    for location, preset in _rows(root, "interruptions"):
        for leaf in _leaves(preset, location):
            yield from _preset_mistakes(leaf, urls)


def _rows(root: Value, key: str) -> list[tuple[Location, Table]]:
    row = root.get(key) if isinstance(root, Table) else None
    items = row if isinstance(row, Row) else ()
    return [((key, index), item) for index, item in enumerate(items) if isinstance(item, Table)]


def _texts(rows: list[tuple[Location, Table]], key: str) -> list[Written]:
    return [((*at, key), text) for at, row in rows if isinstance(text := row.get(key), str)]


def _repeats(written: list[Written], sameness: Callable[[str], str], what: str) -> Iterator[Mistake]:
    seen: dict[str, Location] = {}
    for location, text in written:
        first = seen.setdefault(sameness(text), location)
        if first is not location:
            yield Mistake(location, f"is the {what} of {first[0]}[{first[1]}] too; remove one of them")


def _address(url: str) -> str:
    """Equal for URLs that lead to one document: scheme, user and fragment aside."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    return f"{parts.netloc.rpartition('@')[2].lower()}{parts.path or '/'}?{parts.query}"


def _leaves(value: Value, location: Location) -> Iterator[Written]:
    """Every text below a value."""
    if isinstance(value, str):
        yield location, value.strip()
    elif isinstance(value, Table):
        for key, inner in value.items():
            yield from _leaves(inner, (*location, key))
    elif isinstance(value, Row):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*location, index))


def _rule_mistakes(leaf: Written, known: dict[str, list[str]], lists: list[str]) -> Iterator[Mistake]:
    location, text = leaf
    key = _key_of(location)
    if key in known and text not in known[key]:
        yield Mistake(location, f"no {key} {shown(text)} is known{meant(text, known[key])}")
    elif key == "regex" and (flaw := regexes.flaw(text)):
        yield Mistake(location, flaw)
    elif key == "url" and not text.startswith(("http://", "https://")):
        yield Mistake(location, "must start with `http://` or `https://`, as the URLs of entries do")
    elif key in _LITERALS and text.startswith("@"):
        if text[1:] not in lists:
            yield Mistake(location, f"no list {shown(text[1:])} stands under `lists`{meant(text[1:], lists)}")
    elif key in _LITERALS and (why := _literal_flaw(text, single=key in ("word", "a", "b"))):
        yield Mistake(location, why)


def _key_of(location: Location) -> str:
    return next((step for step in reversed(location) if isinstance(step, str)), "")


def _literal_flaw(text: str, *, single: bool) -> str:
    if not any(letter.isalnum() for letter in text):
        return "holds no letter and no digit, so it matches nothing"
    if "*" in text[:-1]:
        return "has a `*` that is not at the end; only the end of a word may be left open"
    if text.endswith("*") and len(text.rsplit(maxsplit=1)[-1]) < 3:
        return "leaves nearly every word open; write two letters at least before `*`"
    if single and len(text.split()) > 1:
        return "is several words; use `phrase`, or write it as a plain text"
    return ""


def _list_mistakes(leaf: Written) -> Iterator[Mistake]:
    location, text = leaf
    if text.startswith("@"):
        yield Mistake(location, "names a list inside a list; write its words out")
    elif why := _literal_flaw(text, single=False):
        yield Mistake(location, why)


def _preset_mistakes(leaf: Written, urls: list[str]) -> Iterator[Mistake]:
    location, text = leaf[0], " ".join(leaf[1].split())
    key = _key_of(location)
    if key in ("lines", "endings") and (why := regexes.line_flaw(text, ending=key == "endings")):
        yield Mistake(location, why)
    elif key in ("leads", "boxes") and not any(letter.isalnum() for letter in text):
        yield Mistake(location, "holds no letter and no digit, so it matches nothing")
    elif key == "hosts" and is_host(text) and not any(_holds_for(text, url) for url in urls):
        near = meant(text, {host_of(url) for url in urls})
        yield Mistake(location, f"no source is at {shown(text)} or below it{near}")


def _holds_for(host: str, url: str) -> bool:
    return bool(presets_that_hold((Preset(hosts=(host,)),), url.strip()))


def _shadowed(rule: Value, location: Location) -> Iterator[Mistake]:
    """Texts that a rule wants and excludes at once."""
    if isinstance(rule, Row):
        for index, inner in enumerate(rule):
            yield from _shadowed(inner, (*location, index))
    if not isinstance(rule, Table):
        return
    wanted = {text.lower() for _, text in _plain(rule, "any", location)}
    for at, text in _plain(rule, "none", location):
        if text.lower() in wanted:
            yield Mistake(at, f"{shown(text)} stands under `any` too, where it can never hold")
    for key, inner in rule.items():
        yield from _shadowed(inner, (*location, key))


def _plain(rule: Table, key: str, location: Location) -> list[Written]:
    row = rule.get(key)
    items = row if isinstance(row, Row) else ()
    return [((*location, key, index), text) for index, text in enumerate(items) if isinstance(text, str)]


def _cycles(topics: list[tuple[Location, Table]]) -> Iterator[Mistake]:
    """Every reference between topics that closes a ring."""
    references = {
        (slug, text): at
        for location, topic in topics
        for at, text in _leaves(topic.get("match"), (*location, "match"))
        if _key_of(at) == "topic" and isinstance(slug := topic.get("slug"), str)
    }
    while ring := _ring(references):
        yield Mistake(references.pop((ring[0], ring[1])), f"leads back to itself: {' → '.join(ring)}")


def _ring(references: Iterable[tuple[str, str]]) -> list[str]:
    """Topics of which each refers to the next and the last is the first; empty when there is no such ring."""
    order: TopologicalSorter[str] = TopologicalSorter()
    for slug, text in references:
        order.add(slug, text)
    try:
        order.prepare()
    except CycleError as error:
        ring: list[str] = error.args[1]
        return ring[::-1]
    return []
