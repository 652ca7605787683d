"""RSS 2.0 (rssboard.org/rss-specification), with Dublin Core, Media RSS and atom:link where RSS has no word.

feedgen writes the skeleton. Ours is what it cannot: authors without an e-mail address, more than one
enclosure, paging and hub links, dates that leave the process's locale alone, one failing item at a time.
"""

import html
import re

from feedgen.entry import FeedEntry as Skeleton
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator.model import Enclosure, Entry, FeedDocument, FeedEntry
from aggregator.publish.document import GENERATOR, OnDrop, head, rfc822, rfc3339, write_each
from aggregator.publish.tree import ATOM, DC, MEDIA, Extension, add, add_history, append_lines

MEDIA_TYPE = "application/rss+xml"
# Titles and names are plain text, but RSS never said so and many readers show them as HTML. A "<" that could
# open a tag is escaped once more: such readers show it right, the others show "&lt;", none runs it.
_COULD_BE_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")


def render(document: FeedDocument, on_drop: OnDrop) -> bytes:
    """The document as UTF-8; items in its order."""
    top = head(document)

    def complete(channel: etree._Element) -> None:
        add(channel, "lastBuildDate", rfc822(top.updated))
        for rel, url in top.links:
            add(channel, f"{{{ATOM}}}link", rel=rel, href=url)
        add_history(channel, top)
        channel[-1].tail = "\n"
        append_lines(channel, write_each(document, lambda item: _item(item, top.language), on_drop))

    channel = _channel(top)
    channel.register_extension("wire", lambda: Extension(complete))
    return bytes(channel.rss_str())


def _channel(top: FeedDocument) -> FeedGenerator:
    channel = FeedGenerator()
    # feedgen writes dates between two calls of setlocale(LC_ALL), which is the whole process's: two threads
    # could leave it in the wrong locale for good. No setter means "no date", so this reaches inside.
    channel._FeedGenerator__rss_lastBuildDate = None
    channel.title(_plain(top.title))
    channel.description(_plain(top.subtitle) or _plain(top.title))
    channel.generator(GENERATOR)
    if top.self_url:
        channel.link(href=top.self_url, rel="self", type=MEDIA_TYPE)
    page = top.html_url or top.self_url or top.id
    channel.link(href=page, rel="alternate")  # the last one given becomes <link>
    channel.language(top.language or None)
    channel.ttl(max(1, top.ttl // 60) if top.ttl else None)
    if top.icon:
        channel.image(url=top.icon, title=_plain(top.title), link=page)
    return channel


def _item(item: FeedEntry, language: str) -> etree._Element:
    entry = item.entry
    element = _skeleton(item).rss_entry()
    add(element, "pubDate", rfc822(entry.published or entry.updated))
    if entry.published and entry.updated != entry.published:
        add(element, f"{{{ATOM}}}updated", rfc3339(entry.updated))
    for author in entry.authors:
        add(element, f"{{{DC}}}creator", _plain(author.name))
    if entry.language and entry.language != language:
        add(element, f"{{{DC}}}language", entry.language)
    if entry.guid and entry.guid != entry.id:
        add(element, f"{{{DC}}}identifier", entry.guid)
    for enclosure in entry.enclosures[1:]:
        _add_media(element, enclosure)
    if entry.image:
        add(element, f"{{{MEDIA}}}thumbnail", url=entry.image)
    return element


def _skeleton(item: FeedEntry) -> Skeleton:
    entry, skeleton = item.entry, Skeleton()
    skeleton.title(_plain(entry.title))
    skeleton.guid(entry.id, permalink=entry.id == entry.url)
    if entry.url:
        skeleton.link(href=entry.url, rel="alternate")
    _describe(skeleton, entry)
    skeleton.category([_category(one.label or one.term, one.scheme) for one in entry.categories] or None)
    for enclosure in entry.enclosures[:1]:
        skeleton.enclosure(url=enclosure.url, type=enclosure.type, length=enclosure.length or 0)
    if source_url := item.source.feed_url or item.source.url:
        skeleton.source(url=source_url, title=_plain(item.source.title))
    return skeleton


def _describe(skeleton: Skeleton, entry: Entry) -> None:
    """A description is HTML; with a summary as description, the content goes to content:encoded."""
    if entry.summary:
        skeleton.description(html.escape(entry.summary, quote=False))
    if entry.content:
        skeleton.content(entry.content)


def _category(name: str, scheme: str) -> dict[str, str]:
    return {"term": _plain(name), "scheme": scheme}


def _add_media(element: etree._Element, enclosure: Enclosure) -> None:
    """RSS has room for one enclosure; the others are Media RSS, whose readers know them by their medium."""
    kind = enclosure.type.partition("/")[0]
    medium = kind if kind in {"image", "audio", "video"} else ""
    size = str(enclosure.length) if enclosure.length else ""
    media = {"url": enclosure.url, "type": enclosure.type, "medium": medium, "fileSize": size}
    add(element, f"{{{MEDIA}}}content", **media)


def _plain(text: str) -> str:
    return _COULD_BE_MARKUP.sub("&lt;", text)
