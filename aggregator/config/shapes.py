"""The shape of feeds.yaml, key by key: what is checked, and what the JSON Schema and the editor say of it."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    Tag,
    model_validator,
)

from aggregator.config.mapping import Shape
from aggregator.config.rule_shapes import TESTS, TEXT_OR_MAPPING, RuleShape, Words
from aggregator.config.scalars import (
    Age,
    Allowance,
    Contact,
    Duration,
    Host,
    Hub,
    Language,
    Line,
    Moment,
    Origin,
    PublicUrl,
    Size,
    Slug,
    Switch,
    Text,
    Timezone,
    Url,
    instant,
    mistake,
    whole,
)


def written(text: str) -> Any:
    """A default in the operator's words, checked and shown as theirs are."""
    return text


class SiteShape(Shape):
    """Who publishes."""

    title: Line = Field(
        default="Aggregator", description="Name of the wire: on every page and in every feed."
    )
    url: PublicUrl | None = Field(default=None, description="Public address, from which every link is built.")
    language: Language = Field(default="id", description="BCP 47 tag; sources and topics inherit it.")
    timezone: Timezone = Field(
        default="Asia/Jakarta", description="IANA name; dates without a zone are in it."
    )
    description: Text | None = Field(default=None, description="A sentence for the front page and the feeds.")
    contact: Contact | None = Field(
        default=None,
        description="E-mail address or URL for publishers whom the polling concerns; shown on a public page.",
    )


class NetworkShape(Shape):
    """The way out."""

    allow: list[Allowance] = Field(
        default=[],
        description="Private addresses that may be polled: address[:port] or network/prefix[:port].",
    )


