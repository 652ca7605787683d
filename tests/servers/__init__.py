"""Real HTTP servers on loopback for the whole suite: one that serves documents, one that misbehaves.

    with RecordedServer({"/feed.xml": b"<rss/>"}) as server:
        server.url("/feed.xml")

Each runs in a thread of its own, on 127.0.0.1 and a port of its own, and is gone when the block ends.
A client reaches them when its allow-list holds `LOOPBACK`.
"""

from tests.servers.faults import FEED, Canary, FaultServer
from tests.servers.recorded import Page, RecordedServer
from tests.servers.recording import Recorded, recorded
from tests.servers.subscriber import Behaviour, Delivered, SubscriberServer

LOOPBACK = ("127.0.0.0/8", "::1")

__all__ = [
    "FEED",
    "LOOPBACK",
    "Behaviour",
    "Canary",
    "Delivered",
    "FaultServer",
    "Page",
    "Recorded",
    "RecordedServer",
    "SubscriberServer",
    "recorded",
]
