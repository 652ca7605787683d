"""From one database to another, in either direction: every byte of every row."""

from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.errors import StoreError
from aggregator.search import Query, parse
from aggregator.store import Store, meta, moving, search, sources, tallies
from aggregator.store.tables import entry_words, metadata
from tests.databases import BACKENDS, new_database
from tests.edges.store.examples import NOW, add, entry


@pytest.fixture(params=BACKENDS)
def target(request: pytest.FixtureRequest, tmp_path: Path):
    with new_database(request.param, tmp_path, migrated=True) as url:
        store = Store.open(url)
        yield store
        store.close()


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as tx:
        return {
            table.name: sorted(map(tuple, tx.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
            if table is not entry_words
        }


def test_every_row_of_every_table_arrives_as_it_was(
    store: Store, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_ROWS", 100)
    with store.write() as tx:
        add(tx, *(entry(number, source) for source in ("antara", "palpres") for number in range(120)))
        add(tx, entry(1, "kabar", published=None, authors=(), guid="é\U0001f600 'x' " * 500, image=""))
        meta.set_rules(tx, "some digest")
    with store.write() as tx:
        sources.claim(tx, now=NOW.replace(year=2030), limit=1, owner="me", lease=NOW - NOW.replace(year=2025))
        sources.quarantine(tx, "palpres", NOW, linked=3, withheld=4)
    before, copied = rows(store), {}
    moving.move(store, target, lambda name, count: copied.update({name: copied.get(name, 0) + count}))
    assert rows(target) == before == rows(store)
    assert copied == {name: len(found) for name, found in before.items() if found}
    with store.read() as tx:
        assert moving.count_rows(tx) == {name: len(found) for name, found in before.items()}
    with target.read() as tx:
        asked = parse('"kabar ke-7" -sore')
        assert isinstance(asked, Query)
        assert len(search.find(tx, asked, limit=10)) == 2
    assert target.installation == store.installation


def test_a_database_in_use_is_no_target(store: Store, target: Store) -> None:
    for one in (store, target):
        with one.write() as tx:
            add(tx, entry(1))
    before = rows(target)
    with pytest.raises(StoreError, match="1 sources already: name an empty one"):
        moving.move(store, target, lambda _name, _count: None)
    assert rows(target) == before


def test_one_that_holds_only_counts_is_no_target_either(store: Store, target: Store) -> None:
    with target.write() as tx:
        tallies.add(tx, {("polls", "changed"): 1})
    before = rows(target)
    with pytest.raises(StoreError, match="1 tallies already: name an empty one"):
        moving.move(store, target, lambda _name, _count: None)
    assert rows(target) == before


def test_what_fails_half_way_leaves_the_target_empty_and_the_source_whole(
    store: Store, target: Store
) -> None:
    with store.write() as tx:
        add(tx, *(entry(number) for number in range(15)))
    before, empty = rows(store), rows(target)

    def fail(name: str, _count: int) -> None:
        if name == "entries":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.move(store, target, fail)
    assert rows(target) == empty
    assert rows(store) == before
