"""What the operator wrote, read and checked: the values that the rest of the program is started with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from aggregator.model import Pick, Source, Topic
from aggregator.urls import platform_of

OWN_HUB = "own"
HUB_PATH = "/websub/hub"


@dataclass(frozen=True, slots=True)
class Site:
    """Who publishes. `contact`, an e-mail address or URL, is for publishers whom our polling concerns."""

    title: str = "Aggregator"
    url: str | None = None
    """Public address without a trailing slash; None while nobody else reads along."""
    language: str = "id"
    timezone: str = "Asia/Jakarta"
    description: str = ""
    contact: str = ""


BUDGET_PER_SOURCE = 48
"""Polls a day: one in half an hour on average, more where and when much is published."""


@dataclass(frozen=True, slots=True)
class Polling:
    """How often and how much at once."""

    minimum_interval: timedelta = timedelta(minutes=5)
    default_interval: timedelta = timedelta(minutes=15)
    maximum_interval: timedelta = timedelta(hours=4)
    budget: int | None = None
    """Polls a day of all sources together; None for `BUDGET_PER_SOURCE` of each."""
    concurrency: int = 32
    """Polls that run at once; those that wait long for their server are not counted."""
    per_host: int = 2
    """Connections to one host at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost. Sizes are in bytes."""

    body: int = 10 * 1024**2
    """After decoding."""
    poll_time: timedelta = timedelta(seconds=30)
    """From the name look-up to the last byte, redirects included."""
    parse_time: timedelta = timedelta(seconds=10)
    parse_memory: int = 256 * 1024**2


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept for how long."""

    bodies: timedelta = timedelta(days=365)
    """The content of entries; `timedelta.max` is for ever."""


@dataclass(frozen=True, slots=True)
class Publish:
    """What is written besides being served."""

    folder: str = ""
    """Every published document is kept there as files; empty for none."""


@dataclass(frozen=True, slots=True)
class WebSub:
    """Push, out and in."""

    hub: str = OWN_HUB
    """`OWN_HUB`, the URL of another hub, or "" for none."""
    subscribe: bool = True
    """Whether we subscribe to the hubs that sources name."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What stands where."""

    at_once: int = 20
    """Of what a source brings within an hour, so many keep the place that their date gives them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole configuration. `dataclasses.replace` makes the variants."""

    site: Site = Site()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    allow: tuple[str, ...] = ()
    """`address[:port]` or `network/prefix[:port]`, as written: private addresses that may be polled."""
    polling: Polling = Polling()
    limits: Limits = Limits()
    retention: Retention = Retention()
    publish: Publish = Publish()
    websub: WebSub = WebSub()
    ranking: Ranking = Ranking()
    picks: tuple[Pick, ...] = ()
    """The editor's picks, first first."""

    _by_slug: Mapping[str, Source] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Once for each version: a source is looked up for every poll, and there may be thousands.
        object.__setattr__(self, "_by_slug", {source.slug: source for source in self.sources})

    @property
    def platforms(self) -> dict[str, str]:
        """The operator's name by the platform of a source's URL (`urls.platform_of`), where he gave one."""
        return {platform_of(source.url): source.platform for source in self.sources if source.platform}

    @property
    def polls_a_day(self) -> int:
        """What all sources together may take."""
        return self.polling.budget or BUDGET_PER_SOURCE * len(self.sources)

    @property
    def usual_interval(self) -> timedelta:
        """Between two polls of a source, on average over sources and days."""
        return timedelta(days=1) * max(len(self.sources), 1) / max(self.polls_a_day, 1)

    @property
    def hub_url(self) -> str:
        """The hub that our feeds name; "" when they are not pushed."""
        if self.websub.hub == OWN_HUB:
            return f"{self.site.url}{HUB_PATH}" if self.site.url else ""
        return self.websub.hub

    def source(self, slug: str) -> Source | None:
        """The source of that name, or None when it is not (or no longer) configured."""
        return self._by_slug.get(slug)
