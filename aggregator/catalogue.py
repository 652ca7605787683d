"""Every document that is published: what a folder of files holds, and what else is made without being asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from aggregator.config import Settings
from aggregator.documents import Listing, everything, find_listing, of_topic, read_document, subscription_list
from aggregator.publish import FORMATS, Format, opml, render
from aggregator.store import Tx
from aggregator.store.revisions import ALL

SUBSCRIPTION_LISTS = ("feeds", "topics", "sources")


@dataclass(frozen=True, slots=True)
class Published:
    """A document under the address at which it is served."""

    path: str
    """From the root of the site, such as `/topics/sumsel.atom`."""
    listing: str
    """The one whose revision is the document's (`store.revisions`)."""
    render: Callable[[Tx], bytes]


def every_document(tx: Tx, settings: Settings, installation: str) -> Iterator[Published]:
    """All feeds of topics, sources and the whole wire in every format, and the subscription lists."""
    for listing in _listings(tx, settings):
        for format in FORMATS:
            make = partial(
                _feed, settings=settings, installation=installation, listing=listing, format=format
            )
            yield Published(f"{listing.path}.{format.extension}", listing.path[1:], make)
    for which in SUBSCRIPTION_LISTS:
        yield Published(f"/{which}.opml", ALL, partial(_subscriptions, settings=settings, which=which))


def _listings(tx: Tx, settings: Settings) -> Iterator[Listing]:
    yield everything(settings)
    yield from (of_topic(settings, topic) for topic in settings.topics)
    for source in settings.sources:
        if listing := find_listing(tx, settings, f"sources/{source.slug}"):
            yield listing


def _feed(tx: Tx, *, settings: Settings, installation: str, listing: Listing, format: Format) -> bytes:
    return render(read_document(tx, settings, installation, listing, format.extension), format)


def _subscriptions(_tx: Tx, *, settings: Settings, which: str) -> bytes:
    return opml.render(settings.site.title, subscription_list(settings, which))
