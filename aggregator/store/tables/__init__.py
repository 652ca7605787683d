"""The tables as this code knows them; `migrations/` brings a database here, and a test compares the two."""

from aggregator.store.tables.news import (
    entries,
    entry_handles,
    entry_places,
    entry_topics,
    entry_words,
    meta,
    revisions,
    sources,
    tallies,
    tries,
)
from aggregator.store.tables.statements import Tx, chunks, insert, metadata
from aggregator.store.tables.websub import (
    deliveries,
    hub_requests,
    pushed_feeds,
    pushes,
    subscribers,
    subscriptions,
)

__all__ = [
    "Tx",
    "chunks",
    "deliveries",
    "entries",
    "entry_handles",
    "entry_places",
    "entry_topics",
    "entry_words",
    "hub_requests",
    "insert",
    "meta",
    "metadata",
    "pushed_feeds",
    "pushes",
    "revisions",
    "sources",
    "subscribers",
    "subscriptions",
    "tallies",
    "tries",
]
