"""One entry of an RSS, RDF or Atom feed, out of the dictionary that feedparser made of it."""

import re
from collections.abc import Iterable, Iterator

from aggregator.model import Category, Enclosure, ParsedEntry, Person
from aggregator.parse.markup import text_as_html
from aggregator.parse.record import Record, child, children, integer, string

_MARKUP_TYPES = {"text/html", "application/xhtml+xml", "html", "xhtml"}
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#])", re.IGNORECASE)
_PLAYABLE = ("audio/", "video/")


def parse_entry(record: Record, *, atom: bool) -> ParsedEntry:
    """`record` with its strings as received; `atom` decides what an undeclared type means."""
    published, updated = _dates(record, atom=atom)
    return ParsedEntry(
        guid=string(record, "id"),
        url=page_url(record),
        title=string(record, "title"),
        title_is_html=not atom or string(child(record, "title_detail"), "type") in _MARKUP_TYPES,
        summary=_markup(child(record, "summary_detail"), atom=atom),
        content=_content(record, atom=atom),
        published=published,
        updated=updated,
        authors=persons(record),
        categories=tuple(_categories(record)),
        enclosures=tuple(_enclosures(record)),
        image=_image(record),
        language=_language(record),
        base_url=base_url(record),
    )


def persons(record: Record) -> tuple[Person, ...]:
    """The authors of an entry or a feed, each once."""
    named = children(record, "authors") or (child(record, "author_detail"),)
    found = [_person(author) for author in named]
    found = [person for person in found if person != Person()]
    if not found and (name := string(record, "author")):
        found = [Person(name=name)]
    return tuple(dict.fromkeys(found))


def base_url(record: Record) -> str:
    """The xml:base in force at the record's first text (XML Base §4); `""` when none was given."""
    details = (child(record, "title_detail"), child(record, "summary_detail"), *children(record, "content"))
    return next((base for detail in details if (base := string(detail, "base"))), "")


def page_url(record: Record) -> str:
    """The page for people: the publisher's own before a redirector's; a guid only where it is an address."""
    original = string(record, "feedburner_origlink")
    if original:
        return original
    alternates = [link for link in children(record, "links") if string(link, "rel") == "alternate"]
    pages = [link for link in alternates if string(link, "type") in _MARKUP_TYPES]
    for link in (*pages, *alternates):
        if href := string(link, "href"):
            return href
    guid = string(record, "link")
    return guid if "://" in guid or guid.startswith("/") else ""


def _person(author: Record) -> Person:
    return Person(string(author, "name"), string(author, "href"), string(author, "email"))


def _dates(record: Record, *, atom: bool) -> tuple[str, str]:
    published = string(record, "published", "created", "prism_publicationdate")
    updated = string(record, "updated")
    if not published and not atom:
        return updated, ""  # feedparser calls dc:date `updated`; in RSS it is the day of publication
    return published, updated


def _markup(detail: Record, *, atom: bool) -> str:
    """RSS never says that a text is not markup; Atom does (RFC 4287 §3.1.1)."""
    value = string(detail, "value")
    plain = atom and string(detail, "type") in {"text/plain", "text", ""}
    return text_as_html(value) if plain else value


def _content(record: Record, *, atom: bool) -> str:
    bodies = [body for body in children(record, "content") if _is_text(body)]
    marked_up = [body for body in bodies if string(body, "type") in _MARKUP_TYPES]
    values = [_markup(body, atom=atom) for body in marked_up or bodies]
    return max(values, key=len, default="")


def _is_text(body: Record) -> bool:
    return string(body, "type") in _MARKUP_TYPES | {"text/plain", "text", ""}


def _categories(record: Record) -> Iterator[Category]:
    for tag in children(record, "tags"):
        term, label = string(tag, "term"), string(tag, "label")
        if term or label:
            yield Category(term or label, string(tag, "scheme"), label)


def _enclosures(record: Record) -> Iterator[Enclosure]:
    links = (link for link in children(record, "links") if string(link, "rel") == "enclosure")
    playable = (media for media in children(record, "media_content") if _is_playable(media))
    sources = (body for body in children(record, "content") if string(body, "src") and not _is_text(body))
    seen: set[str] = set()
    for file in (*links, *playable, *sources):
        url = string(file, "href", "url", "src")
        if url and url not in seen:
            seen.add(url)
            yield Enclosure(url, string(file, "type"), integer(file, "length", "filesize"))


def _is_playable(media: Record) -> bool:
    return string(media, "type").startswith(_PLAYABLE) or string(media, "medium") in {"audio", "video"}


def _image(record: Record) -> str:
    """The widest picture that goes with the entry: Media RSS, then its thumbnail, an enclosure, iTunes'."""
    media = [file for file in children(record, "media_content") if _is_picture(file)]
    links = (link for link in children(record, "links") if string(link, "rel") == "enclosure")
    pictures = (
        *_widest(media),
        *_widest(children(record, "media_thumbnail")),
        *(link for link in links if _is_picture(link)),
        child(record, "image"),
    )
    return next((url for picture in pictures if (url := string(picture, "url", "href"))), "")


def _widest(pictures: Iterable[Record]) -> list[Record]:
    return sorted(pictures, key=lambda picture: -(integer(picture, "width") or 0))


def _is_picture(file: Record) -> bool:
    declared = string(file, "type")
    if declared and declared != "text/html":
        return declared.startswith("image/")
    return string(file, "medium") == "image" or bool(_PICTURE.search(string(file, "url", "href")))


def _language(record: Record) -> str:
    own = string(record, "language")
    return own or string(child(record, "title_detail"), "language")
