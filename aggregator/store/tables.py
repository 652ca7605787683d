"""The tables as this code knows them; `migrations/` brings a database here, and a test compares the two."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeAlias, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    false,
)
from sqlalchemy.dialects import postgresql, sqlite

from aggregator.model import Category, Enclosure, Person
from aggregator.store.types import CleanText, Digest, Name, UtcDateTime, Values, Words

Tx: TypeAlias = Connection
"""An open transaction."""

T = TypeVar("T")
metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("installation", Name, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("revised_at", UtcDateTime, nullable=False),
    Column("rules", CleanText, nullable=False),
    Column("confirmed", CleanText, nullable=False),
)
"""One row, about the whole database."""

sources = Table(
    "sources",
    metadata,
    Column("slug", Name, primary_key=True),
    Column("url", CleanText, nullable=False),  # as configured
    Column("adopted_url", CleanText),  # where the source has moved for good
    Column("retired", Boolean, nullable=False),
    Column("next_poll_at", UtcDateTime, nullable=False),
    Column("retry_at", UtcDateTime),
    Column("lease_owner", CleanText),
    Column("lease_until", UtcDateTime),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("body_hash", CleanText, nullable=False),
    Column("last_attempt_at", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("last_new_at", UtcDateTime),
    Column("worker_deaths", Integer, nullable=False),
    Column("error_code", CleanText),
    Column("error_message", CleanText),
    Column("error_since", UtcDateTime),
    Column("error_count", Integer),
    Column("profile", JSON(none_as_null=True)),
    Column("quarantined_at", UtcDateTime),
    Column("quarantine_linked", Integer, nullable=False, server_default="0"),
    Column("quarantine_withheld", Integer, nullable=False, server_default="0"),
    Column("overflowed_at", UtcDateTime),
    Column("moved_to", CleanText),
    Column("moved_since", UtcDateTime),
    Column("platform", Name, nullable=False, server_default=""),  # urls.platform_of, or as configured
    Column("habits", JSON(none_as_null=True)),  # what polling has learned (model.Habits)
    Column("pushed_until", UtcDateTime),
    Index("sources_by_next_poll", "next_poll_at"),
)

entries = Table(
    "entries",
    metadata,
    Column("key", Name, primary_key=True),
    Column("id_digest", Digest, nullable=False),
    Column("id", CleanText, nullable=False),
    Column("source", Name, ForeignKey("sources.slug"), nullable=False),
    Column("order_at", UtcDateTime, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("published", UtcDateTime),
    Column("updated", UtcDateTime, nullable=False),
    Column("source_updated", UtcDateTime, nullable=False),
    Column("guid", CleanText, nullable=False),
    Column("identity", CleanText, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("summary", CleanText, nullable=False),
    Column("authors", Values(Person), nullable=False),
    Column("categories", Values(Category), nullable=False),
    Column("enclosures", Values(Enclosure), nullable=False),
    Column("related", Values(lambda url, title: (url, title)), nullable=False),
    Column("image", CleanText, nullable=False),
    Column("language", CleanText, nullable=False),
    Column("hash", CleanText, nullable=False),
    Column("aliases", Integer, nullable=False, server_default="0"),
    Column("story", Name, nullable=False, server_default=""),
    Column("follows", Boolean, nullable=False, server_default=false()),
    Column("copy_of", Name, nullable=False, server_default=""),
    Column(
        "batch", BigInteger
    ),  # counts the polls that brought something to group, in the order of their commits
    # Last: SQLite walks through a long value to reach what stands behind it.
    Column("content", CleanText, nullable=False),
    Index("entries_by_id", "id_digest", unique=True),
    Index("entries_by_order", "order_at", "key"),
    Index("entries_by_source", "source", "order_at", "key"),
    Index("entries_by_lead", "follows", "order_at", "key"),
    Index("entries_by_story", "story", "order_at", "key"),
    Index("entries_by_batch", "batch"),
)

entry_topics = Table(
    "entry_topics",
    metadata,
    Column("key", Name, ForeignKey("entries.key"), primary_key=True),
    Column("topic", Name, primary_key=True),
    Column("order_at", UtcDateTime, nullable=False),  # the entry's, so that a page is one range of the index
    Column(
        "follows", Boolean, nullable=False, server_default=false()
    ),  # another entry of its story leads here
    Index("entry_topics_by_order", "topic", "order_at", "key"),
    Index("entry_topics_by_lead", "topic", "follows", "order_at", "key"),
    sqlite_with_rowid=False,
)

entry_places = Table(
    "entry_places",
    metadata,
    Column("key", Name, ForeignKey("entries.key"), primary_key=True),
    Column("place", Name, primary_key=True),
    Column("order_at", UtcDateTime, nullable=False),  # the entry's, as in entry_topics
    Index("entry_places_by_order", "place", "order_at", "key"),
    sqlite_with_rowid=False,
)
"""The places of the gazetteer that each entry is about, and all that they lie in."""

entry_handles = Table(
    "entry_handles",
    metadata,
    Column("handle", Name, primary_key=True),
    Column("source", Name, primary_key=True),
    Column("key", Name, ForeignKey("entries.key")),
    sqlite_with_rowid=False,
)
"""By what each entry was ever recognised (`identity.handles`); the first of a source to bear one keeps it.

Without a key, the handle is that of an entry which is not to be shown.
"""

entry_words = Table(
    "entry_words",
    metadata,
    # In the order of order_at to the second, then by chance: FTS5 walks through its index in this order alone.
    Column("slot", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("key", Name, ForeignKey("entries.key"), nullable=False),
    Column("order_at", UtcDateTime, nullable=False),
    Column("words", Words, nullable=False),
    Index("entry_words_by_key", "key", unique=True),
    Index(
        "entry_words_by_word", "words", postgresql_using="gin", postgresql_with={"fastupdate": "off"}
    ).ddl_if(dialect="postgresql"),
    info={"derived": True},
)
"""The words by which each entry is found (`words`). On SQLite triggers keep the FTS5 index `entry_search` of it."""

tries = Table(
    "tries",
    metadata,
    Column("source", Name, ForeignKey("sources.slug"), primary_key=True),
    Column("handle", Name, primary_key=True),
    Column("tries", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How often the page of an entry that is not stored yet was fetched in vain."""

tallies = Table(
    "tallies",
    metadata,
    Column("name", Name, primary_key=True),
    Column("label", Name, primary_key=True),
    Column("amount", Double, nullable=False),
    sqlite_with_rowid=False,
)
"""What was counted since the database was made (`metrics`)."""

revisions = Table(
    "revisions",
    metadata,
    Column("listing", Name, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("revisions_by_number", "number"),
    sqlite_with_rowid=False,
)
"""Which commit changed each listing last (`store.revisions`)."""


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


def insert(tx: Tx, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which SQLAlchemy spells per database."""
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def chunks(items: Iterable[T], size: int = 1000) -> Iterator[list[T]]:
    """Lists of at most `size`: a statement takes 32,766 parameters on SQLite and 65,535 on PostgreSQL."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
