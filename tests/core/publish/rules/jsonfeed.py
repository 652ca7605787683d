"""JSON Feed 1.1."""

import json
from collections.abc import Iterator
from typing import Any

from tests.core.publish.rules.words import is_language, is_media_type, is_rfc3339, is_uri, repeated

_TOP = {
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "next_url",
    "icon",
    "authors",
    "language",
    "hubs",
    "items",
}
_ITEM = {
    "id",
    "url",
    "external_url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "image",
    "date_published",
    "date_modified",
    "authors",
    "tags",
    "language",
    "attachments",
    "_source",
}
_URLS = ("home_page_url", "feed_url", "next_url", "icon", "url", "external_url", "image")


def jsonfeed(body: bytes) -> list[str]:
    """What is wrong with this JSON Feed."""
    feed = json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    items = feed["items"]
    return [*_top(feed, items), *(problem for item in items for problem in _item(item))]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert not repeated(name for name, _ in pairs), "a member is there twice"
    return dict(pairs)


def _top(feed: dict[str, Any], items: list[dict[str, Any]]) -> Iterator[str]:
    if next(iter(feed)) != "version" or feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "version 1.1 is not at the very top"
    if not feed["title"].strip():
        yield "the title is blank"
    yield from (f"unknown {name}" for name in feed.keys() - _TOP)
    yield from (f"hub {hub}" for hub in feed.get("hubs", []) if not hub["type"] or not is_uri(hub["url"]))
    yield from (f"id {one} is there twice" for one in repeated(item["id"] for item in items))
    yield from _shared(feed)


def _item(item: dict[str, Any]) -> Iterator[str]:
    yield from (f"unknown {name}" for name in item.keys() - _ITEM)
    if not isinstance(item["id"], str) or not is_uri(item["id"]):
        yield f"id {item['id']!r}"
    if not item.get("content_html") and not item.get("content_text"):
        yield "an item without content"
    for name in ("date_published", "date_modified"):
        if not is_rfc3339(item.get(name, "2024-08-28T07:30:00Z")):
            yield f"{name} {item[name]!r}"
    yield from (f"attachment {one}" for one in item.get("attachments", []) if not _is_attachment(one))
    yield from (f"tag {tag!r}" for tag in item.get("tags", []) if not isinstance(tag, str) or not tag)
    source = item["_source"]
    if not is_uri(source["about"]) or not is_uri(source["id"]) or not is_rfc3339(source["updated"]):
        yield f"source {source!r}"
    yield from _shared(item)


def _is_attachment(one: dict[str, Any]) -> bool:
    return is_uri(one["url"]) and is_media_type(one["mime_type"]) and one.get("size_in_bytes", 0) >= 0


def _shared(thing: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"{name} is empty" for name, value in thing.items() if value in ("", None, {}) and name != "items"
    )
    yield from (f"{name} {thing[name]!r}" for name in _URLS if name in thing and not is_uri(thing[name]))
    if not is_language(thing.get("language", "id")):
        yield f"language {thing['language']!r}"
    for author in thing.get("authors", []):
        if not author.get("name", "").strip() or not is_uri(author.get("url", "urn:x:y")):
            yield f"author {author!r}"
