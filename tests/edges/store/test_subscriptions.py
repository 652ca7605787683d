"""What we asked of hubs, and what they sent: kept while it is somebody's to read."""

from dataclasses import replace
from datetime import timedelta

from aggregator.model import Subscription
from aggregator.store import Store, sources, subscriptions
from tests.edges.store.examples import MINUTE, NOW, source

OFFER = Subscription("antara", "https://hub.example/", "https://antara.example.org/rss", "token", "rahasia")


def offer(store: Store) -> None:
    with store.write() as tx:
        sources.sync(tx, [source("antara")], NOW)
        subscriptions.offer(tx, OFFER, NOW)
        subscriptions.confirm(tx, OFFER, NOW + timedelta(days=1), NOW + timedelta(hours=20))


def test_what_waits_goes_with_its_subscription_and_is_known_for_a_replay_all_the_same(store: Store) -> None:
    offer(store)
    with store.write() as tx:
        assert subscriptions.receive(tx, OFFER, "application/rss+xml", b"<rss/>", NOW)
        assert subscriptions.waiting(tx, NOW) == (False, ("antara",))
        subscriptions.withdraw(tx, "antara")
        assert subscriptions.waiting(tx, NOW) == (False, ())
        assert not subscriptions.receive(tx, OFFER, "application/rss+xml", b"<rss/>", NOW + MINUTE)
    with store.read() as tx:
        assert subscriptions.states(tx) == ()
        state = sources.state(tx, "antara")
    assert state is not None
    assert state.pushed_until is None


def test_another_hub_means_another_callback_and_nothing_held(store: Store) -> None:
    offer(store)
    other = replace(OFFER, hub_url="https://lain.example/", token="lain")
    with store.write() as tx:
        subscriptions.offer(tx, other, NOW + MINUTE)
        assert subscriptions.by_token(tx, OFFER.token) is None
        again = subscriptions.by_token(tx, "lain")
    assert again is not None
    assert (again.lease_until, again.due_at) == (None, NOW + MINUTE)
