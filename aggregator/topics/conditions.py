"""What is asked of an entry besides its words, and every condition in a reader's words."""

import re
from functools import lru_cache

from aggregator.model import (
    Attribute,
    Condition,
    Entry,
    InPlace,
    InTopic,
    Match,
    Near,
    Phrase,
    Regex,
    Topic,
    Word,
)


@lru_cache(maxsize=1024)
def regex(pattern: str) -> re.Pattern[str]:
    """Compiled; that it is bounded was checked when the configuration was read."""
    return re.compile(pattern, re.IGNORECASE)


def has(entry: Entry, wanted: Attribute) -> bool:
    """Is one of the wanted values the entry's?"""
    match wanted.name:
        case "source":
            return entry.source in wanted.values
        case "url":
            return entry.url.startswith(wanted.values)
        case "category":
            terms = {
                term.lower() for category in entry.categories for term in (category.term, category.label)
            }
        case "author":
            terms = {author.name.lower() for author in entry.authors}
    return any(value.lower() in terms for value in wanted.values)


def in_time(topic: Topic, entry: Entry) -> bool:
    """Was the entry published in [since, until)? Without a date, it was when it was first seen."""
    at = entry.published or entry.first_seen
    return (topic.since is None or at >= topic.since) and (topic.until is None or at < topic.until)


def describe(condition: Condition) -> str:
    """A condition in words, for people who ask why."""
    match condition:
        case Word(text) | Phrase(text):
            told = f"“{text}”"
        case Near(a, b, within):
            told = f"{', '.join(a)} within {within} words of {', '.join(b)}"
        case Regex(pattern):
            told = f"regex {pattern}"
        case Attribute(name, values):
            told = f"{name}: {', '.join(values)}"
        case InTopic(slug):
            told = f"topic {slug}"
        case InPlace(place, strength):
            told = f"place {place}" + (" in the title" if strength == "title" else "")
        case Match():
            told = _describe_group(condition)
    return told


def _describe_group(match: Match) -> str:
    some = f"at least {match.minimum} of" if match.minimum > 1 else "any of"
    kinds = (some, match.any), ("all of", match.all), ("none of", match.none)
    told = " and ".join(f"{name} {len(parts)}" for name, parts in kinds if parts)
    return told if match.field == "any" else f"{told} in the {match.field}"
