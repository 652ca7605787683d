"""What a feed holds now, as bytes: the same that a GET of it brings."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from aggregator.config import Settings
from aggregator.documents import feed_at, find_listing, hub_links, read_document
from aggregator.publish import FORMATS, render
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, revision

KEPT = 64
_BY_EXTENSION = {one.extension: one for one in FORMATS}


@dataclass(frozen=True, slots=True)
class Content:
    """One feed as of one revision of the store."""

    revision: int
    digest: str
    body: bytes
    media_type: str


def every_feed(settings: Settings) -> dict[str, tuple[str, str]]:
    """What another hub is told of: by address, name and extension of the feeds of all, of topics and of sources."""
    names = ["all", *(f"topics/{one.slug}" for one in settings.topics)]
    names += [f"sources/{one.slug}" for one in settings.sources]
    return {
        f"{settings.site.url}/{name}.{one.extension}": (name, one.extension)
        for name in names
        for one in FORMATS
    }


class Contents:
    """The contents that were read last: a feed is rendered once for all of its subscribers."""

    def __init__(self, rt: PollingRuntime) -> None:
        self._rt = rt
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[int, Settings, Content]] = OrderedDict()

    def read(self, tx: Tx, topic_url: str) -> Content | None:
        """The feed at this address now; None when it is none of ours (any more). Threads take turns."""
        settings = self._rt.settings
        with self._lock:
            number = revision(tx)
            kept = self._kept.get(topic_url)
            if kept and kept[0] == number and kept[1] is settings:
                return kept[2]
            content = self._render(tx, settings, topic_url, number)
            if content:
                self._keep(topic_url, settings, content)
            return content

    def _keep(self, topic_url: str, settings: Settings, content: Content) -> None:
        self._kept[topic_url] = content.revision, settings, content
        self._kept.move_to_end(topic_url)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _render(self, tx: Tx, settings: Settings, topic_url: str, number: int) -> Content | None:
        address = feed_at(settings, topic_url)
        listing = find_listing(tx, settings, address[0]) if address else None
        if address is None or listing is None or not hub_links(settings, listing):
            return None
        format = _BY_EXTENSION[address[1]]
        document = read_document(tx, settings, self._rt.store.installation, listing, format.extension)
        body = render(document, format)
        return Content(number, hashlib.blake2b(body, digest_size=16).hexdigest(), body, format.media_type)
