"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), forgiving nulls and odd types."""

import json
from collections.abc import Iterator

from aggregator.errors import ParseError
from aggregator.model import Category, Enclosure, ParsedEntry, ParsedFeed, Person
from aggregator.parse.markup import text_as_html
from aggregator.parse.record import Record, child, children, integer, string, strings

MAX_ENTRIES = 2_000


def parse_json_feed(text: str) -> ParsedFeed:
    """The feed in `text`; an item that is no object is left out, with a problem.

    Raises:
        ParseError: `not_a_feed` for what is no JSON or no JSON Feed, `truncated` when it breaks off.
    """
    feed = _read(text)
    problems: list[str] = []
    authors = _authors(feed)
    entries = tuple(_entries(feed, authors, problems))
    return ParsedFeed(
        format="jsonfeed" + string(feed, "version").rpartition("/")[2].strip(),
        title=string(feed, "title"),
        id=string(feed, "feed_url"),
        url=string(feed, "home_page_url"),
        self_url=string(feed, "feed_url"),
        language=string(feed, "language"),
        icon=string(feed, "icon", "favicon"),
        hubs=tuple(url for hub in children(feed, "hubs") if (url := _websub(hub))),
        entries=entries,
        problems=tuple(problems),
    )


def _read(text: str) -> Record:
    try:
        feed = json.loads(text)
    except json.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise ParseError("truncated", "The JSON breaks off before its end.") from error
        raise ParseError("not_a_feed", f"The answer begins like JSON but is none: {error}.") from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits, brackets without end
        raise ParseError("not_a_feed", f"The JSON cannot be read: {error}.") from error
    if not isinstance(feed, dict) or not ("jsonfeed.org" in string(feed, "version") or "items" in feed):
        raise ParseError("not_a_feed", "The answer is JSON, but no JSON Feed: it has no items.")
    return feed


def _entries(feed: Record, authors: tuple[Person, ...], problems: list[str]) -> Iterator[ParsedEntry]:
    items = feed.get("items")
    items = items if isinstance(items, list) else []
    if len(items) > MAX_ENTRIES:
        problems.append(f"too_many_entries: {len(items)} entries; the first {MAX_ENTRIES} were read")
    for number, item in enumerate(items[:MAX_ENTRIES], 1):
        if isinstance(item, dict):
            yield _entry(item, authors)
        else:
            problems.append(f"bad_entry: entry {number} was left out (it is no object)")


def _entry(item: Record, feed_authors: tuple[Person, ...]) -> ParsedEntry:
    return ParsedEntry(
        guid=string(item, "id"),
        url=string(item, "url", "external_url"),
        title=string(item, "title"),
        title_is_html=False,
        summary=text_as_html(string(item, "summary")),
        content=string(item, "content_html") or text_as_html(string(item, "content_text")),
        published=string(item, "date_published"),
        updated=string(item, "date_modified"),
        authors=_authors(item) or feed_authors,
        categories=tuple(Category(term) for term in strings(item, "tags") if term.strip()),
        enclosures=tuple(_enclosures(item)),
        image=string(item, "image", "banner_image"),
        language=string(item, "language"),
    )


def _authors(record: Record) -> tuple[Person, ...]:
    """`authors` of 1.1, else `author` of 1.0."""
    named = children(record, "authors") or (child(record, "author"),)
    found = (Person(string(author, "name"), string(author, "url")) for author in named)
    return tuple(dict.fromkeys(person for person in found if person != Person()))


def _enclosures(item: Record) -> Iterator[Enclosure]:
    for file in children(item, "attachments"):
        if url := string(file, "url"):
            yield Enclosure(url, string(file, "mime_type"), integer(file, "size_in_bytes"))


def _websub(hub: Record) -> str:
    return string(hub, "url") if string(hub, "type").lower() in {"websub", "pubsubhubbub"} else ""
