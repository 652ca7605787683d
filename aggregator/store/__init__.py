"""The only SQLAlchemy: values in, values out, on SQLite and PostgreSQL alike.

    store = Store.open("sqlite:///var/aggregator.db")
    store.migrate()
    with store.write() as tx:
        claimed = sources.claim(tx, now=now, limit=10, owner=owner, lease=lease)
    with store.read() as tx:
        page = listings.latest(tx, topic="sumsel", limit=50)

Every function takes an open transaction, so that what belongs together is committed together; the network has
no place between the first statement and the commit.
"""

from aggregator.store.database import Store
from aggregator.store.meta import revision
from aggregator.store.rows import BEGINNING, Cursor
from aggregator.store.tables import Tx

__all__ = ["BEGINNING", "Cursor", "Store", "Tx", "revision"]
