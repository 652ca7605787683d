"""Who is told of our feeds, and who tells us."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table

from aggregator.store.tables.statements import metadata
from aggregator.store.types import CleanText, Name, UtcDateTime

pushed_feeds = Table(
    "pushed_feeds",
    metadata,
    Column("topic_url", Name, primary_key=True),
    Column("name", Name, nullable=False),
    Column("extension", Name, nullable=False),
    Column("digest", CleanText, nullable=False),
    Column("published", BigInteger, nullable=False),  # the revision that its subscribers know, or are owed
    sqlite_with_rowid=False,
)
"""Those of our feeds that have subscribers; looked at again when its listing is newer than `published`."""

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Name, primary_key=True),
    Column("topic_url", Name, ForeignKey("pushed_feeds.topic_url"), nullable=False),
    Column("callback_url", CleanText, nullable=False),
    Column("host", Name, nullable=False),
    Column("secret", CleanText, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("sent", CleanText, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("asked_mode", CleanText),
    Column("asked_secret", CleanText, nullable=False),
    Column("asked_lease", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Index("subscribers_by_topic", "topic_url"),
    Index("subscribers_by_asked", "asked_mode", "asked_at"),
    Index("subscribers_by_host", "host"),
)

hub_requests = Table(
    "hub_requests",
    metadata,
    Column("subscriber", Name, nullable=False),  # known or not: no foreign key
    Column("host", Name, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Index("hub_requests_by_asked", "asked_at"),
)
"""What our hub was asked lately, to be counted: it outlives subscribers who did not mean it."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("subscriber", Name, ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Column("host", Name, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("lease_owner", CleanText),
    Column("lease_until", UtcDateTime),
    Index("deliveries_by_due", "due_at"),
    sqlite_with_rowid=False,
)
"""What subscribers are owed: one row for each, however often its feed has changed meanwhile."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("source", Name, ForeignKey("sources.slug"), primary_key=True),
    Column("hub_url", CleanText, nullable=False),
    Column("topic_url", CleanText, nullable=False),
    Column("token", Name, nullable=False),
    Column("secret", CleanText, nullable=False),
    Column("asked_mode", CleanText, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("lease_until", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("problem", CleanText, nullable=False),
    Column("problem_at", UtcDateTime),
    Index("subscriptions_by_token", "token", unique=True),
    Index("subscriptions_by_due", "due_at"),
)

pushes = Table(
    "pushes",
    metadata,
    Column("source", Name, ForeignKey("sources.slug"), primary_key=True),
    Column("digest", Name, primary_key=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("content_type", CleanText, nullable=False),
    Column("body", LargeBinary),
    Index("pushes_by_received", "received_at"),
)
"""Content from hubs. Once it is read the body goes and the digest stays, so that a replay is known for one."""
