"""What single elements add to a record: of a feed or of an entry, as feedparser names things."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aggregator.parse.ordinary.tree import DoubtfulError, Element, lowered
from aggregator.parse.ordinary.xhtml import inside_of

Detail = dict[str, object]
_HTML = "text/html"
_XHTML = "application/xhtml+xml"
_TYPES = {"text": "text/plain", "plain": "text/plain", "html": _HTML, "xhtml": _XHTML}
_QUERY = re.compile("&([A-Za-z0-9_]+);")
_MEDIA_CATEGORY = "http://search.yahoo.com/mrss/category_schema"


@dataclass(slots=True)
class Context:
    """A record that is being filled."""

    language: str | None
    record: dict[str, Any] = field(default_factory=dict)
    titled: bool = False
    """Whether there was a title already that says something: feedparser ignores a second one."""
    has_content: bool = False
    is_atom: bool = False

    def detail(self, element: Element, default: str) -> Detail:
        """The value of an element that holds text or markup, and its type."""
        if element.attributes and element.attributes.keys() - {"type"}:
            raise DoubtfulError(element.name)
        kind = element.attributes.get("type", default).lower()
        kind = _TYPES.get(kind, kind)
        if kind == _XHTML and self.is_atom:
            value = inside_of(element)
        elif kind in {"text/plain", _HTML}:
            value = element.text()
        else:
            raise DoubtfulError(f"{element.name} of type {kind}")
        return {"type": kind, "language": self.language, "base": "", "value": value}


Field = Callable[[Context, Element], None]


def plain(key: str) -> Field:
    """Keeps the text; the last one counts."""

    def keep(context: Context, element: Element) -> None:
        context.record[key] = element.text()

    return keep


def nothing(_context: Context, element: Element) -> None:
    """For what we do not ask for; it must not hold other elements."""
    if element.children:
        raise DoubtfulError(element.name)


def url(key: str) -> Field:
    """Keeps an address."""

    def keep(context: Context, element: Element) -> None:
        context.record[key] = _address(element.text())

    return keep


def title(context: Context, element: Element) -> None:
    """The first one that says something."""
    detail = context.detail(element, "text/plain")
    if context.titled:
        return
    context.record["title"], context.record["title_detail"] = detail["value"], detail
    context.titled = bool(detail["value"])


def media_title(context: Context, element: Element) -> None:
    """Behind the entry's own title it says nothing."""
    if not context.titled or element.children:
        raise DoubtfulError(element.name)


def summary(default: str) -> Field:
    """Of a second one feedparser makes content, unless there is content."""

    def keep(context: Context, element: Element) -> None:
        record = context.record
        if "summary_detail" in record or ("summary" in record and not context.has_content):
            raise DoubtfulError(element.name)
        detail = context.detail(element, default)
        record["summary"], record["summary_detail"] = detail["value"], detail

    return keep


def content(default: str) -> Field:
    """A body; it stands for the summary where there is none."""

    def keep(context: Context, element: Element) -> None:
        detail = context.detail(element, default)
        context.has_content = True
        context.record.setdefault("content", []).append(detail)
        context.record.setdefault("summary", detail["value"])

    return keep


def guid(context: Context, element: Element) -> None:
    """An id; in RSS an address too, if it does not say otherwise."""
    value = _address(element.text())
    context.record["id"] = value
    if element.attributes.get("ispermalink", "true") == "true":
        context.record.setdefault("link", value)


def link(context: Context, element: Element) -> None:
    """RSS's link is a text, Atom's has attributes."""
    attributes = lowered(element)
    record = context.record
    attributes.setdefault("rel", "alternate")
    attributes.setdefault("type", "application/atom+xml" if attributes["rel"] == "self" else _HTML)
    _enforce_href(attributes)
    record.setdefault("links", []).append(attributes)
    if "href" in attributes:
        attributes["href"] = _address(attributes["href"])
        kind = attributes["type"].lower()
        if attributes["rel"] == "alternate" and _TYPES.get(kind, kind) in {_HTML, _XHTML}:
            record["link"] = attributes["href"]
        if element.children:
            raise DoubtfulError(element.name)
        return
    value = _address(element.text())
    if "&" in value:
        value = _QUERY.sub(r"&\1", value.replace("&amp;", "&"))
    record["link"] = value
    if value:
        attributes["href"] = value


