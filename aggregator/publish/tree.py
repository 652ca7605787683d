"""feedgen's trees: how to reach into one while it is being written.

feedgen calls an extension when the head is written and before its own entries. That is where a document gets
what feedgen cannot write, and the entries, which are made one by one so that a bad one costs only itself.
"""

from collections.abc import Callable

from lxml import etree

from aggregator.model import FeedDocument

DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
ATOM = "http://www.w3.org/2005/Atom"
HISTORY = "http://purl.org/syndication/history/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Extension:
    """What feedgen asks of an extension, for either format: `write` gets `<feed>` or `<channel>`."""

    def __init__(self, write: Callable[[etree._Element], None]) -> None:
        self._write = write

    def extend_ns(self) -> dict[str, str]:
        """The prefixes that the root declares."""
        return {"dc": DC, "media": MEDIA, "fh": HISTORY}

    def extend_atom(self, feed: etree._Element) -> None:
        """Called with `<feed>`, complete but for the entries."""
        self._write(feed)

    def extend_rss(self, rss: etree._Element) -> None:
        """Called with `<rss>`, whose channel is complete but for the items."""
        self._write(rss[0])


def add(parent: etree._Element, tag: str, content: str = "", /, **attributes: str) -> etree._Element:
    """A new last child; attributes that are empty are left out."""
    element = etree.SubElement(parent, tag, {name: value for name, value in attributes.items() if value})
    if content:
        element.text = content
    return element


def add_history(parent: etree._Element, document: FeedDocument) -> None:
    """What RFC 5005 asks a document to say of itself."""
    if document.archive:
        add(parent, f"{{{HISTORY}}}archive")
    if document.complete:
        add(parent, f"{{{HISTORY}}}complete")


def append_lines(parent: etree._Element, entries: list[etree._Element]) -> None:
    """Append the entries, each on a line of its own, so that two documents can be compared by eye."""
    for entry in entries:
        entry.tail = "\n"
        parent.append(entry)
