"""Listings: in their order, page by page, and narrowed by several conditions, on both databases."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.model import Changes, Entry
from aggregator.store import Cursor, Store, Tx, entries, listings
from tests.edges.store.examples import MINUTE, NOW, add, all_of, entry, new, save


def test_conditions_hold_together_however_few_fulfil_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among 1,000 entries of a paper, the first and the last are about a place and in a topic."""
    rare = {0: "Banjir di Prabumulih", 999: "Banjir lagi di Prabumulih"}
    made = [
        entry(number, title=rare.get(number, f"Kabar {number}"), topics=("banjir",) if number in rare else ())
        for number in range(1000)
    ]
    with store.write() as tx:
        add(tx, *made, entry(1000, "detik", title="Banjir di Prabumulih pula", topics=("banjir",)))
    with store.read() as tx:
        found = listings.latest(tx, topic="banjir", source="antara", place="prabumulih", limit=5)
        assert [one.title for one in found] == [rare[999], rare[0]]
        assert len(listings.latest(tx, topic="banjir", place="prabumulih", leads=True, limit=5)) == 3
        assert len(listings.latest(tx, place="prabumulih", since=NOW + MINUTE, leads=True, limit=5)) == 2
        monkeypatch.setattr(listings, "LOOKED_AT", 500)
        assert len(listings.latest(tx, topic="banjir", source="antara", limit=5)) == 1


def test_an_edited_entry_is_where_it_is_about_now(store: Store) -> None:
    one = entry(1, title="Banjir di Prabumulih")
    with store.write() as tx:
        add(tx, one)
        entries.save(tx, Changes(edited=(replace(one, title="Banjir di Pagar Alam", hash="edited"),)))
    with store.read() as tx:
        assert listings.latest(tx, place="prabumulih", limit=5) == ()
        assert [one.key for one in listings.latest(tx, place="pagar-alam", limit=5)] == [one.key]
        assert [one.key for one in listings.latest(tx, place="sumatera-selatan", limit=5)] == [one.key]


# ── pages ──


def test_a_page_holds_the_latest_entries_of_its_topic_or_source(store: Store) -> None:
    all_of(
        store,
        *(entry(number, topics=("sumsel",) if number % 2 else ()) for number in range(10)),
        *(entry(number, "detik") for number in range(20, 23)),
    )
    with store.read() as tx:
        assert [one.order_at - NOW for one in listings.latest(tx, topic="sumsel", limit=5)] == [
            number * MINUTE for number in (22, 21, 20, 9, 7)
        ]
        assert {one.source for one in listings.latest(tx, source="detik", limit=5)} == {"detik"}
        assert len(listings.latest(tx, limit=100)) == listings.count(tx) == 13
        assert listings.count(tx, topic="sumsel") == 8
        both = listings.latest(tx, topic="sumsel", source="detik", limit=2)
        assert [one.order_at - NOW for one in both] == [22 * MINUTE, 21 * MINUTE]


@pytest.mark.parametrize(("topic", "source"), [(None, None), ("sumsel", None), (None, "antara")])
def test_paging_meets_each_entry_once_even_where_many_share_a_moment(
    store: Store, topic: str | None, source: str | None
) -> None:
    all_of(store, *(entry(number, order_at=NOW + number // 7 * MINUTE) for number in range(40)))
    met: list[Entry] = []
    with store.read() as tx:
        while page := listings.latest(tx, topic=topic, source=source, limit=3, before=end_of(met)):
            met += page
    assert len(met) == len({one.key for one in met}) == 40
    assert [(one.order_at, one.key) for one in met] == sorted(
        ((e.order_at, e.key) for e in met), reverse=True
    )


def end_of(met: list[Entry]) -> Cursor | None:
    return Cursor(met[-1].order_at, met[-1].key) if met else None


def test_an_entry_that_arrives_while_a_reader_pages_moves_no_entry_to_another_page(store: Store) -> None:
    all_of(store, *(entry(number) for number in range(6)))
    with store.read() as tx:
        first = listings.latest(tx, limit=3)
    save(store, new(entry(99)))
    with store.read() as tx:
        second = listings.latest(tx, limit=3, before=end_of(list(first)))
    assert [one.order_at - NOW for one in first + second] == [
        number * MINUTE for number in (5, 4, 3, 2, 1, 0)
    ]


def test_a_page_is_one_range_of_an_index_and_never_a_sort(store: Store) -> None:
    all_of(store, *(entry(number) for number in range(3)))
    if "sqlite" in str(store._place):  # PostgreSQL's plan depends on statistics
        with store.read() as tx:
            for listing in (
                {},
                {"topic": "sumsel"},
                {"source": "antara"},
                {"story": "x"},
                {"place": "palembang"},
                {"leads": True},
                {"topic": "sumsel", "leads": True},
            ):
                plan = plan_of(tx, **listing)
                assert "COVERING INDEX" in plan
                assert "SCAN entries\n" not in plan


def plan_of(tx: Tx, **listing: Any) -> str:
    what = {"topic": None, "source": None, **listing}
    statement = listings._page(listings._listing(**what), 50, Cursor(NOW, "x")).element
    sql = statement.compile(tx, compile_kwargs={"literal_binds": True})
    plan = "\n".join(row.detail for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
    assert "TEMP B-TREE" not in plan
    return plan
