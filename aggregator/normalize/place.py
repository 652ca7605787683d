"""Where and when a document was read: what its strings are relative to."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from aggregator.dates import read_date
from aggregator.model import ParsedFeed, Preset, Source
from aggregator.normalize.language import language_of
from aggregator.text import clean_characters, presets_for
from aggregator.urls import absolute_url

_LONGEST_URL = 2000
"""Characters. Longer ones are cut by somebody on the way, and no index holds them."""


class Moment(NamedTuple):
    """An instant that is never in the future, and what was wrong with the string it came from."""

    value: datetime | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """`base_url` is what relative URLs of the document start from; `now` is when it was read."""

    source: Source
    base_url: str
    language: str
    now: datetime
    presets: tuple[Preset, ...]

    def absolute(self, url: str, base: str = "") -> str:
        """An http(s) URL, relative to `base` or the document; "" for anything else."""
        url = clean_characters(url).strip()
        found = absolute_url(url, base or self.base_url) if url else ""
        return found if len(found) <= _LONGEST_URL else ""

    def moment(self, text: str) -> Moment:
        """What a date string says, in UTC. Up to ten minutes ahead is a clock that is fast, and is now; later
        is a mistake, and is now too, for then we have seen it first."""
        reading = read_date(text, self.source.timezone, self.now)
        value = min(reading.value, self.now) if reading.value else None
        return Moment(value, reading.problem or "")


def place_of(feed: ParsedFeed, source: Source, url: str, now: datetime) -> Place:
    """The document's own base before its address (RFC 3986 §5.1), its language before the source's."""
    return Place(
        source=source,
        base_url=absolute_url(clean_characters(feed.base_url).strip(), url) or url,
        language=language_of(feed.language) or language_of(source.language),
        now=now,
        presets=presets_for(source.url) + source.presets,
    )
