"""The one row about the whole database: whose it is, and which changes it has seen."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Column, select, update

from aggregator.store import revisions
from aggregator.store.revisions import Revision, Touched
from aggregator.store.tables import Tx
from aggregator.store.tables import meta as table

_TOUCHED = "aggregator.touched"


def installation(tx: Tx) -> str:
    """A random UUID, minted with the database: what makes the ids of our feeds ours."""
    return _text(tx, table.c.installation)


def revision(tx: Tx) -> int:
    """A number that grows with every commit that changed something served.

    Read it first, then what you render from: the result is then at least as new as the number says.
    """
    number: int = tx.execute(select(table.c.revision)).scalar_one()
    return number


def rules(tx: Tx) -> str:
    """The digest of the topic rules that every stored entry was tagged by; empty before the first time."""
    return _text(tx, table.c.rules)


def set_rules(tx: Tx, digest: str) -> None:
    """Says that every stored entry has its topics by the rules of this digest."""
    tx.execute(update(table).values(rules=digest))


def confirmed(tx: Tx) -> str:
    """The digest of the configuration that the operator let through though it drops many sources, or ""."""
    return _text(tx, table.c.confirmed)


def confirm(tx: Tx, digest: str) -> None:
    """Lets the configuration of this digest through, and no other."""
    tx.execute(update(table).values(confirmed=digest))


def revised_at(tx: Tx) -> datetime:
    """When the last commit that changed something served was made: nothing served is newer."""
    found: datetime = tx.execute(select(table.c.revised_at)).scalar_one()
    return found


def touch(tx: Tx, keys: Iterable[str] | None = None, topics: Iterable[str] = ()) -> None:
    """Says that this transaction changes something served.

    Which entries it changes, by their keys, and which topics besides those that they belong to: so much less need
    be looked at by whoever tells subscribers. Without keys it may be anything.
    """
    touched = tx.info.setdefault(_TOUCHED, Touched())
    touched.all |= keys is None
    touched.keys.update(keys or ())
    touched.topics.update(topics)


def is_touched(tx: Tx) -> bool:
    """Whether this transaction has changed something served so far."""
    return _TOUCHED in tx.info


def begin_untouched(tx: Tx) -> None:
    """Forgets what an earlier transaction on the same connection said."""
    tx.info.pop(_TOUCHED, None)


def count_revision(tx: Tx) -> None:
    """Counts a touched transaction, as its last statements: PostgreSQL's writers wait here for each other.

    The listings that it may have changed get the same number.
    """
    if touched := tx.info.pop(_TOUCHED, None):
        now = datetime.now(UTC)
        tx.execute(update(table).values(revision=table.c.revision + 1, revised_at=now))
        revisions.count(tx, touched, Revision(revision(tx), now))


def _text(tx: Tx, column: Column[str]) -> str:
    text: str = tx.execute(select(column)).scalar_one()
    return text
