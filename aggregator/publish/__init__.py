"""Values to bytes: a `FeedDocument` as Atom, RSS or JSON Feed. Equal documents render to equal bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from aggregator.model import FeedDocument
from aggregator.publish import atom, jsonfeed, rss
from aggregator.publish.document import OnDrop, ignore


@dataclass(frozen=True, slots=True)
class Format:
    """A format that feeds are published in; `media_type` is the Content-Type to send."""

    name: str
    extension: str
    media_type: str

    @property
    def link_type(self) -> str:
        """What a `type` attribute of a link to such a document says."""
        return self.media_type.partition(";")[0]


ATOM = Format("atom", "atom", f"{atom.MEDIA_TYPE}; charset=utf-8")
RSS = Format("rss", "rss", f"{rss.MEDIA_TYPE}; charset=utf-8")
JSON = Format("json", "json", jsonfeed.MEDIA_TYPE)
FORMATS = (ATOM, RSS, JSON)

_RENDERERS: dict[Format, Callable[[FeedDocument, OnDrop], bytes]] = {
    ATOM: atom.render,
    RSS: rss.render,
    JSON: jsonfeed.render,
}


def render(document: FeedDocument, format: Format, on_drop: OnDrop = ignore) -> bytes:
    """The document in this format. An entry that cannot be written is left out and reported to `on_drop`."""
    return _RENDERERS[format](document, on_drop)
