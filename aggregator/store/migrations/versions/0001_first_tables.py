"""First tables: sources, entries, their topics and handles."""

import time
import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0001"
down_revision = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.BigInteger()  # microseconds since 1970, UTC


def upgrade() -> None:
    """Bring the tables forward; there is no way back but a backup."""
    meta = op.create_table(
        "meta",
        sa.Column("installation", NAME, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("revised_at", MOMENT, nullable=False),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("confirmed", sa.Text, nullable=False),
    )
    first = {"revision": 0, "revised_at": time.time_ns() // 1000, "rules": "", "confirmed": ""}
    op.bulk_insert(meta, [{"installation": str(uuid.uuid4()), **first}])
    _create_sources()
    _create_entries()
    _create_entry_topics()
    _create_entry_places()
    _create_entry_handles()
    _create_tries()
    _create_tallies()
    _create_entry_words()
    _create_revisions()
    _create_subscribers()
    _create_deliveries()
    _create_subscriptions()


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("slug", NAME, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("adopted_url", sa.Text),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("next_poll_at", MOMENT, nullable=False),
        sa.Column("retry_at", MOMENT),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", MOMENT),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_hash", sa.Text, nullable=False),
        sa.Column("last_attempt_at", MOMENT),
        sa.Column("last_success_at", MOMENT),
        sa.Column("last_new_at", MOMENT),
        sa.Column("worker_deaths", sa.Integer, nullable=False),
        sa.Column("error_code", sa.Text),
        sa.Column("error_message", sa.Text),
        sa.Column("error_since", MOMENT),
        sa.Column("error_count", sa.Integer),
        sa.Column("profile", sa.JSON),
        sa.Column("quarantined_at", MOMENT),
        sa.Column("quarantine_linked", sa.Integer, nullable=False, server_default="0"),
        sa.Column("quarantine_withheld", sa.Integer, nullable=False, server_default="0"),
        sa.Column("overflowed_at", MOMENT),
        sa.Column("moved_to", sa.Text),
        sa.Column("moved_since", MOMENT),
        sa.Column("platform", NAME, nullable=False, server_default=""),
        sa.Column("habits", sa.JSON),
        sa.Column("pushed_until", MOMENT),
    )
    op.create_index("sources_by_next_poll", "sources", ["next_poll_at"])


def _create_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("key", NAME, primary_key=True),
        sa.Column("id_digest", sa.LargeBinary, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", NAME, sa.ForeignKey("sources.slug"), nullable=False),
        sa.Column("order_at", MOMENT, nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("published", MOMENT),
        sa.Column("updated", MOMENT, nullable=False),
        sa.Column("source_updated", MOMENT, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("guid", "identity", "url", "title", "summary")
        ),
        *(
            sa.Column(name, sa.JSON, nullable=False)
            for name in ("authors", "categories", "enclosures", "related")
        ),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("image", "language", "hash")),
        sa.Column("aliases", sa.Integer, nullable=False, server_default="0"),
        sa.Column("story", NAME, nullable=False, server_default=""),
        sa.Column("follows", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("copy_of", NAME, nullable=False, server_default=""),
        sa.Column("batch", sa.BigInteger),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("entries_by_id", "entries", ["id_digest"], unique=True)
    op.create_index("entries_by_order", "entries", ["order_at", "key"])
    op.create_index("entries_by_source", "entries", ["source", "order_at", "key"])
    op.create_index("entries_by_lead", "entries", ["follows", "order_at", "key"])
    op.create_index("entries_by_story", "entries", ["story", "order_at", "key"])
    op.create_index("entries_by_batch", "entries", ["batch"])


def _create_entry_topics() -> None:
    op.create_table(
        "entry_topics",
        sa.Column("key", NAME, sa.ForeignKey("entries.key"), primary_key=True),
        sa.Column("topic", NAME, primary_key=True),
        sa.Column("order_at", MOMENT, nullable=False),
        sa.Column("follows", sa.Boolean, nullable=False, server_default=sa.false()),
        sqlite_with_rowid=False,
    )
    op.create_index("entry_topics_by_order", "entry_topics", ["topic", "order_at", "key"])
    op.create_index("entry_topics_by_lead", "entry_topics", ["topic", "follows", "order_at", "key"])


def _create_entry_places() -> None:
    op.create_table(
        "entry_places",
        sa.Column("key", NAME, sa.ForeignKey("entries.key"), primary_key=True),
        sa.Column("place", NAME, primary_key=True),
        sa.Column("order_at", MOMENT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("entry_places_by_order", "entry_places", ["place", "order_at", "key"])


def _create_entry_handles() -> None:
    op.create_table(
        "entry_handles",
        sa.Column("handle", NAME, primary_key=True),
        sa.Column("source", NAME, primary_key=True),
        sa.Column("key", NAME, sa.ForeignKey("entries.key")),
        sqlite_with_rowid=False,
    )


def _create_tries() -> None:
    op.create_table(
        "tries",
        sa.Column("source", NAME, sa.ForeignKey("sources.slug"), primary_key=True),
        sa.Column("handle", NAME, primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_tallies() -> None:
    op.create_table(
        "tallies",
        sa.Column("name", NAME, primary_key=True),
        sa.Column("label", NAME, primary_key=True),
        sa.Column("amount", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )


def _create_entry_words() -> None:
    op.create_table(
        "entry_words",
        sa.Column(
            "slot", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("key", NAME, sa.ForeignKey("entries.key"), nullable=False),
        sa.Column("order_at", MOMENT, nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR, "postgresql"), nullable=False),
    )
    op.create_index("entry_words_by_key", "entry_words", ["key"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        # Fast updates go to a list that every search reads.
        slow = {"fastupdate": "off"}
        op.create_index(
            "entry_words_by_word", "entry_words", ["words"], postgresql_using="gin", postgresql_with=slow
        )
        return
    for statement in _SQLITE_INDEX:
        op.execute(statement)


# The index keeps no text of its own: what it is told to forget must be what it was told before.
_FORGET = "INSERT INTO entry_search (entry_search, rowid, words) VALUES ('delete', old.slot, old.words);"
_LEARN = "INSERT INTO entry_search (rowid, words) VALUES (new.slot, new.words);"
_FTS5 = "fts5 (words, content='entry_words', content_rowid='slot', tokenize='ascii', columnsize=0)"
_SQLITE_INDEX = (
    f"CREATE VIRTUAL TABLE entry_search USING {_FTS5}",
    f"CREATE TRIGGER entry_words_added AFTER INSERT ON entry_words BEGIN {_LEARN} END",
    f"CREATE TRIGGER entry_words_left AFTER DELETE ON entry_words BEGIN {_FORGET} END",
    f"CREATE TRIGGER entry_words_changed AFTER UPDATE OF slot, words ON entry_words BEGIN {_FORGET} {_LEARN} END",
)


def _create_revisions() -> None:
    revisions = op.create_table(
        "revisions",
        sa.Column("listing", NAME, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("revisions_by_number", "revisions", ["number"])
    op.bulk_insert(revisions, [{"listing": "*", "number": 0, "at": time.time_ns() // 1000}])


def _create_subscribers() -> None:
    op.create_table(
        "pushed_feeds",
        sa.Column("topic_url", NAME, primary_key=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("extension", NAME, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "subscribers",
        sa.Column("id", NAME, primary_key=True),
        sa.Column("topic_url", NAME, sa.ForeignKey("pushed_feeds.topic_url"), nullable=False),
        sa.Column("callback_url", sa.Text, nullable=False),
        sa.Column("host", NAME, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("sent", sa.Text, nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("asked_mode", sa.Text),
        sa.Column("asked_secret", sa.Text, nullable=False),
        sa.Column("asked_lease", sa.Integer, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
    )
    op.create_index("subscribers_by_topic", "subscribers", ["topic_url"])
    op.create_index("subscribers_by_asked", "subscribers", ["asked_mode", "asked_at"])
    op.create_index("subscribers_by_host", "subscribers", ["host"])


def _create_deliveries() -> None:
    op.create_table(
        "hub_requests",
        sa.Column("subscriber", NAME, nullable=False),
        sa.Column("host", NAME, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
    )
    op.create_index("hub_requests_by_asked", "hub_requests", ["asked_at"])
    op.create_table(
        "deliveries",
        sa.Column("subscriber", NAME, sa.ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("host", NAME, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("lease_owner", sa.Text),
        sa.Column("lease_until", MOMENT),
        sqlite_with_rowid=False,
    )
    op.create_index("deliveries_by_due", "deliveries", ["due_at"])


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("source", NAME, sa.ForeignKey("sources.slug"), primary_key=True),
        sa.Column("hub_url", sa.Text, nullable=False),
        sa.Column("topic_url", sa.Text, nullable=False),
        sa.Column("token", NAME, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("asked_mode", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT),
        sa.Column("lease_until", MOMENT),
        sa.Column("due_at", MOMENT),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("problem_at", MOMENT),
    )
    op.create_index("subscriptions_by_token", "subscriptions", ["token"], unique=True)
    op.create_index("subscriptions_by_due", "subscriptions", ["due_at"])
    op.create_table(
        "pushes",
        sa.Column("source", NAME, sa.ForeignKey("sources.slug"), primary_key=True),
        sa.Column("digest", NAME, primary_key=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_index("pushes_by_received", "pushes", ["received_at"])
