"""Atom 1.0 (RFC 4287).

feedgen writes the skeleton. Ours is what it cannot: link relations in entries (python-feedgen#135), a
complete `atom:source`, instants in UTC with `Z`, and failing for one entry at a time.
"""

import html
from copy import deepcopy

from feedgen.entry import FeedEntry as Skeleton
from feedgen.feed import FeedGenerator
from lxml import etree

from aggregator.model import Entry, FeedDocument, FeedEntry, SourceProfile
from aggregator.publish.document import GENERATOR, OnDrop, head, rfc3339, write_each
from aggregator.publish.tree import DC, MEDIA, XML_LANG, Extension, add, add_history, append_lines

MEDIA_TYPE = "application/atom+xml"


def render(document: FeedDocument, on_drop: OnDrop) -> bytes:
    """The document as UTF-8; entries in its order."""
    top = head(document)

    def complete(feed: etree._Element) -> None:
        feed.find("updated").text = rfc3339(top.updated)
        for rel, url in top.links:
            add(feed, "link", rel=rel, href=url)
        add_history(feed, top)
        feed[-1].tail = "\n"
        append_lines(feed, write_each(document, _Writer(top.language).entry, on_drop))

    feed = _feed(top)
    feed.register_extension("wire", lambda: Extension(complete))
    return bytes(feed.atom_str())


def _feed(top: FeedDocument) -> FeedGenerator:
    feed = FeedGenerator()
    feed.id(top.id)
    feed.title(top.title)
    feed.updated(top.updated)
    feed.generator(GENERATOR)
    feed.author({"name": top.author.name, "uri": top.author.url})
    if top.self_url:
        feed.link(href=top.self_url, rel="self", type=MEDIA_TYPE)
    if top.html_url:
        feed.link(href=top.html_url, rel="alternate", type="text/html")
    feed.subtitle(top.subtitle or None)
    feed.language(top.language or None)
    feed.icon(top.icon or None)
    return feed


class _Writer:
    """Writes the entries of one document, whose language goes without saying."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._sources: dict[SourceProfile, etree._Element] = {}

    def entry(self, item: FeedEntry) -> etree._Element:
        entry = item.entry
        element = _skeleton(entry).atom_entry()
        if entry.language and entry.language != self._language:
            element.set(XML_LANG, entry.language)
        element.find("updated").text = rfc3339(entry.updated)
        if entry.published:
            add(element, "published", rfc3339(entry.published))
        _repair_alternate(element)
        _add_links(element, item)
        element.append(self._source(item.source, rfc3339(entry.source_updated)))
        if entry.guid and entry.guid != entry.id:
            add(element, f"{{{DC}}}identifier", entry.guid)
        if entry.image:
            add(element, f"{{{MEDIA}}}thumbnail", url=entry.image)
        return element

    def _source(self, profile: SourceProfile, updated: str) -> etree._Element:
        """A copy costs a third of a new one, and a document has few sources."""
        if profile not in self._sources:
            self._sources[profile] = _source(profile)
        source = deepcopy(self._sources[profile])
        source.find("updated").text = updated
        return source


def _skeleton(entry: Entry) -> Skeleton:
    skeleton = Skeleton()
    skeleton.id(entry.id)
    skeleton.title(entry.title)
    skeleton.updated(entry.updated)
    skeleton.author([{"name": author.name, "uri": author.url} for author in entry.authors])
    skeleton.category(
        [{"term": one.term, "scheme": one.scheme, "label": one.label} for one in entry.categories] or None
    )
    if entry.url:
        skeleton.link(href=entry.url, rel="alternate")
    if entry.content or not entry.url:  # RFC 4287 §4.1.2: without an alternate link there must be content
        skeleton.content(entry.content or html.escape(entry.summary, quote=False), type="html")
    skeleton.summary(entry.summary or None)
    return skeleton


def _repair_alternate(element: etree._Element) -> None:
    """feedgen wrote the address alone (python-feedgen#135)."""
    for link in element.findall("link"):
        link.set("rel", "alternate")
        link.set("type", "text/html")


def _add_links(element: etree._Element, item: FeedEntry) -> None:
    for enclosure in item.entry.enclosures:
        length = "" if enclosure.length is None else str(enclosure.length)
        add(element, "link", rel="enclosure", href=enclosure.url, type=enclosure.type, length=length)
    for url, title in item.entry.related:
        add(element, "link", rel="related", href=url, title=title)
    if item.source.feed_url:  # RFC 4287 §4.2.7.2: where the information came from
        add(element, "link", rel="via", href=item.source.feed_url, title=item.source.title)


def _source(profile: SourceProfile) -> etree._Element:
    """RFC 4287 §4.2.11: what an entry keeps of its own when it is copied; `updated` is still blank."""
    source = etree.Element("source")
    add(source, "id", profile.id)
    add(source, "title", profile.title)
    add(source, "updated")
    if profile.feed_url:
        add(source, "link", rel="self", href=profile.feed_url)
    if profile.url:
        add(source, "link", rel="alternate", href=profile.url, type="text/html")
    if profile.icon:
        add(source, "icon", profile.icon)
    if profile.rights:
        add(source, "rights", profile.rights)
    return source
