"""Which installation this is, and whether anything that is served has changed."""

from sqlalchemy import select, update

from aggregator.store.tables import Tx, meta

_TOUCHED = "aggregator.touched"


def installation(tx: Tx) -> str:
    """A random UUID, minted with the database: what makes the ids of our feeds ours."""
    found: str = tx.execute(select(meta.c.installation)).scalar_one()
    return found


def revision(tx: Tx) -> int:
    """A number that grows with every commit that changed something served.

    Read it first, then what you render from: the result is then at least as new as the number says.
    """
    number: int = tx.execute(select(meta.c.revision)).scalar_one()
    return number


def touch(tx: Tx) -> None:
    """Says that this transaction changes something served."""
    tx.info[_TOUCHED] = True


def begin_untouched(tx: Tx) -> None:
    """Forgets what an earlier transaction on the same connection said."""
    tx.info.pop(_TOUCHED, None)


def count_revision(tx: Tx) -> None:
    """Counts a touched transaction, as its last statement: PostgreSQL's writers wait here for each other."""
    if tx.info.pop(_TOUCHED, False):
        tx.execute(update(meta).values(revision=meta.c.revision + 1))
