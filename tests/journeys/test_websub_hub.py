"""Our hub is asked for subscriptions: who asks back, who is refused, and what that costs others."""

import pytest
from lxml import etree

from aggregator.hub.verifying import AT_ONCE
from tests.journeys.feeds import item
from tests.journeys.hub import HOME, TOPIC, scene
from tests.journeys.processes import wait_until
from tests.journeys.wire import Wire
from tests.servers import Behaviour


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


def test_asking_us_floods_nobody(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        path = "/" + "x" * (500 - len(place.reader.url("/")))
        for _ in range(5):
            assert place.ask(callback=path, secret="s" * 199) == 202
        wait_until(lambda: bool(place.reader.questions))
        place.rest()
        assert len(place.reader.questions) <= 5
        assert place.reader.largest_question <= 1024
        assert place.ask(callback=path + "x") == 400


def test_requests_are_bounded_per_host_and_renewals_are_not(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe("/held")
        answers = [place.ask(callback=f"/{number}") for number in range(60)]
        assert answers == [202] * 59 + [503]
        assert place.ask(callback="/held") == 202


@pytest.mark.parametrize("callback", ["/not-meant", "/held"])
def test_who_asks_again_and_again_for_one_subscription_is_bounded_and_delays_nobody_else(
    lone_wire: Wire, callback: str
) -> None:
    with scene(lone_wire) as place:
        place.hold("/held", "/other")
        place.reader.behaviours["/not-meant"] = Behaviour(confirms=False)
        for number in range(6):
            assert place.ask(callback=callback) == 202
            wait_until(lambda seen=number + 1: len(place.reader.asked(callback)) == seen)
            # One that is not meant is forgotten then, and counted all the same.
            wait_until(lambda: place.count("subscribers") == 2)
        assert place.ask(callback=callback) == 503
        assert place.ask(callback="/other") == 202


def test_those_who_are_told_no_more_are_told_so_a_few_at_once(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        callbacks = [f"/{number}" for number in range(AT_ONCE + 8)]
        place.reader.behaviours = dict.fromkeys(callbacks, Behaviour(thinks=0.1))
        place.hold(*callbacks)
        other = "topics:\n  - {slug: lain, title: Lain, match: {any: [lain]}}\n"
        place.wire.configure([("palpres", place.paper.url("/feed"))], topics=other)
        place.wire.poll()
        wait_until(lambda: len(place.reader.questions) == len(callbacks))
        assert {query["hub.mode"] for _, query in place.reader.questions} == {"denied"}
        assert place.reader.most_asked_at_once <= AT_ONCE


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
