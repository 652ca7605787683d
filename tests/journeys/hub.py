"""A wire whose hub is at work, and a subscriber written from the specification."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask.testing import FlaskClient

from aggregator.cli.opening import open_runtime
from aggregator.model import Asked, PushedFeed, Subscriber
from aggregator.store import deliveries, subscribers
from tests.journeys.feeds import item, rss
from tests.journeys.processes import wait_until
from tests.journeys.wire import Wire
from tests.servers import Behaviour, RecordedServer, SubscriberServer

HOME = "https://kabar.example.org"
TOPIC = f"{HOME}/topics/pilkada-2024.atom"
SECRET = "rahasia dapur"
OLD = item(5)


@dataclass
class Scene:
    """A wire with one paper, its hub at work, and somebody who subscribes."""

    wire: Wire
    client: FlaskClient
    paper: RecordedServer
    reader: SubscriberServer

    def ask(self, mode: str = "subscribe", callback: str = "/a", topic: str = TOPIC, **fields: object) -> int:
        form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": self.reader.url(callback)}
        form |= {f"hub.{name}": str(value) for name, value in fields.items()}
        return self.client.post("/websub/hub", data=form).status_code

    def subscribe(self, callback: str = "/a", topic: str = TOPIC, **fields: object) -> None:
        path = callback.partition("?")[0]
        seen = len(self.reader.asked(path))
        assert self.ask("subscribe", callback, topic, **fields) == 202
        wait_until(lambda: len(self.reader.asked(path)) > seen)
        behaviour = self.reader.behaviours.get(path, Behaviour())
        if behaviour.confirms and not behaviour.challenge:
            wait_until(lambda: self.reader.url(callback) in self.wire.subscribers())
        self.rest()

    def hold(self, *callbacks: str) -> None:
        """As if these had asked and confirmed."""
        hold(self.wire, *map(self.reader.url, callbacks))

    def publish(self, *items: str) -> None:
        self.paper.put("/feed", rss(*items, OLD))
        self.wire.poll()

    def count(self, table: str) -> int:
        with closing(sqlite3.connect(self.wire.config.parent / "wire.db")) as database:
            number: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            return number

    def change(self, statement: str) -> None:
        with closing(sqlite3.connect(self.wire.config.parent / "wire.db", timeout=10)) as database, database:
            database.execute(statement)

    def let_time_pass(self) -> None:
        """As if every delivery that waits were due."""
        self.change("UPDATE deliveries SET due_at = 1")

    def rest(self) -> None:
        """Until the hub has nothing left to take up: what it took up last may still be under way."""
        wait_until(self.wire.is_settled)


@contextmanager
def scene(wire: Wire, head: str = "") -> Iterator[Scene]:
    with RecordedServer({"/feed": rss(OLD)}) as paper, SubscriberServer() as reader:
        wire.configure([("palpres", paper.url("/feed"))], head=head)
        wire.poll()
        with wire.pushing(), wire.web() as client:
            yield Scene(wire, client, paper, reader)


def hold(wire: Wire, *callback_urls: str, owed: bool = False) -> None:
    """As if these subscribed to `TOPIC`, and (`owed`) it had changed since."""
    now, asked = datetime.now(UTC), Asked("subscribe", "", 600)
    feed = PushedFeed(TOPIC, "topics/pilkada-2024", "atom", "", 0)
    with open_runtime(wire.options) as rt, rt.store.write() as tx:
        for url in callback_urls:
            one = Subscriber(subscribers.subscriber_id(TOPIC, url), TOPIC, url, "127.0.0.1", asked)
            subscribers.ask(tx, one, asked, feed.name, feed.extension, now)
            subscribers.take_up(tx, one)
            subscribers.confirm(tx, one, now)
        if owed:
            deliveries.stage(tx, feed, "old", 0, now)
            deliveries.stage(tx, replace(feed, digest="old"), "new", 0, now)
