"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with one extension: `_source`, which is atom:source in JSON."""

import json

from aggregator.model import Enclosure, FeedDocument, FeedEntry, Person, SourceProfile
from aggregator.publish.document import OnDrop, cleaned, head, presentable, rfc3339, write_each

MEDIA_TYPE = "application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"
_ABOUT_SOURCE = "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.11"
# How json.dumps writes control characters, and two characters that are none. Innocent text may look the same.
_SUSPECT = ("\\u00", "\\b", "\\f", "\ufffe", "\uffff")

Json = str | int | list["Json"] | dict[str, "Json"] | None


def render(document: FeedDocument, on_drop: OnDrop) -> bytes:
    """The document as UTF-8 without escapes; items in its order, one to a line."""
    top = _dumped(_top(head(document)))
    items = write_each(document, lambda item: _line(item, document.language), on_drop)
    return top[:-1].encode() + b',"items":[\n' + b",\n".join(items) + b"\n]}\n"


def _line(item: FeedEntry, language: str) -> bytes:
    """The item as one line of UTF-8, without the characters that JSON could carry but XML cannot."""
    line = _dumped(_item(item, language))
    if any(mark in line for mark in _SUSPECT):
        line = _dumped(_item(presentable(cleaned(item)), language))
    return line.encode()


def _dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _top(top: FeedDocument) -> Json:
    hubs: list[Json] = [{"type": "WebSub", "url": url} for rel, url in top.links if rel == "hub"]
    return _present(
        version=_VERSION,
        title=top.title,
        home_page_url=top.html_url,
        feed_url=top.self_url,
        description=top.subtitle,
        next_url=next((url for rel, url in top.links if rel in ("next", "prev-archive")), ""),
        icon=top.icon,
        authors=_authors((top.author,)),
        language=top.language,
        hubs=hubs,
    )


def _item(item: FeedEntry, language: str) -> Json:
    entry = item.entry
    return _present(
        id=entry.id,
        url=entry.url,
        external_url=entry.url,
        title=entry.title,
        content_html=entry.content,
        content_text="" if entry.content else entry.summary or entry.title,
        summary=entry.summary,
        image=entry.image,
        date_published=rfc3339(entry.published) if entry.published else "",
        date_modified=rfc3339(entry.updated),
        authors=_authors(entry.authors),
        tags=list(dict.fromkeys(one.label or one.term for one in entry.categories)),
        language="" if entry.language == language else entry.language,
        attachments=[_attachment(one) for one in entry.enclosures],
        _source=_source(
            item.source, rfc3339(entry.source_updated), "" if entry.guid == entry.id else entry.guid
        ),
    )


def _authors(people: tuple[Person, ...]) -> Json:
    return [_present(name=one.name, url=one.url) for one in people]


def _attachment(enclosure: Enclosure) -> Json:
    return _present(url=enclosure.url, mime_type=enclosure.type, size_in_bytes=enclosure.length)


def _source(profile: SourceProfile, updated: str, guid: str) -> Json:
    return _present(
        about=_ABOUT_SOURCE,
        id=profile.id,
        title=profile.title,
        updated=updated,
        url=profile.url,
        feed_url=profile.feed_url,
        icon=profile.icon,
        rights=profile.rights,
        language=profile.language,
        guid=guid,
    )


def _present(**members: Json) -> Json:
    """An object of those members that have a value, in this order."""
    return {name: value for name, value in members.items() if value not in ("", None, [])}
