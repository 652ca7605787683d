"""Who is owed what: marked with the change, staged once, claimed by one, gone when it was taken."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from aggregator.model import Asked, Changes, Delivery, PushedFeed, Subscriber
from aggregator.store import Store, deliveries, entries, revision, subscribers
from aggregator.store.deliveries import Delivered, Undelivered
from tests.edges.store.examples import MINUTE, NOW, add, entry

HOME = "https://kabar.example.org"
FEEDS = ("all", "topics/sumsel", "topics/pilkada", "topics/kosong", "sources/antara", "sources/palpres")


def subscribe(store: Store, name: str, callback: str, lease: timedelta = timedelta(days=1)) -> Subscriber:
    topic_url = f"{HOME}/{name}.atom"
    asked = Asked("subscribe", "rahasia", round(lease.total_seconds()))
    host = callback.split("/")[2]
    one = Subscriber(subscribers.subscriber_id(topic_url, callback), topic_url, callback, host, asked)
    with store.write() as tx:
        subscribers.ask(tx, one, asked, name, "atom", NOW)
    look(store)
    with store.write() as tx:
        assert subscribers.take_up(tx, one)
        assert not subscribers.take_up(tx, one)
        subscribers.confirm(tx, one, NOW)
    return one


def look(store: Store, digest: str = "baru") -> dict[str, int]:
    """The names of the marked feeds, each with how many are owed its content."""
    with store.read() as tx:
        marked, number = deliveries.touched(tx), revision(tx)
    with store.write() as tx:
        return {
            feed.name: deliveries.stage(tx, feed, f"{feed.name} {digest}", number, NOW) for feed in marked
        }


def claim(
    store: Store, at: timedelta = timedelta(0), limit: int = 10, slow: bool = False
) -> tuple[Delivery, ...]:
    with store.write() as tx:
        return deliveries.claim(tx, now=NOW + at, limit=limit, per_host=2, busy={}, owner="kami", slow=slow)


def note(store: Store, ended: Delivered | Undelivered) -> None:
    with store.write() as tx:
        deliveries.note(tx, [ended], NOW)


def test_a_change_marks_the_feeds_that_it_may_stand_in_and_no_others(store: Store) -> None:
    with store.write() as tx:
        add(tx, entry(1, topics=("sumsel",), story=entry(1).key), entry(2, "palpres", topics=()))
    for name in FEEDS:
        subscribe(store, name, f"https://pembaca.example/{name}")
    assert look(store) == {}
    with store.write() as tx:
        add(tx, entry(3, topics=("pilkada",)))
    assert set(look(store, "3")) == {"all", "topics/pilkada", "sources/antara"}
    with store.write() as tx:
        entries.retag(tx, {entry(3).key: ("kosong",)})
    assert {"topics/pilkada", "topics/kosong"} <= set(look(store, "4")) <= set(FEEDS) - {"sources/palpres"}
    with store.write() as tx:
        told = entry(4, "palpres", topics=(), story=entry(1).key, follows=True)
        entries.save(tx, Changes(new=(told,)))
    assert set(look(store, "5")) == {"all", "topics/sumsel", "sources/palpres"}


def test_a_transaction_that_is_undone_marks_nothing(store: Store) -> None:
    with store.write() as tx:
        add(tx, entry(1))
    subscribe(store, "all", "https://pembaca.example/")
    with suppress(ZeroDivisionError), store.write() as tx:
        entries.save(tx, Changes(new=(entry(2),)))
        _ = 1 / 0
    assert look(store) == {}


def test_the_same_content_is_owed_to_nobody_and_other_content_once(store: Store) -> None:
    subscribe(store, "all", "https://pembaca.example/")
    subscribe(store, "all", "https://lain.example/")
    for turn, owed in (("baru", 0), ("lain", 2), ("lain", 0)):
        with store.write() as tx:
            add(tx, entry(hash(turn) % 1000 + len(turn) + owed))
        assert look(store, turn) == {"all": owed}
    feed = PushedFeed(f"{HOME}/all.atom", "all", "atom", "all baru", 0)
    with store.write() as tx:
        assert deliveries.stage(tx, feed, "all x", 99, NOW) == 0, "another worker has said so already"


def test_a_delivery_is_one_workers_and_few_go_to_one_host(store: Store) -> None:
    for number in range(5):
        subscribe(store, "all", f"https://satu.example/{number}")
    subscribe(store, "all", "https://dua.example/")
    with store.write() as tx:
        add(tx, entry(1))
    assert look(store, "lain") == {"all": 6}
    first = claim(store)
    assert sorted(one.host for one in first) == ["dua.example", "satu.example", "satu.example"]
    second = claim(store)
    assert [one.host for one in second] == ["satu.example"] * 2
    assert not {one.subscriber for one in first} & {one.subscriber for one in second}
    assert len(claim(store, at=deliveries.LEASE + MINUTE)) == 3, "a killed worker's claims run out"


def test_what_failed_waits_in_a_lane_of_its_own(store: Store) -> None:
    subscribe(store, "all", "https://satu.example/")
    with store.write() as tx:
        add(tx, entry(1))
    look(store, "lain")
    [one] = claim(store)
    note(store, Undelivered(one, NOW + MINUTE))
    assert claim(store, at=2 * MINUTE) == ()
    [again] = claim(store, at=2 * MINUTE, slow=True)
    assert (again.tries, again.failing_since) == (1, NOW)
    note(store, Undelivered(again, None))
    assert claim(store, at=9 * MINUTE, slow=True) == ()


def test_what_changed_while_it_was_delivered_is_still_owed(store: Store) -> None:
    subscribe(store, "all", "https://satu.example/")
    for number, digest in ((1, "satu"), (2, "dua")):
        with store.write() as tx:
            add(tx, entry(number))
        look(store, digest)
        if number == 1:
            [one] = claim(store)
    note(store, Delivered(one, "all satu"))
    [again] = claim(store)
    assert (again.sent, again.generation) == ("all satu", one.generation + 1)
    note(store, Delivered(again, "all dua"))
    with store.read() as tx:
        assert deliveries.count(tx) == (0, 0)


def test_leases_end_and_take_with_them_what_is_owed_and_the_feed(store: Store) -> None:
    subscribe(store, "all", "https://satu.example/", timedelta(hours=1))
    with store.write() as tx:
        add(tx, entry(1))
    look(store, "lain")
    with store.write() as tx:
        assert subscribers.count(tx, NOW) == (1, 1)
        assert subscribers.sweep(tx, NOW + timedelta(hours=2)) == 1
        assert deliveries.count(tx) == (0, 0)
        assert deliveries.pending(tx, NOW) == (False, False, False)


def test_a_wish_that_changes_while_it_is_verified_is_another_wish(store: Store) -> None:
    one = subscribe(store, "all", "https://satu.example/")
    with store.write() as tx:
        subscribers.ask(tx, one, Asked("subscribe", "lama", 60), "all", "atom", NOW)
        old = replace(one, asked=Asked("subscribe", "lama", 60))
        subscribers.ask(tx, one, Asked("unsubscribe"), "all", "atom", NOW)
        assert not subscribers.take_up(tx, old)
        assert [asking.asked for asking in subscribers.asking(tx, 5)] == [Asked("unsubscribe")]
