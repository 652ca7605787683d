"""A newsroom at a fixed hour, and how to read what its papers send."""

import json
import re
from datetime import UTC, datetime
from xml.etree import ElementTree

from aggregator.demo import Newsroom

NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
"""A Wednesday, 13:30 WIB."""


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def newsroom(seed: int = 7, clock: Clock | None = None) -> Newsroom:
    """The newsroom at NOW, or by a clock of the test."""
    return Newsroom(seed, clock or Clock())


def links(form: str, body: bytes) -> list[str]:
    """The article addresses of a document in its order; raises when it is not well-formed."""
    if form == "json":
        return [item["url"] for item in json.loads(body)["items"]]
    if form == "page":
        listing = body.decode().partition("<aside>")[0]
        return re.findall(r'<h2><a href="([^"]+)">', listing)
    root = ElementTree.fromstring(body)
    if form == "atom":
        atom = "{http://www.w3.org/2005/Atom}"
        return [link.attrib["href"] for link in root.iterfind(f"{atom}entry/{atom}link[@rel='alternate']")]
    path = {
        "rss": "channel/item/link",
        "rdf": "{http://purl.org/rss/1.0/}item/{http://purl.org/rss/1.0/}link",
        "sitemap": "{http://www.sitemaps.org/schemas/sitemap/0.9}url/{http://www.sitemaps.org/schemas/sitemap/0.9}loc",
    }[form]
    return [link.text or "" for link in root.iterfind(path)]
