"""Listings that several conditions narrow, on both databases."""

from dataclasses import replace

import pytest

from aggregator.model import Changes
from aggregator.store import Store, entries, listings
from tests.edges.store.examples import MINUTE, NOW, add, entry


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
