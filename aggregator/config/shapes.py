"""The shape of feeds.yaml, key by key: what is checked, and what the JSON Schema and the editor say of it."""

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from aggregator.config.scalars import (
    Age,
    Allowance,
    Contact,
    Duration,
    Host,
    Language,
    Line,
    Moment,
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


class Shape(BaseModel):
    """A mapping that knows all its keys."""

    model_config = ConfigDict(extra="forbid", validate_default=True, hide_input_in_errors=True)


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
    concurrency: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)] = Field(
        default=32, description="Polls that run at once."
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
    page: PageShape | None = Field(
        default=None, description="How to read a `kind: page`; told from the page when missing."
    )
    full_text: Switch = Field(
        default=False,
        description="Fetch each entry's own page, once, for its whole text. Always done for `kind: page`.",
    )

    @model_validator(mode="after")
    def _page_is_read(self) -> Self:
        if self.page and self.kind != "page":
            raise mistake("has `page`, which is only read with `kind: page`; add it")
        return self


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _form(value: object) -> str:
    return "<rule>" if isinstance(value, dict) else "<text>"


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


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[list[Word], BeforeValidator(_as_list), Field(min_length=1)]
Condition = Annotated[
    Annotated[Word, Tag("<text>")] | Annotated["RuleShape", Tag("<rule>")],
    Discriminator(_form),
]
Conditions = Annotated[list[Condition], Field(min_length=1)]
FieldName = Literal["title", "summary", "any"]

GROUP = ("any", "all", "none", "of")
TESTS = ("word", "phrase", "near", "regex", "category", "source", "author", "url", "place", "topic")
_FIELDLESS = ("category", "source", "author", "url", "place", "topic")


class NearShape(Shape):
    """A word of `a` not far from a word of `b`."""

    a: Words = Field(description="Single words, `*` at the end allowed, or lists.")
    b: Words = Field(description="The same.")
    within: Annotated[int, Field(ge=1, le=50), BeforeValidator(whole)] = Field(
        default=8, description="Words from one to the other, at most."
    )


class RuleShape(Shape):
    """A condition: a group (any, all, none, of) or one test (word, phrase, near, …)."""

    any: Conditions | None = Field(default=None, description="At least one of these holds, or `min` of them.")
    all: Conditions | None = Field(default=None, description="Every one of these holds.")
    none: Conditions | None = Field(default=None, description="Not one of these holds.")
    of: Conditions | None = Field(default=None, description="With `min`: at least so many of these hold.")
    min: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)] | None = Field(
        default=None, description="How many of `any` or `of`."
    )
    field: FieldName | None = Field(default=None, description="Where to look: title, summary or any (both).")
    word: Words | None = Field(default=None, description="One of these words; `*` ends a beginning; `@list`.")
    phrase: Words | None = Field(default=None, description="One of these sequences of words, in one field.")
    near: NearShape | None = Field(default=None, description="Two words not far from each other.")
    regex: Word | None = Field(
        default=None, description="A bounded regular expression, without regard to case."
    )
    category: Words | None = Field(
        default=None, description="The publisher put it in one of these categories."
    )
    source: Words | None = Field(default=None, description="It came from one of these sources (slugs).")
    author: Words | None = Field(default=None, description="One of these names is an author.")
    url: Words | None = Field(default=None, description="Its URL starts with one of these.")
    place: Word | None = Field(default=None, description="It is about this place or one that lies in it.")
    strength: Literal["title", "any"] | None = Field(
        default=None, description="With `place`: named in the title, or anywhere (any)."
    )
    topic: Word | None = Field(default=None, description="It belongs to this other topic (slug).")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        tests = [name for name in TESTS if getattr(self, name) is not None]
        groups = [name for name in GROUP if getattr(self, name) is not None]
        said = tests + (["/".join(groups)] if groups else [])
        if not said:
            raise mistake("is empty: it needs `any`, `all`, `none` or a test such as `word`")
        if len(said) > 1:
            raise mistake(
                f"says several things ({', '.join(said)}); put them into one list under `all` or `any`"
            )
        self._check_modifiers(tests[0] if tests else "")
        return self

    def _check_modifiers(self, test: str) -> None:
        if self.strength and test != "place":
            raise mistake("`strength` goes with `place` only")
        if self.field and test in _FIELDLESS:
            raise mistake(f"`field` means nothing to `{test}`; leave it out")
        self._check_count(self.of if self.of is not None else self.any)

    def _check_count(self, counted: list[Any] | None) -> None:
        if self.of is not None and (self.min is None or self.any is not None):
            raise mistake("`of` goes with `min`, and without `any`")
        if self.min is not None and (counted is None or self.min > len(counted)):
            raise mistake(f"`min: {self.min}` can never hold: {len(counted or ())} conditions to count")


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
    lists: dict[Slug, Words] = Field(
        default={}, description="Words and phrases by name, for `@name` in rules."
    )
    interruptions: list[PresetShape] = Field(
        default=[], description="What interrupts stories, besides what is known already."
    )
    topics: list[TopicShape] = Field(default=[], description="Subjects with pages and feeds of their own.")
    sources: list[SourceShape] = Field(description="What is polled.")
    picks: list[Url] = Field(default=[], description="URLs of what the editor puts on top.")
