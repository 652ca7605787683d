"""Who is told of a change (subscribers, deliveries), and who tells us (subscriptions, pushes)."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a subscriber asked of our hub and has not confirmed yet."""

    mode: str
    """`subscribe` or `unsubscribe`."""
    secret: str = field(default="", repr=False)
    lease_seconds: int = 0
    """As granted."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A callback that wants to be told when the feed at `topic_url` changes; known by both together."""

    id: str
    topic_url: str
    callback_url: str
    host: str
    asked: Asked | None = None
    lease_until: datetime | None = None
    """None while it was never confirmed."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Content that a subscriber is owed."""

    subscriber: str
    topic_url: str
    callback_url: str
    host: str
    secret: str = field(repr=False)
    sent: str
    """The digest of what it got last, "" at first."""
    tries: int
    """In vain so far."""
    generation: int
    """Grows with every change that is staged for it."""
    failing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PushedFeed:
    """One of our feeds that somebody is to be told of. `name` and `extension` are those of its address."""

    topic_url: str
    name: str
    extension: str
    digest: str
    """Of the content that was staged last, "" before the first look."""
    seen: int
    """The store's revision when it was found that the feed may have changed."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What we have asked of a source's hub; the last of it in `callback_url` nobody can guess."""

    source: str
    hub_url: str
    topic_url: str
    token: str = field(repr=False)
    secret: str = field(repr=False)
    asked_mode: str = ""
    """`subscribe` or `unsubscribe`, while the hub's question is awaited."""
    asked_at: datetime | None = None
    lease_until: datetime | None = None
    due_at: datetime | None = None
    """When we ask again."""
    tries: int = 0
    rejected: int = 0
    """How many messages for it were unsigned, forged, replayed or too late."""
    problem: str = ""
    problem_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Push:
    """Content that a hub sent for a source, rightly signed, and not read yet."""

    source: str
    topic_url: str
    digest: str
    received_at: datetime
    content_type: str
    body: bytes = field(repr=False)
