"""The values, in the order they flow: source → fetched → parsed → entry → document.

Frozen dataclasses, tuples instead of lists, aware UTC datetimes. Nothing here does anything.
"""

from aggregator.model.configured import (
    Attribute,
    Condition,
    Field,
    InPlace,
    InTopic,
    Kind,
    Match,
    Near,
    PageSelectors,
    Phrase,
    Pick,
    Preset,
    Regex,
    Source,
    Topic,
    Word,
)
from aggregator.model.fetched import Fetched, NotModified, PollHints, Validators
from aggregator.model.habits import Habits
from aggregator.model.known import (
    Changes,
    Entry,
    Known,
    Outcome,
    Processed,
    Report,
    SourceError,
    SourceProfile,
    SourceState,
)
from aggregator.model.parsed import Category, Enclosure, ParsedEntry, ParsedFeed, Person, Skips
from aggregator.model.published import Coverage, FeedDocument, FeedEntry
from aggregator.model.websub import Asked, Delivery, Push, PushedFeed, Subscriber, Subscription

__all__ = [
    "Asked",
    "Attribute",
    "Category",
    "Changes",
    "Condition",
    "Coverage",
    "Delivery",
    "Enclosure",
    "Entry",
    "FeedDocument",
    "FeedEntry",
    "Fetched",
    "Field",
    "Habits",
    "InPlace",
    "InTopic",
    "Kind",
    "Known",
    "Match",
    "Near",
    "NotModified",
    "Outcome",
    "PageSelectors",
    "ParsedEntry",
    "ParsedFeed",
    "Person",
    "Phrase",
    "Pick",
    "PollHints",
    "Preset",
    "Processed",
    "Push",
    "PushedFeed",
    "Regex",
    "Report",
    "Skips",
    "Source",
    "SourceError",
    "SourceProfile",
    "SourceState",
    "Subscriber",
    "Subscription",
    "Topic",
    "Validators",
    "Word",
]
