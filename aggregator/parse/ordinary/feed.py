"""A tree of elements as the record of a feed with its entries."""

from collections.abc import Mapping
from typing import Any

from aggregator.parse.ordinary.fields import (
    MEDIA,
    Context,
    Field,
    author,
    category,
    content,
    enclosure,
    guid,
    link,
    nothing,
    plain,
    summary,
    title,
    url,
)
from aggregator.parse.ordinary.tree import STRANGE, DoubtfulError, Element, Tree

Record = dict[str, Any]

_RSS = "http://purl.org/rss/1.0/"
_ATOM = "http://www.w3.org/2005/atom"

_VERSIONS = {"0.91": "rss091u", "0.92": "rss092", "0.93": "rss093", "0.94": "rss094"}

_IN_FORCE = {"base", "lang"}
"""feedparser takes these for xml:base and xml:lang."""

_PICTURE = url("href")
_IN_IMAGE = {"url", "title", "link", "width", "height", "description"}
_IN_LISTS = {"hour", "day", "rdf:seq", "rdf:li"}


def rights(context: Context, element: Element) -> None:
    """Who may do what with the feed."""
    context.record["rights"] = context.detail(element, "text/plain")["value"]


def image(context: Context, element: Element) -> None:
    """The channel's picture; titles and links inside are its own."""
    inside = Context(None, context.record.setdefault("image", {}))
    for part in element.children:
        if part.name not in _IN_IMAGE or part.attributes:
            raise DoubtfulError(part.name)
        if part.name == "url":
            _PICTURE(inside, part)


def whatever(_context: Context, element: Element) -> None:
    """For lists that we do not ask for, or read in another way (`hints.skips_in`)."""
    for part in element.children:
        if part.name not in _IN_LISTS or not part.attributes.keys() <= {"rdf:resource"}:
            raise DoubtfulError(part.name)
        whatever(_context, part)


_BOTH: dict[str, Field] = {
    STRANGE: nothing,
    "author": author,
    "category": category,
    "comments": nothing,
    "dc:creator": author,
    "dc:date": plain("updated"),
    "dc:language": plain("language"),
    "dc:publisher": nothing,
    "dc:subject": category,
    "dcterms:created": plain("created"),
    "dcterms:issued": plain("published"),
    "dcterms:modified": plain("updated"),
    "guid": guid,
    "id": guid,
    "lastbuilddate": plain("updated"),
    "link": link,
    "modified": plain("updated"),
    "pubdate": plain("published"),
    "published": plain("published"),
    "slash:comments": nothing,
    "slash:department": nothing,
    "slash:hit_parade": nothing,
    "slash:section": nothing,
    "title": title,
    "updated": plain("updated"),
}
_ENTRY = (
    _BOTH
    | MEDIA
    | {
        "content": content("text/plain"),
        "content:encoded": content("text/html"),
        "description": summary("text/html"),
        "enclosure": enclosure,
        "feedburner:origlink": plain("feedburner_origlink"),
        "summary": summary("text/plain"),
        "thr:total": nothing,
        "wfw:comment": nothing,
        "wfw:commentrss": nothing,
    }
)
_FEED = _BOTH | {
    "copyright": rights,
    "description": nothing,
    "docs": nothing,
    "generator": nothing,
    "icon": url("icon"),
    "image": image,
    "items": whatever,
    "language": plain("language"),
    "logo": url("logo"),
    "managingeditor": author,
    "rights": rights,
    "skipdays": whatever,
    "skiphours": whatever,
    "subtitle": nothing,
    "sy:updatebase": nothing,
    "sy:updatefrequency": plain("sy_updatefrequency"),
    "sy:updateperiod": plain("sy_updateperiod"),
    "ttl": plain("ttl"),
    "webmaster": nothing,
}


def feed_record(tree: Tree) -> Record | None:
    """What feedparser returns, as far as `xmlfeed` asks for it; None for another document."""
    match tree.root.name:
        case "rss":
            return _rss(tree)
        case "feed":
            return _atom(tree)
        case "rdf:rdf":
            return _rdf(tree)
    return None


def _rss(tree: Tree) -> Record:
    root = tree.root
    channels = root.children
    if len(channels) != 1 or channels[0].name != "channel" or _RSS in tree.versions:
        raise DoubtfulError("rss")
    stated = root.attributes.get("version", "")
    version = _VERSIONS.get(stated, "rss20" if stated.startswith("2.") else "rss")
    return _read(version, root, channels[0], channels[0].children, "item")


def _atom(tree: Tree) -> Record:
    if tree.versions != {_ATOM}:
        raise DoubtfulError("versions")
    return _read("atom10", tree.root, tree.root, tree.root.children, "entry")


def _rdf(tree: Tree) -> Record:
    root = tree.root
    if tree.versions != {_RSS} or root.attributes or not root.children or root.children[0].name != "channel":
        raise DoubtfulError("rdf")
    channel, *others = root.children
    if any(other.name != "item" for other in others):
        raise DoubtfulError("rdf")
    return _read("rss10", root, channel, [*channel.children, *others], "item")


def _read(version: str, root: Element, channel: Element, parts: list[Element], record: str) -> Record:
    language = _language(root)
    _expect(channel.attributes if channel is not root else {}, {"rdf:about"})
    is_atom = version == "atom10"
    feed = Context(language, is_atom=is_atom)
    if language:
        feed.record["language"] = language
    entries: list[Record] = []
    for part in parts:
        if part.name == record:
            entries.append(_entry(part, language, is_atom=is_atom))
        else:
            _apply(_FEED, feed, part)
    return {"version": version, "feed": feed.record, "entries": entries}


def _entry(element: Element, language: str | None, *, is_atom: bool) -> Record:
    _expect(element.attributes, {"rdf:about"})
    context = Context(language, is_atom=is_atom)
    if about := element.attributes.get("rdf:about"):
        context.record["id"] = about
    for part in element.children:
        _apply(_ENTRY, context, part)
    return context.record


def _apply(fields: Mapping[str, Field], context: Context, part: Element) -> None:
    found = fields.get(part.name)
    if found is None:
        raise DoubtfulError(part.name)
    if part.attributes and any(name.startswith("xml:") or name in _IN_FORCE for name in part.attributes):
        raise DoubtfulError(part.name)
    found(context, part)


def _language(root: Element) -> str | None:
    """xml:lang, where it is said of the whole."""
    _expect(root.attributes, {"version", "xml:lang"})
    return root.attributes.get("xml:lang", "").replace("_", "-") or None


def _expect(attributes: Mapping[str, str], known: set[str]) -> None:
    if attributes.keys() - known:
        raise DoubtfulError("attributes")