class PollingShape(Shape):
    """How often, and how much at once."""

    minimum_interval: Duration = Field(default=written("5m"), description="No source is polled more often.")
    default_interval: Duration = Field(
        default=written("15m"), description="For a source of which nothing is known yet."
    )
    maximum_interval: Duration = Field(default=written("4h"), description="No source is polled less often.")
    budget: Annotated[int | None, Field(ge=1, le=100_000_000), BeforeValidator(whole)] = Field(
        default=None, description="Polls a day of all sources together; 48 for each when missing."
    )
    concurrency: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)] = Field(
        default=32,
        description="Polls that run at once. Those that wait long for their server are not counted.",
    )
    per_host: Annotated[int, Field(ge=1, le=16), BeforeValidator(whole)] = Field(
        default=2, description="Connections to one host at once."
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.minimum_interval <= self.default_interval <= self.maximum_interval:
            raise mistake("the intervals must be ordered: minimum ≤ default ≤ maximum")
        return self


class LimitsShape(Shape):
    """What one source may cost."""

    body: Size = Field(default=written("10 MiB"), description="Largest document, after decoding.")
    poll_time: Duration = Field(default=written("30s"), description="For a whole poll, redirects included.")
    parse_time: Duration = Field(default=written("10s"), description="For reading one document.")
    parse_memory: Size = Field(default=written("256 MiB"), description="Memory for reading one document.")


class RetentionShape(Shape):
    """What is kept for how long. Titles, summaries, links and ids are kept for ever."""

    bodies: Age = Field(
        default=written("365d"), description="Full texts of entries older than this go; or `forever`."
    )


class PublishShape(Shape):
    """What is written besides being served."""

    folder: Line | None = Field(
        default=None,
        description="Every published document is kept there as files, for any web server to serve.",
    )


class WebSubShape(Shape):
    """Push, out to the subscribers of our feeds and in from the hubs of sources."""

    hub: Hub = Field(
        default=written("own"),
        description="Who pushes our feeds: `own`, the one built in; the URL of another; or `off`.",
    )
    subscribe: Switch = Field(
        default=True, description="Subscribe to the hubs that sources name. Needs an https `site.url`."
    )


class RankingShape(Shape):
    """What stands where."""

    at_once: Annotated[int, Field(ge=1, le=50), BeforeValidator(whole)] = Field(
        default=20,
        description="Of what a source brings within an hour so many keep their place; the rest stand two days before.",
    )


class PickShape(Shape):
    """An entry that the editor puts on top."""

    url: Url = Field(description="The article's address.")
    until: Moment | None = Field(
        default=None,
        description="The first moment without it; three days after it was published when missing.",
    )
    note: Line | None = Field(default=None, description="Why, in words for readers.")


class PageShape(Shape):
    """CSS selectors of a listing page; all but `entry` are looked up inside the entry."""

    entry: Line = Field(description="The block that repeats, once for each entry.")
    link: Line | None = Field(default=None, description="The link; its href is the entry's URL.")
    title: Line | None = Field(default=None, description="The headline.")
    published: Line | None = Field(default=None, description="The date.")
    image: Line | None = Field(default=None, description="The picture.")
    summary: Line | None = Field(default=None, description="The excerpt.")


class SourceShape(Shape):
    """A place that is polled."""

    slug: Slug = Field(description="Its name for ever, in URLs and database; all else may change.")
    title: Line = Field(description="The publisher's name as readers know it.")
    url: Url = Field(description="Feed, news sitemap or listing page. A password in it is never shown.")
    kind: Literal["feed", "sitemap", "page"] | None = Field(
        default=None, description="How it is read; without it, told from the document."
    )
    language: Language | None = Field(default=None, description="BCP 47 tag; the site's when missing.")
    timezone: Timezone | None = Field(
        default=None, description="For its dates without a zone; the site's when missing."
    )
    interval: Duration | None = Field(default=None, description="Polled so often, whatever its history says.")
    group: Line | None = Field(default=None, description="Heading under which it is listed.")
    platform: Line | None = Field(
        default=None,
        description="Name that sources on the same servers share; told from the domain when missing.",
    )
    page: PageShape | None = Field(
        default=None, description="How to read a `kind: page`; told from the page when missing."
    )
    full_text: Switch = Field(
        default=False,
        description="Fetch each entry's own page, once, for its whole text. Always done for `kind: page`.",
    )

    owner: Line | None = Field(
        default=None, description="Who owns the paper; the domain of its URL when missing."
    )
    official: Switch | None = Field(
        default=None, description="An office, no newspaper; when missing, true for go.id, mil.id and desa.id."
    )

    @model_validator(mode="after")
    def _page_is_read(self) -> Self:
        if self.page and self.kind != "page":
            raise mistake("has `page`, which is only read with `kind: page`; add it")
        return self


class PresetShape(Shape):
    """What interrupts stories, besides what is known already."""

    hosts: list[Host] = Field(
        default=[], description="It holds for these hosts and all below them; without, for every source."
    )
    leads: list[Line] = Field(
        default=[], description="Words that point to another story, such as `BACA JUGA`."
    )
    lines: list[Line] = Field(
        default=[], description="Regular expressions; a line that one matches from end to end goes."
    )
    endings: list[Line] = Field(
        default=[], description="Regular expressions; what one matches goes from the end of a line."
    )
    boxes: list[Line] = Field(
        default=[], description="Headings of boxes; lines below that are nothing but a link go with them."
    )

    @model_validator(mode="after")
    def _takes_something_out(self) -> Self:
        if not (self.leads or self.lines or self.endings or self.boxes):
            raise mistake("takes nothing out: it needs `leads`, `lines`, `endings` or `boxes`")
        return self


class EmbedShape(Shape):
    """On whose pages a topic may be shown."""

    frame_ancestors: list[Origin] | None = Field(
        default=None,
        description="Origins whose pages may show it, such as `https://example.org`; without the key, all.",
    )


class TopicShape(Shape):
    """A subject with a page and feeds of its own."""

    slug: Slug = Field(description="Its name for ever, in URLs.")
    title: Line = Field(description="Its name as readers see it.")
    match: RuleShape = Field(description="What belongs to it.")
    description: Text | None = Field(default=None, description="A sentence for its page and feeds.")
    language: Language | None = Field(default=None, description="BCP 47 tag; the site's when missing.")
    since: Moment | None = Field(
        default=None, description="The first moment that belongs: a date, or a date and time."
    )
    until: Moment | None = Field(default=None, description="The first moment that belongs no longer.")
    embed: EmbedShape = Field(default_factory=EmbedShape, description="On whose pages it may be shown.")

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not (
            self.match.any or self.match.all or any(getattr(self.match, name) for name in (*TESTS, "of"))
        ):
            raise mistake("`match` only excludes; say with `any` or `all` what belongs to the topic")
        if self.since and self.until and instant(self.since, "UTC") >= instant(self.until, "UTC"):
            raise mistake("`until` is not after `since`: nothing could belong to the topic")
        return self


class FileShape(Shape):
    """config/feeds.yaml."""

    site: SiteShape = Field(default_factory=SiteShape, description="Who publishes.")
    network: NetworkShape = Field(default_factory=NetworkShape, description="The way out.")
    polling: PollingShape = Field(
        default_factory=PollingShape, description="How often, and how much at once."
    )
    limits: LimitsShape = Field(default_factory=LimitsShape, description="What one source may cost.")
    retention: RetentionShape = Field(
        default_factory=RetentionShape, description="What is kept for how long."
    )
    publish: PublishShape = Field(
        default_factory=PublishShape, description="What is written besides being served."
    )
    websub: WebSubShape = Field(default_factory=WebSubShape, description="Push, out and in.")
    lists: dict[Slug, Words] = Field(
        default={}, description="Words and phrases by name, for `@name` in rules."
    )
    interruptions: list[PresetShape] = Field(
        default=[], description="What interrupts stories, besides what is known already."
    )
    topics: list[TopicShape] = Field(default=[], description="Subjects with pages and feeds of their own.")
    sources: list[SourceShape] = Field(description="What is polled.")
    ranking: RankingShape = Field(default_factory=RankingShape, description="What stands where.")
    picks: list[
        Annotated[Annotated[Url, Tag("<text>")] | Annotated[PickShape, Tag("<rule>")], TEXT_OR_MAPPING]
    ] = Field(
        default=[], description="What the editor puts on top: URLs, or mappings with url, until and note."
    )
