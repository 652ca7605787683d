"""OPML 2.0 (opml.org/spec2): lists of feeds, to carry from one reader to another."""

from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from aggregator.publish.document import cleaned, in_utc, rfc822
from aggregator.publish.tree import add
from aggregator.urls import web_url

MEDIA_TYPE = "text/x-opml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed when it has a `feed_url`, else a heading over other outlines."""

    title: str
    feed_url: str = ""
    html_url: str = ""
    description: str = ""
    language: str = ""
    outlines: tuple["Outline", ...] = ()


def render(title: str, outlines: tuple[Outline, ...], updated: datetime | None = None) -> bytes:
    """The list as UTF-8, in the order given. `updated` is when the list last changed, if that is known."""
    opml = etree.Element("opml", version="2.0")
    top = add(opml, "head")
    add(top, "title", cleaned(title))
    if updated:
        add(top, "dateModified", rfc822(in_utc(updated)))
    _add_outlines(add(opml, "body"), cleaned(outlines))
    return bytes(etree.tostring(opml, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def _add_outlines(parent: etree._Element, outlines: tuple[Outline, ...]) -> None:
    for one in outlines:
        _add_outlines(add(parent, "outline", **_attributes(one)), one.outlines)


def _attributes(one: Outline) -> dict[str, str]:
    """Every outline has `text`, a subscription `type` and `xmlUrl` as well, a heading nothing else."""
    feed_url = web_url(one.feed_url)
    name = one.title.strip() or feed_url or "-"
    if not feed_url:
        return {"text": name}
    return {
        "text": name,
        "title": name,
        "type": "rss",
        "xmlUrl": feed_url,
        "htmlUrl": web_url(one.html_url),
        "description": one.description,
        "language": one.language,
    }
