"""What is refused at callbacks is counted, and a flood of it costs few writes."""

from pathlib import Path

from aggregator.model import Subscription
from aggregator.store import subscriptions
from aggregator.web.rejections import MOST_WRITES, WINDOW_SECONDS, Rejections
from tests.edges.site import NOW, Site, site


def test_a_flood_is_counted_with_few_writes(tmp_path: Path) -> None:
    moment = [0.0]
    one = Subscription("palpres", "https://hub.example/", "https://palpres.example/rss", "token", "rahasia")
    with site(tmp_path) as place:
        with place.rt.store.write() as tx:
            subscriptions.offer(tx, one, NOW)
        rejections = Rejections(place.rt, lambda: moment[0])
        for _ in range(100):
            rejections.note(one, "forged")
        assert rejected(place) == MOST_WRITES
        moment[0] += WINDOW_SECONDS
        rejections.note(one, "unsigned")
        assert rejected(place) == 101


def rejected(place: Site) -> int:
    with place.rt.store.read() as tx:
        [one] = subscriptions.states(tx)
        return one.rejected
