"""From the store to the documents that are rendered: which entries stand in which feed, under which name."""

from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.config import Settings
from aggregator.identity import feed_id
from aggregator.model import FeedDocument, FeedEntry, Person, SourceProfile, Topic
from aggregator.store import Tx, entries, sources

ENTRIES_PER_FEED = 50
_EMPTY_SINCE = datetime(1970, 1, 1, tzinfo=UTC)
"""`updated` of a feed that never had an entry: it must be stable, and there is no better moment."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed or page lists: one topic, one source, or everything. `path` is that of its page."""

    path: str
    heading: str
    """Its name on this site; `title` is what it is called elsewhere."""
    title: str
    subtitle: str
    language: str
    topic: str | None = None
    source: str | None = None


def everything(settings: Settings) -> Listing:
    """All entries of all sources."""
    site = settings.site
    return Listing("/all", "Semua berita", f"{site.title}: semua berita", site.description, site.language)


def of_topic(settings: Settings, topic: Topic) -> Listing:
    """The entries of a topic."""
    title = f"{topic.title} – {settings.site.title}"
    path = f"/topics/{topic.slug}"
    return Listing(path, topic.title, title, topic.description, topic.language, topic=topic.slug)


def of_source(settings: Settings, slug: str, name: str, language: str) -> Listing:
    """The entries of a source, in the configuration or retired."""
    title = f"{name} – {settings.site.title}"
    return Listing(f"/sources/{slug}", name, title, "", language or settings.site.language, source=slug)


def find_listing(tx: Tx, settings: Settings, name: str) -> Listing | None:
    """The listing of a path without extension: `all`, `topics/<slug>`, `sources/<slug>`; None when there is none."""
    room, _, slug = name.partition("/")
    if name == "all":
        return everything(settings)
    if room == "topics":
        return next((of_topic(settings, topic) for topic in settings.topics if topic.slug == slug), None)
    if room == "sources":
        return _find_source(tx, settings, slug)
    return None


def _find_source(tx: Tx, settings: Settings, slug: str) -> Listing | None:
    if profile := sources.profiles(tx, [slug]).get(slug):
        return of_source(settings, slug, source_name(settings, profile), profile.language)
    if source := settings.source(slug):
        return of_source(settings, slug, source.title, source.language)
    return None


def source_name(settings: Settings, profile: SourceProfile) -> str:
    """What the operator calls a source now, or, when it is configured no more, its last name."""
    source = settings.source(profile.slug)
    return source.title if source else profile.title


def read_document(
    tx: Tx, settings: Settings, installation: str, listing: Listing, extension: str
) -> FeedDocument:
    """The newest entries of a listing. Equal store and settings give an equal document, whoever asks and when."""
    found = entries.latest(tx, topic=listing.topic, source=listing.source, limit=ENTRIES_PER_FEED, full=True)
    profiles = sources.profiles(tx, {entry.source for entry in found})
    site_url = settings.site.url or ""
    return FeedDocument(
        id=feed_id(installation, listing.path),
        title=listing.title,
        subtitle=listing.subtitle,
        language=listing.language,
        self_url=f"{site_url}{listing.path}.{extension}",
        html_url=f"{site_url}{listing.path}" if listing.path != "/all" else f"{site_url}/",
        updated=max((entry.updated for entry in found), default=_EMPTY_SINCE),
        entries=tuple(FeedEntry(entry, profiles[entry.source]) for entry in found),
        author=Person(settings.site.title, url=f"{site_url}/"),
    )
