"""Every document that is published: what a folder of files holds, and what else is made without being asked for."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from aggregator import archives, ranked
from aggregator.archives import Part, Placed
from aggregator.config import Settings
from aggregator.documents import (
    Listing,
    archive_path,
    everything,
    find_listing,
    of_topic,
    read_document,
    subscription_list,
)
from aggregator.publish import FORMATS, Format, opml, render
from aggregator.ranked import RANKINGS, Ranking
from aggregator.ranking import as_of
from aggregator.store import Tx, revisions
from aggregator.store.revisions import ALL

SUBSCRIPTION_LISTS = ("feeds", "topics", "sources")


@dataclass(frozen=True, slots=True)
class Published:
    """A document under the address at which it is served."""

    path: str
    """From the root of the site, such as `/topics/sumsel.atom`."""
    listing: str
    """The one whose revision is the document's (`store.revisions`)."""
    render: Callable[[Tx], bytes | None]
    """None where nothing stands there any more."""
    moment: datetime | None = None
    """As of when it is, if it changes with time."""
    state: Hashable = None
    """Of a part of the past: equal values mean equal bytes. Of others the revision and the moment say it."""


def every_document(tx: Tx, settings: Settings, installation: str, now: datetime) -> Iterator[Published]:
    """What is current: all feeds of topics, sources, rankings and the whole wire, and the subscription lists."""
    for listing in every_listing(tx, settings):
        for format in FORMATS:
            make = partial(
                _feed, settings=settings, installation=installation, listing=listing, format=format
            )
            yield Published(f"{listing.path}.{format.extension}", listing.path[1:], make)
    moment = as_of(now)
    for which in RANKINGS.values():
        for format in FORMATS:
            make = partial(
                _ranking,
                settings=settings,
                installation=installation,
                which=which,
                format=format,
                moment=moment,
            )
            yield Published(f"/{which.name}.{format.extension}", ALL, make, moment)
    for name in SUBSCRIPTION_LISTS:
        yield Published(f"/{name}.opml", ALL, partial(_subscriptions, settings=settings, which=name))


def every_listing(tx: Tx, settings: Settings) -> Iterator[Listing]:
    """Those that have a past."""
    yield everything(settings)
    yield from (of_topic(settings, topic) for topic in settings.topics)
    for source in settings.sources:
        if listing := find_listing(tx, settings, f"sources/{source.slug}"):
            yield listing


def past_of(
    tx: Tx, settings: Settings, installation: str, listing: Listing, first: Part | None
) -> Iterator[tuple[Part, tuple[Published, ...]]]:
    """The parts of a listing's past from one on, as the chain goes, each with its documents."""
    for placed in archives.chain(tx, listing, first):
        number = revisions.in_days(tx, placed.since, placed.part.until.order_at)
        state = (number, placed.older, placed.newer)
        yield (
            placed.part,
            tuple(_archived(settings, installation, listing, placed, format, state) for format in FORMATS),
        )


def _archived(
    settings: Settings,
    installation: str,
    listing: Listing,
    placed: Placed,
    format: Format,
    state: Hashable,
) -> Published:
    make = partial(
        _archive,
        settings=settings,
        installation=installation,
        listing=listing,
        part=placed.part,
        format=format,
    )
    path = archive_path(listing, placed.name, format.extension)
    return Published(path, listing.path[1:], make, state=state)


def _feed(tx: Tx, *, settings: Settings, installation: str, listing: Listing, format: Format) -> bytes:
    return render(read_document(tx, settings, installation, listing, format.extension), format)


def _ranking(
    tx: Tx, *, settings: Settings, installation: str, which: Ranking, format: Format, moment: datetime
) -> bytes:
    document = ranked.read_document(tx, settings, installation, which, format.extension, moment)
    return render(document, format)


def _archive(
    tx: Tx, *, settings: Settings, installation: str, listing: Listing, part: Part, format: Format
) -> bytes | None:
    document = archives.read_archive(tx, settings, installation, listing, part, format.extension)
    return render(document, format) if document else None


def _subscriptions(_tx: Tx, *, settings: Settings, which: str) -> bytes:
    return opml.render(settings.site.title, subscription_list(settings, which))
