"""Bytes of feeds.yaml → Settings, or every mistake in them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from aggregator.config import document, files, references, verdicts
from aggregator.config.document import Document
from aggregator.config.rules import Lists, topic_match
from aggregator.config.scalars import instant
from aggregator.config.settings import Limits, Polling, Publish, Ranking, Retention, Settings, Site, WebSub
from aggregator.config.shapes import FileShape, PickShape, PresetShape, SiteShape, SourceShape, TopicShape
from aggregator.errors import ConfigError, Problem
from aggregator.model import Kind, PageSelectors, Pick, Preset, Source, Topic
from aggregator.text import presets_that_hold


def load(path: Path) -> Settings:
    """The settings in the file. Raises ConfigError with every mistake, each with line and column."""
    return parse(files.read(path), str(path))


def parse(body: bytes, file: str) -> Settings:
    """The settings in `body`; `file` names it in messages. Raises ConfigError like `load`."""
    return settings_of(document.parse(body, file))


def settings_of(written: Document) -> Settings:
    """The settings in a document. Raises ConfigError like `load`."""
    if written.root is None:
        raise ConfigError((*written.problems, Problem(written.file, 1, 1, "", "is empty")))
    found = list(references.mistakes(written.root))
    shape = None
    try:
        shape = FileShape.model_validate(written.root)
    except ValidationError as error:
        found += verdicts.mistakes(error)
    problems = _in_order(written.problems, [written.problem(mistake) for mistake in found])
    if problems or not shape:
        raise ConfigError(problems)
    return _settings(shape)


def _in_order(of_form: tuple[Problem, ...], of_content: list[Problem]) -> tuple[Problem, ...]:
    """All of them by line, but for what a mistake of form brings along at the same place."""
    taken = {(problem.line, problem.column) for problem in of_form}
    others = {problem for problem in of_content if (problem.line, problem.column) not in taken}
    return tuple(
        sorted({*of_form, *others}, key=lambda problem: (problem.line, problem.column, str(problem)))
    )


def _settings(shape: FileShape) -> Settings:
    lists = {name: tuple(words) for name, words in shape.lists.items()}
    presets = [_preset(preset) for preset in shape.interruptions]
    return Settings(
        site=_site(shape.site),
        topics=tuple(_topic(topic, lists, shape.site) for topic in shape.topics),
        sources=tuple(_source(source, shape.site, presets) for source in shape.sources),
        allow=tuple(shape.network.allow),
        polling=Polling(**dict(shape.polling)),
        limits=Limits(**dict(shape.limits)),
        retention=Retention(**dict(shape.retention)),
        publish=Publish(shape.publish.folder or ""),
        websub=WebSub("" if shape.websub.hub == "off" else shape.websub.hub, shape.websub.subscribe),
        ranking=Ranking(**dict(shape.ranking)),
        picks=tuple(_pick(pick, shape.site) for pick in shape.picks),
    )


def _site(shape: SiteShape) -> Site:
    return Site(
        title=shape.title,
        url=shape.url,
        language=shape.language,
        timezone=shape.timezone,
        description=shape.description or "",
        contact=shape.contact or "",
    )


def _topic(shape: TopicShape, lists: Lists, site: SiteShape) -> Topic:
    return Topic(
        slug=shape.slug,
        title=shape.title,
        match=topic_match(shape.match, lists),
        description=shape.description or "",
        language=shape.language or site.language,
        since=_in_utc(shape.since, site),
        until=_in_utc(shape.until, site),
        frame_ancestors=None if (given := shape.embed.frame_ancestors) is None else tuple(given),
    )


def _pick(pick: str | PickShape, site: SiteShape) -> Pick:
    if isinstance(pick, str):
        return Pick(pick)
    return Pick(pick.url, _in_utc(pick.until, site), pick.note or "")


def _in_utc(moment: datetime | None, site: SiteShape) -> datetime | None:
    return instant(moment, site.timezone) if moment else None


def _preset(shape: PresetShape) -> Preset:
    matched = bool(shape.lines or shape.endings)
    return Preset(
        hosts=tuple(shape.hosts),
        leads=tuple(shape.leads),
        lines=tuple(shape.lines),
        endings=tuple(shape.endings),
        cues=("",) if matched else (),  # any line may be one
        boxes=tuple(shape.boxes),
    )


def _source(shape: SourceShape, site: SiteShape, presets: Iterable[Preset]) -> Source:
    return Source(
        slug=shape.slug,
        title=shape.title,
        url=shape.url,
        kind=Kind(shape.kind) if shape.kind else None,
        language=shape.language or site.language,
        timezone=shape.timezone or site.timezone,
        interval=shape.interval,
        group=shape.group,
        selectors=PageSelectors(**dict(shape.page)) if shape.page else None,
        full_text=shape.full_text,
        presets=presets_that_hold(presets, shape.url),
        platform=shape.platform,
        owner=shape.owner or "",
        official=shape.official,
    )
