"""What surrounds every page: names, addresses, the feeds it announces."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aggregator.config import Settings, Site
from aggregator.publish import FORMATS
from aggregator.web import linked
from aggregator.web.assets import asset_path
from aggregator.web.cards import Link
from aggregator.web.languages import path_in
from aggregator.web.templating import render_template
from aggregator.words import LANGUAGES, Words, words_in

_FORMAT_NAMES = {"atom": "Atom", "rss": "RSS", "json": "JSON"}


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page announces."""

    name: str
    type: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A page in one language: where it is, and what that language calls itself."""

    language: str
    locale: str
    name: str
    path: str
    """On this server."""
    url: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The head, masthead and foot of one page. Paths are those of Indonesian pages, from the root of the site."""

    site: Site
    words: Words
    path: str
    title: str
    """Of this page; empty on the front page."""
    description: str
    today: str
    topics: tuple[Link, ...]
    sources: int
    feeds: tuple[FeedLink, ...]
    indexed: bool = True
    data: str = ""
    """What the page says of itself to search engines, as JSON marked safe; "" for nothing."""
    picture: str = ""
    """A whole address of a picture for those who share the page; "" for ours."""
    scripted: bool = False
    """Whether our script for sharing runs in it."""
    query: str = ""
    """What its twin in another language is asked besides its path, such as `?topic=sumsel`."""

    def at(self, path: str) -> str:
        """A path on this server, of a page in this page's language: the site's address may have a path as well."""
        return path_on_server(self.site, path_in(self.words.language, path))

    def absolute(self, path: str) -> str:
        """A whole address; it comes from the configuration, never from the request."""
        return (self.site.url or "") + path_in(self.words.language, path)

    @property
    def translations(self) -> tuple["Translation", ...]:
        """This page in every language, the first of which is for readers of any other."""
        return tuple(_translation(self, language) for language in LANGUAGES)

    def asset(self, name: str) -> str:
        """Where this version of a file of ours is."""
        return self.at(asset_path(name))

    @property
    def elsewhere(self) -> tuple["Translation", ...]:
        """This page in other languages; nothing for what has but one address."""
        own = self.at(self.path) + self.query
        return tuple(one for one in self.translations if one.path != own)

    @property
    def stylesheet(self) -> str:
        """This version's."""
        return self.asset("site.css")

    @property
    def icon(self) -> str:
        """This version's."""
        return self.asset("icon.svg")

    @property
    def card(self) -> str:
        """The picture of a page that has none of its own, from the root of the site."""
        return asset_path("card.png")


def path_on_server(site: Site, path: str) -> str:
    """Where a path of the site is on this server."""
    return urlsplit(site.url or "").path + path


def _translation(frame: Frame, language: str) -> Translation:
    path, words = path_in(language, frame.path), words_in(language)
    return Translation(
        language=language,
        locale=words.locale,
        name=words.name,
        path=path_on_server(frame.site, path) + frame.query,
        url=(frame.site.url or "") + path,
    )


def frame_of(
    settings: Settings,
    now: datetime,
    words: Words,
    path: str,
    title: str = "",
    description: str = "",
    feeds: tuple[FeedLink, ...] | None = None,
    *,
    indexed: bool = True,
) -> Frame:
    """The frame of the page at `path`; without `feeds` of its own it announces the feed of everything."""
    site = settings.site
    return Frame(
        site=site,
        words=words,
        path=path,
        title=title,
        description=description or site.description or site.title,
        today=words.day(now, ZoneInfo(site.timezone)),
        topics=tuple(Link(topic.title, f"/topics/{topic.slug}", topic.language) for topic in settings.topics),
        sources=len(settings.sources),
        feeds=feed_links("/all", site.title) if feeds is None else feeds,
        indexed=indexed,
        data=linked.of_site(site, words.language) if path == "/" else "",
    )


def feed_links(path: str, title: str) -> tuple[FeedLink, ...]:
    """The feeds of the listing at this path, in every format."""
    return tuple(
        FeedLink(_FORMAT_NAMES[one.extension], one.link_type, title, f"{path}.{one.extension}")
        for one in FORMATS
    )


def render_page(template: str, frame: Frame, **values: object) -> bytes:
    """The page as UTF-8."""
    return render_template(template, frame.words, frame=frame, **values).encode()
