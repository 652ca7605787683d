"""Our hub, against a subscriber written from the specification: asked, asked back, told, and told no more."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask.testing import FlaskClient
from lxml import etree

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
        """Until the hub has nothing left to do."""
        wait_until(self.wire.is_settled)


@contextmanager
def scene(wire: Wire, head: str = "") -> Iterator[Scene]:
    with RecordedServer({"/feed": rss(OLD)}) as paper, SubscriberServer() as reader:
        wire.configure([("palpres", paper.url("/feed"))], head=head)
        wire.poll()
        with wire.pushing(), wire.web() as client:
            yield Scene(wire, client, paper, reader)


def test_one_new_article_is_one_delivery_for_each_feed_that_holds_it(wire: Wire) -> None:
    feeds = ["/topics/pilkada-2024.atom", "/topics/pilkada-2024.rss", "/all.json", "/sources/palpres.atom"]
    with scene(wire) as place:
        for number, path in enumerate(feeds):
            place.subscribe(f"/{number}", f"{HOME}{path}", secret=SECRET)
        place.publish(item(1, title="Pilkada: KPU Palembang buka pendaftaran"))
        wait_until(lambda: len(place.reader.delivered) >= len(feeds))
        place.rest()
        assert sorted(one.path for one in place.reader.delivered) == ["/0", "/1", "/2", "/3"]
        for number, path in enumerate(feeds):
            [one] = place.reader.to(f"/{number}")
            got = place.client.get(path)
            assert one.body == got.data
            assert b"KPU Palembang buka pendaftaran" in one.body
            assert one.headers["content-type"] == got.headers["Content-Type"]
            assert one.headers["link"] == got.headers["Link"]
            assert one.is_signed_with(SECRET)


def test_what_is_not_in_a_feed_or_changes_nothing_is_not_delivered(wire: Wire) -> None:
    with scene(wire) as place:
        place.subscribe()
        place.subscribe("/all", f"{HOME}/all.atom")
        place.publish()
        place.publish(item(1, title="Harga karet naik di Banyuasin").replace("Pilkada", "karet"))
        wait_until(lambda: len(place.reader.to("/all")) == 1)
        place.rest()
        assert place.reader.to("/a") == []


def test_an_edit_is_delivered_and_a_delivery_without_secret_is_unsigned(wire: Wire) -> None:
    with scene(wire) as place:
        place.subscribe()
        place.publish(item(1))
        wait_until(lambda: len(place.reader.delivered) == 1)
        place.publish(item(1, title="Ralat: Pilkada diundur"))
        wait_until(lambda: len(place.reader.delivered) == 2)
        assert b"Ralat: Pilkada diundur" in place.reader.delivered[1].body
        assert "x-hub-signature" not in place.reader.delivered[1].headers


def test_the_question_is_what_the_specification_says(wire: Wire) -> None:
    with scene(wire) as place:
        place.subscribe("/a?ruang=1&x=%20", lease_seconds=3600)
        [question] = place.reader.questions
        query = question[1]
        assert query.pop("hub.challenge")
        assert query == {
            "ruang": "1",
            "x": " ",
            "hub.mode": "subscribe",
            "hub.topic": TOPIC,
            "hub.lease_seconds": "3600",
        }
        assert place.ask("unsubscribe", "/a?ruang=1&x=%20") == 202
        wait_until(lambda: len(place.reader.questions) == 2)
        assert place.reader.questions[1][1]["hub.mode"] == "unsubscribe"
        place.rest()
        place.publish(item(1))
        place.rest()
        assert place.reader.delivered == []


def test_who_does_not_mean_it_is_not_subscribed_and_not_asked_twice(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        refusals = [Behaviour(confirms=False), Behaviour(challenge="benar"), Behaviour(challenge=" ")]
        for number, behaviour in enumerate(refusals):
            place.reader.behaviours[f"/{number}"] = behaviour
            place.subscribe(f"/{number}")
        place.publish(item(1))
        place.rest()
        assert place.reader.delivered == []
        assert len(place.reader.questions) == len(refusals)


def test_who_does_not_mean_to_unsubscribe_stays(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe()
        place.reader.behaviours["/a"] = Behaviour(confirms=False)
        assert place.ask("unsubscribe") == 202
        wait_until(lambda: len(place.reader.questions) == 2)
        place.rest()
        place.publish(item(1))
        wait_until(lambda: len(place.reader.delivered) == 1)


def test_feeds_name_their_hub_in_document_and_header(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        hub = f"{HOME}/websub/hub"
        for extension, path in (("atom", "/*/*"), ("rss", "/*/*/*")):
            got = place.client.get(f"/topics/pilkada-2024.{extension}")
            links = etree.fromstring(got.data).xpath(f"{path}[local-name()='link'][@rel='hub']/@href")
            assert links == [hub]
            own = f"{HOME}/topics/pilkada-2024.{extension}"
            assert got.headers["Link"] == f'<{hub}>; rel="hub", <{own}>; rel="self"'
        got = place.client.get("/all.json")
        assert got.json["hubs"] == [{"type": "WebSub", "url": hub}]
        assert "Link" not in place.client.get("/all.atom?stories=off").headers
        assert "Link" not in place.client.get("/all").headers
        same = place.client.get("/all.json", headers={"If-None-Match": got.headers["ETag"]})
        negotiated = place.client.get("/all", headers={"Accept": "application/feed+json"})
        assert same.status_code == 304
        assert same.headers["Link"] == negotiated.headers["Link"] == got.headers["Link"]


def test_a_delivery_that_fails_is_tried_again_and_the_newest_content_is_sent(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe()
        place.reader.behaviours["/a"] = Behaviour(status=500)
        place.publish(item(1))
        wait_until(lambda: len(place.reader.delivered) == 1)
        place.publish(item(0, title="Pilkada: yang terbaru"), item(1))
        place.reader.behaviours["/a"] = Behaviour()
        assert len(place.reader.delivered) == 1
        place.let_time_pass()
        wait_until(lambda: len(place.reader.delivered) == 2)
        place.rest()
        assert b"yang terbaru" in place.reader.delivered[1].body


def test_a_redirect_is_a_failure_and_leads_nowhere(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe()
        place.reader.behaviours["/a"] = Behaviour(status=307, location=place.reader.url("/lain"))
        place.publish(item(1))
        wait_until(lambda: len(place.reader.delivered) == 1)
        wait_until(lambda: place.count("deliveries") == 1)
        assert place.reader.to("/lain") == []


def test_who_is_gone_is_forgotten(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe()
        place.reader.behaviours["/a"] = Behaviour(status=410)
        place.publish(item(1))
        wait_until(lambda: place.count("subscribers") == 0)


def test_a_lease_that_has_ended_is_over_and_a_renewal_takes_the_new_secret(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe("/a", secret="lama")
        place.subscribe("/b")
        place.subscribe("/a", secret="baru")
        place.change("UPDATE subscribers SET lease_until = 1 WHERE callback_url LIKE '%/b'")
        place.publish(item(1))
        wait_until(lambda: len(place.reader.delivered) == 1)
        place.rest()
        [one] = place.reader.delivered
        assert one.path == "/a"
        assert one.is_signed_with("baru")


def test_who_followed_a_topic_that_is_gone_is_told_so(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe()
        other = "topics:\n  - {slug: lain, title: Lain, match: {any: [lain]}}\n"
        place.wire.configure([("palpres", place.paper.url("/feed"))], topics=other)
        place.wire.poll()
        wait_until(lambda: len(place.reader.asked("/a")) == 2)
        said = place.reader.asked("/a")[1]
        assert (said["hub.mode"], said["hub.topic"]) == ("denied", TOPIC)
        assert said["hub.reason"]
        assert place.count("subscribers") == 0


def test_another_hub_is_told_of_what_changed_and_ours_is_closed(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe("/guest")
        hub = place.reader.url("/hub")
        place.wire.configure([("palpres", place.paper.url("/feed"))], head=f'websub: {{hub: "{hub}"}}\n')
        place.wire.poll()
        wait_until(lambda: len(place.reader.asked("/guest")) == 2)
        assert place.reader.asked("/guest")[1]["hub.mode"] == "denied"
        place.rest()
        place.reader.delivered.clear()  # of the one that was known already: it names another hub now
        place.publish(item(1, title="Harga karet naik").replace("Pilkada", "karet"))
        feeds = {
            f"{HOME}/{name}.{ext}" for name in ("all", "sources/palpres") for ext in ("atom", "rss", "json")
        }
        wait_until(lambda: len(place.reader.to("/hub")) >= len(feeds))
        place.rest()
        told = [dict(parse_qsl(one.body.decode())) for one in place.reader.to("/hub")]
        assert sorted(form["hub.url"] for form in told) == sorted(feeds)
        assert {form["hub.mode"] for form in told} == {"publish"}
        with place.wire.web() as client:
            assert client.get("/all.atom").headers["Link"].startswith(f"<{hub}>")
            assert client.post("/websub/hub", data={}).status_code == 404


def test_a_slow_subscriber_delays_nobody_else(lone_wire: Wire) -> None:
    with scene(lone_wire) as place, SubscriberServer("127.0.0.2") as slow:
        slow.behaviours = {f"/{number}": Behaviour(delay=30) for number in range(9)}
        for number in range(9):
            form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": slow.url(f"/{number}")}
            assert place.client.post("/websub/hub", data=form).status_code == 202
        wait_until(lambda: len(slow.questions) == 9)
        for number in range(4):
            place.subscribe(f"/{number}")
        for turn in (1, 2):
            place.publish(*(item(number) for number in range(turn)))
            wait_until(lambda turn=turn: len(place.reader.delivered) == 4 * turn)
        assert slow.peak == 2


def test_asking_us_floods_nobody(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        path = "/" + "x" * (500 - len(place.reader.url("/")))
        for _ in range(5):
            assert place.ask(callback=path, secret="s" * 199) == 202
        place.rest()
        assert 1 <= len(place.reader.questions) <= 5
        assert place.reader.largest_question <= 1024
        assert place.ask(callback=path + "x") == 400


def test_requests_are_bounded_per_host_and_renewals_are_not(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe("/held")
        answers = [place.ask(callback=f"/{number}") for number in range(60)]
        assert answers == [202] * 59 + [503]
        assert place.ask(callback="/held") == 202


def test_no_private_address_is_asked(lone_wire: Wire) -> None:
    callbacks = (
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
    )
    with scene(lone_wire) as place:
        for callback in callbacks:
            form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": callback}
            assert place.client.post("/websub/hub", data=form).status_code == 202
        wait_until(lambda: place.count("subscribers") == 0)


NOT_OURS = (
    "https://lain.example/all.atom",
    f"{HOME}/topics/tidak-ada.atom",
    f"{HOME}/topics/pilkada-2024",
    f"{HOME}/topics/pilkada-2024.atom?limit=5",
    f"{HOME}.jahat.example/all.atom",
    f"{HOME}/feeds.opml",
)


def test_only_our_own_feeds_can_be_subscribed_to(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        assert {place.ask(topic=topic) for topic in NOT_OURS} == {400}
        assert place.count("subscribers") == 0


def test_what_is_no_request_is_refused_in_plain_words(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        big = place.client.post("/websub/hub", data={"hub.mode": "x" * 9000})
        assert (big.status_code, big.mimetype) == (413, "text/plain")
        other = place.client.post("/websub/hub", json={"hub.mode": "subscribe"})
        assert (other.status_code, other.mimetype) == (415, "text/plain")
        empty = place.client.post("/websub/hub", data={"hub.topic": TOPIC})
        assert empty.status_code == 400
        assert "hub.mode must be" in empty.text
        assert place.client.get("/websub/hub").status_code == 405
