"""From the store to the documents that are rendered: which entries stand in which feed, under which name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from aggregator.config import Settings
from aggregator.dates.epoch import EPOCH, to_microseconds
from aggregator.identity import feed_id
from aggregator.model import (
    Coverage,
    Entry,
    FeedDocument,
    FeedEntry,
    Kind,
    Person,
    Source,
    SourceProfile,
    Topic,
)
from aggregator.places import place_title
from aggregator.publish.opml import Outline
from aggregator.search import Query
from aggregator.store import Cursor, Tx, entries, listings, search, sources, stories
from aggregator.urls import public_url
from aggregator.words import INDONESIAN, words_in

ENTRIES_PER_FEED = 50
_FEED = re.compile(r"/(all|(?:topics|sources)/[a-z0-9-]+)\.(atom|rss|json)")
_PUSHED = ("/all", "/topics/", "/sources/")
_EMPTY_SINCE = EPOCH
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
    story: str | None = None
    leads: bool = True
    """Whether one entry stands for each story: in all listings but those of a source or a story."""
    place: str | None = None
    since: datetime | None = None
    limit: int = ENTRIES_PER_FEED
    full: bool = True
    """Whether the text of the entries is in its feeds, or an excerpt alone."""
    query: str = ""
    """What is asked for besides the path, in its one spelling, such as `?stories=off` or `?q=…`."""
    search: Query | None = None
    """Of all that, only what holds these words."""


def everything(settings: Settings) -> Listing:
    """All entries of all sources."""
    site, words = settings.site, words_in(INDONESIAN)
    title = words.say("%(site)s: all news", site=site.title)
    return Listing("/all", words.say("All news"), title, site.description, site.language)


def of_topic(settings: Settings, topic: Topic) -> Listing:
    """The entries of a topic."""
    title = f"{topic.title} – {settings.site.title}"
    path = f"/topics/{topic.slug}"
    return Listing(path, topic.title, title, topic.description, topic.language, topic=topic.slug)


def of_source(settings: Settings, slug: str, name: str, language: str) -> Listing:
    """The entries of a source, in the configuration or retired."""
    title = f"{name} – {settings.site.title}"
    language = language or settings.site.language
    return Listing(f"/sources/{slug}", name, title, "", language, source=slug, leads=False)


def of_place(settings: Settings, place: str, name: str) -> Listing:
    """The entries about a place of the gazetteer, or one that lies in it."""
    title = f"{name} – {settings.site.title}"
    about = words_in(INDONESIAN).say("News about %(place)s from many papers", place=name)
    return Listing(f"/places/{place}", name, title, about, settings.site.language, place=place)


def of_story(settings: Settings, lead: Entry) -> Listing:
    """All entries of a story; `lead` is its first."""
    title = f"{lead.title} – {settings.site.title}"
    path = f"/stories/{lead.key}"
    return Listing(path, lead.title, title, "", settings.site.language, story=lead.key, leads=False)


def of_search(settings: Settings, query: Query) -> Listing:
    """The entries that a query finds; of all queries that ask for the same, one listing."""
    title = f"{query} – {settings.site.title}"
    asked = f"?q={quote(str(query), safe='')}"
    return Listing("/search", str(query), title, "", settings.site.language, query=asked, search=query)


def newest(
    tx: Tx, listing: Listing, *, limit: int, before: Cursor | None = None, full: bool = True
) -> tuple[Entry, ...]:
    """The newest entries of a listing, from `before` on."""
    topic, source, leads = listing.topic, listing.source, listing.leads
    if listing.search is not None and listing.story is None:
        found = search.find(
            tx,
            listing.search,
            topic=topic,
            source=source,
            place=listing.place,
            leads=leads,
            limit=limit,
            before=before,
            full=full,
        )
        return tuple(entry for entry in found if listing.since is None or entry.order_at >= listing.since)
    return listings.latest(
        tx,
        topic=topic,
        source=source,
        place=listing.place,
        story=listing.story,
        since=listing.since,
        leads=leads,
        limit=limit,
        before=before,
        full=full,
    )


def find_listing(tx: Tx, settings: Settings, name: str) -> Listing | None:
    """The listing of a path without extension: `all`, `topics/<slug>`, `sources/<slug>`, `stories/<key>`,
    `places/<id>`.
    """
    room, _, slug = name.partition("/")
    if name == "all":
        return everything(settings)
    if room == "topics":
        return next((of_topic(settings, topic) for topic in settings.topics if topic.slug == slug), None)
    if room == "sources":
        return _find_source(tx, settings, slug)
    if room == "places":
        name_there = place_title(slug)
        return of_place(settings, slug, name_there) if name_there else None
    if room == "stories":
        lead = entries.get(tx, slug)
        return of_story(settings, lead) if lead and lead.key == lead.story else None
    return None


def feed_at(settings: Settings, url: str) -> tuple[str, str] | None:
    """The name of a listing (as `find_listing` takes it) and the extension, of the address of a feed of ours."""
    found = _FEED.fullmatch(url.removeprefix(settings.site.url or "-"))
    return (found[1], found[2]) if found else None


def _find_source(tx: Tx, settings: Settings, slug: str) -> Listing | None:
    if profile := sources.profiles(tx, [slug]).get(slug):
        return of_source(settings, slug, source_name(settings, profile), profile.language)
    if source := settings.source(slug):
        return of_source(settings, slug, source.title, source.language)
    return None


def hub_links(settings: Settings, listing: Listing) -> tuple[tuple[str, str], ...]:
    """(rel, URL) of the hub that tells of changes of a listing's feeds; nothing where nobody does.

    What is asked for in a query, and what is ordered by more than what is stored, must be polled.
    """
    pushed = not listing.query and listing.path.startswith(_PUSHED) and settings.hub_url
    return (("hub", settings.hub_url),) if pushed else ()


def coverage(tx: Tx, settings: Settings, found: Iterable[Entry]) -> dict[str, tuple[Coverage, ...]]:
    """For the key of each entry, who else tells its story: the papers beside its own, each once, first first."""
    shown = {entry.key: entry.source for entry in found}
    told = stories.told_with(tx, found)
    profiles = sources.profiles(tx, {row.source for rows in told.values() for row in rows})
    return {
        key: tuple(
            Coverage(source_name(settings, profiles[paper]), row.title, row.url)
            for paper, row in {row.source: row for row in reversed(rows) if row.source != shown[key]}.items()
        )[::-1]
        for key, rows in told.items()
    }


def source_name(settings: Settings, profile: SourceProfile) -> str:
    """What the operator calls a source now, or, when it is configured no more, its last name."""
    source = settings.source(profile.slug)
    return source.title if source else profile.title


def read_document(
    tx: Tx, settings: Settings, installation: str, listing: Listing, extension: str
) -> FeedDocument:
    """The newest entries of a listing. Equal store and settings give an equal document, whoever asks and when."""
    found = newest(tx, listing, limit=listing.limit + 1, full=listing.full)
    shown = found[: listing.limit]
    document = document_of(tx, settings, installation, listing, extension, shown)
    if listing.query or listing.place:
        return document
    if len(found) > len(shown):
        behind = archive_path(listing, name_behind(shown[-1]), extension)
        return document if listing.story else linked(document, settings, ("prev-archive", behind))
    return replace(document, complete=listing.story is not None)


def document_of(
    tx: Tx,
    settings: Settings,
    installation: str,
    listing: Listing,
    extension: str,
    shown: tuple[Entry, ...],
) -> FeedDocument:
    """A document of a listing with these entries, under the listing's own name and address."""
    profiles = sources.profiles(tx, {entry.source for entry in shown})
    also = coverage(tx, settings, shown) if listing.leads else {}
    site_url = settings.site.url or ""
    return FeedDocument(
        id=feed_id(installation, f"{listing.path}{listing.query}"),
        title=listing.title,
        subtitle=listing.subtitle,
        language=listing.language,
        self_url=f"{site_url}{listing.path}.{extension}{listing.query}",
        html_url=_page_url(site_url, listing),
        updated=max((entry.updated for entry in shown), default=_EMPTY_SINCE),
        entries=tuple(FeedEntry(entry, profiles[entry.source], also.get(entry.key, ())) for entry in shown),
        links=hub_links(settings, listing),
        author=Person(settings.site.title, url=f"{site_url}/"),
    )


