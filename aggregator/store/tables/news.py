"""The wire itself: sources, their entries, and how these are found."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, Table, false

from aggregator.model import Category, Enclosure, Person
from aggregator.store.tables.statements import metadata
from aggregator.store.types import CleanText, Digest, Name, UtcDateTime, Values, Words

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
