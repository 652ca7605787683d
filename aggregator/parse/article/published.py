"""When an article was published: the string, as received, that says it best."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from aggregator.dates import read_date
from aggregator.parse.article.blocks import Block, Page
from aggregator.parse.article.described import Described
from aggregator.parse.article.tree import folded, names_of, text_of
from aggregator.parse.record import string

_PUBLISHED_META = re.compile(
    r".*publi(?:sh|cation).*(?:date|time|at)|.*date.*publi.*|.*pub[-_.]?date|.*(?:date|terms|dc)[.:]issued|sailthru\.date"
)
_WEAK_META = re.compile(
    r"(?:dc|dcterms)?[.:]?(?:date|created|date\.created|datecreated|createdate|article\.created)"
)
_UPDATED_META = ("article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "lastmod",
                 "last-modified", "dcterms.modified", "dc.date.modified")  # fmt: skip
_CLOCK = re.compile(r"(?<![\d./-])\d{1,2}[:.]\d\d(?!\d|[./-]\d)|T\d\d:\d\d", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:lalu|ago|kemarin|baru saja)\b", re.IGNORECASE)
_UNIVERSAL = re.compile(r"(?:Z|[+-]00:?00)$", re.IGNORECASE)
_ZONE = re.compile(r"\b(WIB|WITA|WIT)\b", re.IGNORECASE)
_OFFSETS = {"WIB": timedelta(hours=7), "WITA": timedelta(hours=8), "WIT": timedelta(hours=9)}
_BAR = re.compile(r"\s*[|•]\s*")
_DIGIT = re.compile(r"\d")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_-]|\d*/)")
_MARKED = (
    "//*[@itemprop='datePublished' or contains(@class, 'published') or contains(@class, 'entry-date')"
    " or contains(@class, 'post-date') or contains(@class, 'tanggal')][not(self::time or self::meta)]"
)
_MOST_MARKED = 10
_PUBLISHED_LINE = re.compile(
    r"\W*(?:(?:first |date )?(?:published|posted)|di(?:terbitkan|publikasikan|tayangkan|posting|tulis)|terbit"
    r"|tayang)\b",
    re.IGNORECASE,
)
_LONGEST_LINE = 160
_LONGEST_PROSE = 220
_LINES_BEHIND, _LINES_BEFORE = 25, 12


def find_published(described: Described, page: Page, headline: Block | None) -> str:
    """The publication date as written; "" when nothing says it.

    In this order: JSON-LD, meta elements, `<time>` and visible dates near the headline, dates that are marked or
    named so elsewhere, weaker meta elements, the path of the address.
    """
    machine = next(filter(_is_readable, _machine_dates(described)), "")
    visible = _visible(page, headline)
    if machine:
        return _reconciled(machine, visible)
    return visible or next(filter(_says_date, _weak_dates(described, page)), "") or _day_of(described.url)


def find_updated(described: Described) -> str:
    """The date of the last change as written, or ""."""
    said = (*(string(record, "dateModified") for record in described.records), described.meta(*_UPDATED_META))
    return next(filter(_is_readable, said), "")


def _machine_dates(described: Described) -> Iterator[str]:
    for record in described.records:
        yield from (string(record, key) for key in ("datePublished", "dateCreated", "uploadDate"))
    for key, values in described.metas.items():
        if _PUBLISHED_META.fullmatch(key):
            yield from values


def _weak_dates(described: Described, page: Page) -> Iterator[str]:
    """What is marked or named a date of publication wherever it stands, then what may be any date."""
    for element in islice(described.root.xpath(_MARKED), _MOST_MARKED):
        yield from (element.get("content") or "", element.get("title") or "", text_of(element))
    yield from (block.text for block in page.blocks if _PUBLISHED_LINE.match(block.text))
    for key, values in described.metas.items():
        if _WEAK_META.fullmatch(key):
            yield from values


def _is_readable(text: str) -> bool:
    return bool(text) and read_date(text).value is not None


def _reconciled(machine: str, visible: str) -> str:
    """The machine's date, unless the reader's is of the same day and better.

    Many programs write the local time and call it UTC ("10:08:58Z" above "10:08 WIB"): then the reader's zone
    holds. A day without an hour says less than a line with one.
    """
    seen, said = read_date(visible).value, read_date(machine).value
    if seen is None or said is None:
        return machine
    zone = _ZONE.search(visible)
    if zone and _UNIVERSAL.search(machine):
        lie = said.replace(second=0, microsecond=0) - seen == _OFFSETS[zone[1].upper()]
        return f"{_UNIVERSAL.sub('', machine)} {zone[1].upper()}" if lie else machine
    hourless = not _CLOCK.search(machine) and _CLOCK.search(visible)
    return visible if hourless and abs(seen - said) <= timedelta(days=1) else machine


def _visible(page: Page, headline: Block | None) -> str:
    """The date of the line nearest to the headline; one with an hour comes before one without."""
    lines = (*_time_elements(page, headline), *_lines_near(page.blocks, headline))
    dated = [line for line in lines if _says_date(line)]
    timed = (line for line in dated if _CLOCK.search(line))
    return _date_in(next(timed, next(iter(dated), "")))


def _date_in(line: str) -> str:
    """The date alone, where the line also names the author or counts readers behind a bar."""
    parts = (part for part in _BAR.split(line) if _CLOCK.search(part) and _says_date(part))
    return next(parts, line).strip(" |•,-–")


def _says_date(line: str) -> bool:
    if not _DIGIT.search(line) or len(line) > _LONGEST_LINE:
        return False
    reading = read_date(line)
    return reading.value is not None or (reading.problem == "needs_now" and bool(_RELATIVE.search(line)))


def _time_elements(page: Page, headline: Block | None) -> Iterator[str]:
    """Of `<time>` elements: those that call themselves published, and those beside the headline."""
    for index, element in page.times:
        named = f"{element.get('itemprop') or ''} {names_of(element)}".lower()
        near = headline is not None and -3 <= index - headline.index <= 8
        if "publi" in named or "pubdate" in element.attrib or near:
            yield from filter(None, (folded(element.get("datetime")), text_of(element)))


def _lines_near(blocks: Sequence[Block], headline: Block | None) -> Iterator[str]:
    """Lines behind the headline up to the story, then lines before it, the nearest first."""
    at = headline.index if headline else 0
    behind = blocks[at + 1 : at + 1 + _LINES_BEHIND]
    for block, following in zip(behind, (*behind[1:], None), strict=False):
        if len(block.text) > _LONGEST_PROSE:
            break
        yield from _lines_of(block, following)
    for block in reversed(blocks[max(0, at - _LINES_BEFORE) : at]):
        yield from _lines_of(block, None)


def _lines_of(block: Block, following: Block | None) -> Iterator[str]:
    if (
        following
        and _DIGIT.search(block.text)
        and not _CLOCK.search(block.text)
        and _CLOCK.match(following.text)
    ):
        yield f"{block.text} {following.text[:20]}"
    yield block.text


def _day_of(url: str) -> str:
    found = _URL_DAY.search(url)
    day = "-".join(found.groups()) if found else ""
    return day if _is_readable(day) else ""
