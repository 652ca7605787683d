"""The RSS 2.0 specification, with the advice of the RSS Advisory Board's profile."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.core.publish.rules.words import (
    ATOM,
    CONTENT,
    DC,
    HISTORY_MARKS,
    MEDIA,
    bad_attributes,
    bad_history,
    bad_texts,
    cardinality,
    is_filled,
    is_language,
    is_media_type,
    is_rfc822,
    is_rfc3339,
    is_size,
    is_uri,
    is_web_url,
    missing_attribute,
    repeated,
    texts,
    tree,
    unknown,
)

_CHANNEL = ["title", "link", "description"]
_CHANNEL_OPTIONAL = ["language", "lastBuildDate", "docs", "generator", "ttl", "image"]
_ITEM_OPTIONAL = ["title", "link", "description", "guid", "pubDate", "enclosure", "source"]
_ITEM_EXTENSIONS = [
    f"{CONTENT}encoded",
    f"{ATOM}updated",
    f"{DC}identifier",
    f"{DC}language",
    f"{MEDIA}thumbnail",
]


def rss(body: bytes) -> list[str]:
    """What is wrong with this RSS document."""
    root = tree(body)
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["not one channel of RSS 2.0"]
    items = root[0].findall("item")
    return [*_channel(root[0], items), *(problem for item in items for problem in _item(item))]


def _channel(channel: Element, items: list[Element]) -> Iterator[str]:
    yield from cardinality(channel, one=_CHANNEL, optional=_CHANNEL_OPTIONAL)
    yield from unknown(channel, [*_CHANNEL, *_CHANNEL_OPTIONAL, *HISTORY_MARKS, "item", f"{ATOM}link"])
    yield from bad_history(channel)
    yield from bad_texts(channel, _CHANNEL, is_filled)
    yield from bad_texts(channel, ["link"], is_uri)
    yield from bad_texts(channel, ["lastBuildDate"], is_rfc822)
    yield from bad_texts(channel, ["language"], is_language)
    yield from bad_texts(channel, ["ttl"], lambda text: is_size(text) and int(text) > 0)
    yield from bad_attributes(channel.findall(f"{ATOM}link"), "href", is_uri)
    if [child.tag for child in channel][len(channel) - len(items) :] != ["item"] * len(items):
        yield "metadata after an item"
    if len(channel.findall(f"{ATOM}link[@rel='self']")) > 1:
        yield "more than one self link"
    yield from (
        f"guid {guid} is there twice"
        for guid in repeated(found.text for found in channel.findall("item/guid"))
    )
    for image in channel.findall("image"):
        yield from cardinality(image, one=["url", "title", "link"])
        if any(texts(image, name) != texts(channel, name) for name in ("title", "link")):
            yield "the image has another title or link than the channel"


def _item(item: Element) -> Iterator[str]:
    yield from cardinality(
        item, one=["title", "guid", "pubDate"], optional=[*_ITEM_OPTIONAL, *_ITEM_EXTENSIONS]
    )
    yield from unknown(
        item, [*_ITEM_OPTIONAL, *_ITEM_EXTENSIONS, "category", f"{DC}creator", f"{MEDIA}content"]
    )
    yield from bad_texts(item, ["title", "category", f"{DC}creator", "source"], is_filled)
    yield from bad_texts(item, ["link"], is_web_url)
    yield from bad_texts(item, ["link", "guid"], is_uri)
    yield from bad_texts(item, ["pubDate"], is_rfc822)
    yield from bad_texts(item, [f"{ATOM}updated"], is_rfc3339)
    yield from bad_texts(item, [f"{DC}language"], is_language)
    tags = [child.tag for child in item]
    if f"{CONTENT}encoded" in tags and "description" not in tags[: tags.index(f"{CONTENT}encoded")]:
        yield "content:encoded without a description before it"
    for guid in item.findall("guid"):
        if guid.get("isPermaLink") != str(guid.text in texts(item, "link")).lower():
            yield f"isPermaLink={guid.get('isPermaLink')} is not true"
    yield from _addresses(item)


def _addresses(item: Element) -> Iterator[str]:
    enclosures, sources = item.findall("enclosure"), item.findall("source")
    media = [*item.findall(f"{MEDIA}content"), *item.findall(f"{MEDIA}thumbnail")]
    yield from missing_attribute(enclosures, "url", "length", "type")
    yield from missing_attribute([*media, *sources], "url")
    yield from bad_attributes(
        [*enclosures, *media, *sources], "url", lambda url: is_uri(url) and is_web_url(url)
    )
    yield from bad_attributes([*enclosures, *media], "type", is_media_type)
    yield from bad_attributes(enclosures, "length", is_size)
    yield from bad_attributes(media, "fileSize", lambda text: is_size(text) and int(text) > 0)
    yield from bad_attributes(media, "medium", lambda text: text in {"image", "audio", "video"})
    yield from bad_attributes(item.findall("category"), "domain", is_uri)