def enclosure(context: Context, element: Element) -> None:
    """A file."""
    if element.children:
        raise DoubtfulError(element.name)
    attributes = lowered(element)
    _enforce_href(attributes)
    attributes["rel"] = "enclosure"
    context.record.setdefault("links", []).append(attributes)


def category(context: Context, element: Element) -> None:
    """Atom says it in attributes, RSS in the text."""
    given = element.attributes
    _add_tag(context, given.get("term"), given.get("scheme", given.get("domain")), given.get("label"))
    value = element.text()
    tags = context.record["tags"]
    if value and tags and not tags[-1]["term"]:
        tags[-1]["term"] = value
    elif value:
        _add_tag(context, value, None, None)


def media_category(context: Context, element: Element) -> None:
    """With Media RSS's own scheme."""
    category(context, element._replace(attributes={"scheme": _MEDIA_CATEGORY, **element.attributes}))


def media_keywords(context: Context, element: Element) -> None:
    """Words with commas between."""
    if element.attributes:
        return
    for term in element.text().split(","):
        if term.strip():
            _add_tag(context, term.strip(), None, None)


def author(context: Context, element: Element) -> None:
    """A name; in Atom with address and page."""
    record, detail = context.record, dict[str, str]()
    record.setdefault("authors", []).append(detail)
    if not element.children:
        name = record["author"] = element.text()
        if "@" in name:  # feedparser takes such apart
            raise DoubtfulError("author")
        if name:
            detail["name"] = name
        return
    if element.children[0].name != "name" or "".join(element.pieces).strip():
        raise DoubtfulError("author")
    for part in element.children:
        key = {"name": "name", "uri": "href", "url": "href", "email": "email"}.get(part.name)
        if key is None or part.attributes or key in detail:
            raise DoubtfulError(part.name)
        detail[key] = _address(part.text()) if key == "href" else _unrepaired(part)
    named, mail = detail.get("name", ""), detail.get("email", "")
    record["author"] = f"{named} ({mail})" if named and mail else named or mail


def media_content(context: Context, element: Element) -> None:
    """A file, with what is said of it inside."""
    context.record.setdefault("media_content", []).append(lowered(element))
    media_group(context, element)


def media_group(context: Context, element: Element) -> None:
    """Several files of one thing."""
    for part in element.children:
        MEDIA.get(part.name, _doubtful)(context, part)


def media_thumbnail(context: Context, element: Element) -> None:
    """A picture."""
    if element.children or "".join(element.pieces).strip():
        raise DoubtfulError(element.name)
    context.record.setdefault("media_thumbnail", []).append(lowered(element))


MEDIA: dict[str, Field] = {
    "media:category": media_category,
    "media:content": media_content,
    "media:copyright": nothing,
    "media:credit": nothing,
    "media:keywords": media_keywords,
    "media:rating": nothing,
    "media:thumbnail": media_thumbnail,
    "media:title": media_title,
}


def _doubtful(_context: Context, element: Element) -> None:
    raise DoubtfulError(element.name)


def _add_tag(context: Context, term: str | None, scheme: str | None, label: str | None) -> None:
    tags = context.record.setdefault("tags", [])
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _enforce_href(attributes: dict[str, str]) -> None:
    href = attributes.get("url", attributes.get("uri", attributes.get("href")))
    if href:
        attributes.pop("url", None)
        attributes.pop("uri", None)
        attributes["href"] = href


def _address(value: str) -> str:
    if ":///" in value:  # feedparser takes surplus slashes out
        raise DoubtfulError("slashes")
    return value


def _unrepaired(element: Element) -> str:
    if element.children:
        raise DoubtfulError(element.name)
    return "".join(element.pieces).strip()
