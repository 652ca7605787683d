"""What the wire makes of a stream of rows: groups of copies, stories, topics."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from aggregator.model import Category, Entry, Topic
from aggregator.quality.rows import Row, with_times
from aggregator.stories import Grouped, Stories, Told
from aggregator.topics import compile_rules

Answers = dict[str, str]
"""By id, in the order of the file."""


def stories_of(rows: tuple[Row, ...], now: datetime) -> Answers:
    """By id the key of its story, as it is after the last row: the id of an entry, after whatever was merged."""
    stories, grouped = _told(rows, now)
    return {row.id: _last(stories.aliases, grouped[row.id].story) for row in rows}


def surely_of(rows: tuple[Row, ...], now: datetime) -> Answers:
    """By id the key of its story as far as hardly a doubt is left: as the feed has it."""
    _, grouped = _told(rows, now)
    return {row.id: grouped[row.id].surely for row in rows}


def copies_of(rows: tuple[Row, ...], now: datetime) -> Answers:
    """By id the id of the entry whose text it has: its own, where it is no copy."""
    _, grouped = _told(rows, now)
    originals = {key: one.copy_of for key, one in grouped.items() if one.copy_of != key}
    return {row.id: _last(originals, row.id) for row in rows}


def topics_of(rows: tuple[Row, ...], now: datetime, topics: tuple[Topic, ...]) -> Answers:
    """By id the slugs of its topics in configuration order, commas between them; "" for none."""
    rules = compile_rules(topics)
    return {row.id: ",".join(rules.topics_of(_entry(row, at))) for row, at in with_times(rows, now)}


def _told(rows: tuple[Row, ...], now: datetime) -> tuple[Stories, dict[str, Grouped]]:
    """All rows one after the other, as papers publish, and the last word on each."""
    stories, grouped = Stories(), dict[str, Grouped]()
    for row, at in with_times(rows, now):
        told = Told(row.id, row.source, row.title, row.summary, at, row.url, row.language)
        grouped.update({one.key: one for one in stories.add((told,))})
    return stories, grouped


def _last(followers: Mapping[str, str], key: str) -> str:
    """Where following ends: what was merged, or copied, may have been merged or copied again.

    Two weeks of a stream may each name another of them first: of those that lead to each other, always the same.
    """
    path = [key]
    while (following := followers.get(path[-1])) and following not in path:
        path.append(following)
    return min(path[path.index(following) :]) if following else path[-1]


def _entry(row: Row, at: datetime) -> Entry:
    return Entry(
        key=row.id,
        id=row.id,
        source=row.source,
        guid=row.id,
        identity=row.id,
        url=row.url,
        title=row.title,
        summary=row.summary,
        content="",
        published=at,
        updated=at,
        first_seen=at,
        order_at=at,
        source_updated=at,
        categories=tuple(_categories(row.category)),
        language=row.language,
    )


def _categories(cell: str) -> Iterator[Category]:
    if cell:
        yield Category(cell)