def _page_url(site_url: str, listing: Listing) -> str:
    if listing.path == "/all":
        return f"{site_url}/"
    return f"{site_url}{listing.path}{listing.query if listing.path == '/search' else ''}"


def linked(document: FeedDocument, settings: Settings, *links: tuple[str, str]) -> FeedDocument:
    """The document with more links: (rel, path)."""
    site_url = settings.site.url or ""
    return replace(document, links=(*document.links, *((rel, f"{site_url}{path}") for rel, path in links)))


def archive_path(listing: Listing, name: str, extension: str) -> str:
    """Where a part of a listing's past is."""
    return f"{listing.path}/archive/{name}.{extension}"


def name_behind(entry: Entry | Cursor) -> str:
    """What the part of the past that begins behind this entry is called."""
    return f"before-{to_microseconds(entry.order_at)}-{entry.key}"


def subscription_list(settings: Settings, which: str) -> tuple[Outline, ...]:
    """OPML of our own feeds (`topics`), of the papers' (`sources`), or of both under headings (`feeds`)."""
    if which == "topics":
        return _own_feeds(settings)
    if which == "sources":
        return tuple(_paper_feed(settings, source) for source in settings.sources)
    words = words_in(INDONESIAN)
    return (
        Outline(words.say("Topics"), outlines=subscription_list(settings, "topics")),
        Outline(words.say("Sources"), outlines=subscription_list(settings, "sources")),
    )


def _own_feeds(settings: Settings) -> tuple[Outline, ...]:
    site_url = settings.site.url or ""
    ours = (everything(settings), *(of_topic(settings, topic) for topic in settings.topics))
    return tuple(
        Outline(
            one.title,
            f"{site_url}{one.path}.atom",
            f"{site_url}{one.path}",
            one.subtitle,
            language=one.language,
        )
        for one in ours
    )


def _paper_feed(settings: Settings, source: Source) -> Outline:
    """The paper's own feed; for one that has none, whose pages or sitemap we read, the one that we make of it.

    So it is for one whose address holds a key: that is not ours to give away.
    """
    page = f"{settings.site.url or ''}/sources/{source.slug}"
    its_own = "" if source.kind in {Kind.PAGE, Kind.SITEMAP} else public_url(source.url)
    return Outline(source.title, its_own or f"{page}.atom", page, language=source.language)
