"""What stands in an embed, read from the store: every field a word or an address that is safe after escaping."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from zoneinfo import ZoneInfo

from aggregator.config import Settings
from aggregator.documents import coverage, source_name
from aggregator.model import Coverage, Entry, SourceProfile, Topic
from aggregator.store import Tx, listings, sources
from aggregator.urls import web_url
from aggregator.web.embeds.options import Options
from aggregator.words import Words, words_in

_NAMED = 3
"""So many of the other papers of a story are named."""
_SUMMARY = 240
"""Characters."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. `url` leads to the paper's article, or where it has no address to the entry's story here."""

    title: str
    url: str
    summary: str
    paper: str
    image: str
    language: str
    instant: str
    when: str
    also: tuple[Coverage, ...]
    more: int
    """How many papers besides those of `also` tell its story."""


@dataclass(frozen=True, slots=True)
class Embed:
    """A topic as it is shown on other people's pages."""

    title: str
    site: str
    url: str
    """Of the topic's page here."""
    options: Options
    items: tuple[Item, ...]


def read_embed(tx: Tx, settings: Settings, topic: Topic, options: Options) -> Embed:
    """The topic's newest entries, one for each story; `options.lang` must be settled."""
    found = listings.latest(tx, topic=topic.slug, limit=options.count, leads=True, full=False)
    profiles = sources.profiles(tx, {entry.source for entry in found})
    also = coverage(tx, settings, found)
    words = words_in(options.lang)
    return Embed(
        title=topic.title,
        site=settings.site.title,
        url=f"{settings.site.url or ''}/topics/{topic.slug}",
        options=options,
        items=tuple(
            _item(settings, words, entry, profiles.get(entry.source), also.get(entry.key, ()))
            for entry in found
        ),
    )


def _item(
    settings: Settings, words: Words, entry: Entry, profile: SourceProfile | None, also: Iterable[Coverage]
) -> Item:
    at = entry.published or entry.first_seen
    when = words.moment(at, ZoneInfo(settings.site.timezone))
    others = tuple(Coverage(one.paper, one.title, url) for one in also if (url := web_url(one.url)))
    return Item(
        title=entry.title.strip() or words.say("(untitled)"),
        url=web_url(entry.url) or f"{settings.site.url or ''}/stories/{entry.story or entry.key}",
        summary=shorten(entry.summary, _SUMMARY, placeholder=" …"),
        paper=source_name(settings, profile) if profile else entry.source,
        image=web_url(entry.image) if entry.image else "",
        language=entry.language or settings.site.language,
        instant=at.isoformat(timespec="seconds"),
        when=when if entry.published else words.say("received %(when)s", when=when),
        also=others[:_NAMED],
        more=len(others[_NAMED:]),
    )
