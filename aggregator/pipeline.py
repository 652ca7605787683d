"""From one answer to entries, without side effects: what the parse worker runs."""

from dataclasses import replace
from datetime import datetime

from aggregator.model import Fetched, Processed, Source, Topic
from aggregator.normalize import normalize
from aggregator.parse import parse
from aggregator.topics import compile_rules


def process(document: Fetched, source: Source, topics: tuple[Topic, ...], now: datetime) -> Processed:
    """Parses, normalizes and tags. Raises ParseError when the document is not what the source should serve."""
    parsed = parse(document.body, document.content_type, document.url, source)
    processed = normalize(parsed, source, document.url, now)
    rules = compile_rules(topics)
    tagged = tuple(replace(entry, topics=rules.topics_of(entry)) for entry in processed.entries)
    return replace(processed, entries=tagged)
