"""Our hub tells: what a subscriber written from the specification is sent, and when no more."""

import asyncio
import threading
from functools import partial
from urllib.parse import parse_qsl

from aggregator.cli.opening import open_polling_runtime
from aggregator.hub.content import Contents
from aggregator.hub.delivering import Courier
from aggregator.store import Tx, deliveries
from tests.journeys.feeds import item
from tests.journeys.hub import HOME, SECRET, TOPIC, hold, scene
from tests.journeys.processes import wait_until
from tests.journeys.wire import Wire, _sandbox
from tests.servers import Behaviour, SubscriberServer


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


def test_a_delivery_that_fails_is_tried_again_and_the_newest_content_is_sent(lone_wire: Wire) -> None:
    with scene(lone_wire) as place:
        place.subscribe()
        place.reader.behaviours["/a"] = Behaviour(status=500)
        place.publish(item(1))
        wait_until(lambda: len(place.reader.delivered) == 1)
        wait_until(lambda: place.count("deliveries WHERE tries > 0") == 1)
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


def test_a_claim_that_is_made_twice_claims_the_same(lone_wire: Wire) -> None:
    """A work that breaks its transaction has those beside it done again, each in one of its own."""

    def broken(tx: Tx) -> None:
        tx.exec_driver_sql("SELECT nonsense FROM nowhere")

    async def deliver() -> bool:
        async with open_polling_runtime(lone_wire.options, _sandbox) as rt:
            courier, go = Courier(rt, Contents(rt), lambda: None), threading.Event()
            held = asyncio.ensure_future(rt.transact(lambda _tx: go.wait(10)))
            await asyncio.sleep(0.05)
            waiting = [asyncio.ensure_future(work) for work in (courier.deliver(), rt.transact(broken))]
            await asyncio.sleep(0)
            go.set()
            await asyncio.gather(held, *waiting, return_exceptions=True)
            _, _, is_left = await rt.read(partial(deliveries.pending, now=rt.now()))
            await courier.close()
            return is_left

    lone_wire.configure([("palpres", "http://127.0.0.1:9/feed")])
    hold(lone_wire, "http://127.0.0.1:9/a", "http://127.0.0.1:9/b", owed=True)
    assert not asyncio.run(deliver())
