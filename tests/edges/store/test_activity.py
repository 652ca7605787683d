"""How much each source publishes, on both databases."""

from datetime import timedelta

from aggregator.store import Store, activity
from tests.edges.store.examples import MINUTE, NOW, add, entry

DAY = timedelta(days=1)


def test_days_are_counted_by_source_from_the_first_to_the_last(store: Store) -> None:
    first = NOW - 2 * DAY
    moments = [first - MINUTE, first, first + DAY - MINUTE, first + DAY, NOW, NOW + DAY]
    with store.write() as tx:
        add(
            tx,
            *(entry(number, order_at=at) for number, at in enumerate(moments)),
            entry(9, "palpres", order_at=NOW),
        )
    with store.read() as tx:
        counted = activity.per_day(tx, ["antara", "palpres", "lain"], first, 3)
        assert counted == {"antara": (2, 1, 1), "palpres": (0, 0, 1)}
        assert activity.per_day(tx, ["palpres"], first, 1) == {}


def test_usual_gap_is_that_of_the_latest_entries(store: Store) -> None:
    with store.write() as tx:
        add(tx, *(entry(number, order_at=NOW - number * 3 * MINUTE) for number in range(5)))
        add(tx, entry(99, order_at=NOW - DAY))
    with store.read() as tx:
        assert activity.usual_gap(tx, "antara", among=5, at_least=5) == 3 * MINUTE
        assert activity.usual_gap(tx, "antara", among=9, at_least=7) is None
        assert activity.usual_gap(tx, "nobody", among=9, at_least=0) is None
