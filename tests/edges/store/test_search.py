"""What is found by words: the same on both databases, and what a plain reading of the entries says."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from aggregator.errors import StoreError
from aggregator.model import Changes, Entry
from aggregator.search import Query, holds, indexed, parse
from aggregator.store import Cursor, Store, Tx, entries, listings, search, words
from tests.databases import BACKENDS, new_database
from tests.edges.store.examples import NOW, add, entry

WORDS = str.split(
    "KPU OKU Sumsel anak-anak Rp1,5 triliun Qur’an Jum'at di yang pemilih pemilihan gubernurnya a É ＫＰＵ Covid-19 "
    "title: NEAR & | ! <-> * -minus ¶ القرآن 中文 straße İstanbul 'kutip' \"ganda\" \\ % _ 2024 2.024 ½ ﬁnal"
)
QUERIES = (
    "kpu", "KPU OKU", '"kpu oku"', "anak-anak", "anak", "rp1,5 triliun", "Rp 1,5", "quran", "qur'an", "jumat", "di",
    "di yang", '"di yang"', "pemilih", "pemilihan", "pemilih*", "gubernur", "gubernurnya", "a", "e", "kpu -oku",
    'kpu -"kpu oku"', "kpu -anak-anak", "covid19", "covid-19", "title:kpu", "title", "near", "NEAR(kpu oku)", "minus",
    "kpu AND oku", "kpu OR oku", "kpu NOT oku", "2024", "2.024", "1 2", "final", "final*", "strasse", "istanbul",
    "القران", "中文", "kutip", "ganda", "kpu\0oku", "kpu'); DROP TABLE entries; --", "oku -kpu -di", '"triliun kpu*"',
)  # fmt: skip


def query(asked: str) -> Query:
    found = parse(asked)
    assert isinstance(found, Query), (asked, found)
    return found


def find(tx: Tx, asked: str, limit: int = 1000, **fields: object) -> list[str]:
    return [one.key for one in search.find(tx, query(asked), limit=limit, **fields)]  # type: ignore[arg-type]


def said(number: int, title: str, summary: str = "", **fields: object) -> Entry:
    return entry(number, title=title, summary=summary, **fields)


def told(chance: Random, number: int) -> Entry:
    """An entry of words by chance; some of one second, some of one moment."""
    title, summary = (" ".join(chance.choices(WORDS, k=chance.randint(0, 9))) for _ in range(2))
    at = NOW + timedelta(microseconds=chance.choice((0, 1, 400_000, 1_000_000, number * 60_000_000)))
    return said(number, title, summary, order_at=at)


def plainly(made: list[Entry], asked: str) -> list[str]:
    latest_first = sorted(made, key=lambda one: (one.order_at, one.key), reverse=True)
    return [one.key for one in latest_first if holds(query(asked), indexed(one.title, one.summary))]


@contextmanager
def both() -> Iterator[tuple[Store, ...]]:
    """Two empty stores, one of each kind."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        stores = []
        for backend in BACKENDS:
            url = opened.enter_context(new_database(backend, folder, migrated=True))
            stores.append(Store.open(url))
            opened.callback(stores[-1].close)
        yield tuple(stores)


@pytest.fixture(scope="module")
def library() -> Iterator[tuple[tuple[Store, ...], list[Entry]]]:
    """The same few hundred entries in both."""
    made = [told(Random(number), number) for number in range(160)]
    with both() as stores:
        for store in stores:
            with store.write() as tx:
                add(tx, *made)
        yield stores, made


Library = tuple[tuple[Store, ...], list[Entry]]


@pytest.mark.parametrize("asked", QUERIES)
def test_both_databases_find_what_a_plain_reading_finds(asked: str, library: Library) -> None:
    stores, made = library
    for store in stores:
        with store.read() as tx:
            assert find(tx, asked) == plainly(made, asked)


@settings(max_examples=25)
@given(
    st.lists(st.sampled_from([*WORDS, "-", '"', "*", "-kpu", '-"', "kpu*"]), max_size=6).map(" ".join)
    | st.text(max_size=30)
)
def test_no_query_does_anything_else(library: Library, asked: str) -> None:
    stores, made = library
    if isinstance(found := parse(asked), Query):
        for store in stores:
            with store.read() as tx:
                assert find(tx, asked) == plainly(made, asked)
                assert search.count(tx, found, most=1000) == len(plainly(made, asked))


def test_pages_follow_on_each_other_within_a_second_and_a_moment(library: Library) -> None:
    stores, made = library
    for store in stores:
        with store.read() as tx:
            for size in (1, 7):
                seen: list[Entry] = []
                while page := search.find(tx, query("kpu"), limit=size, before=_end(seen)):
                    seen += page
                assert [one.key for one in seen] == plainly(made, "kpu")


def _end(seen: list[Entry]) -> Cursor | None:
    return Cursor(seen[-1].order_at, seen[-1].key) if seen else None


def test_found_entries_are_those_that_listings_give(store: Store) -> None:
    with store.write() as tx:
        add(tx, said(1, "KPU"), said(2, "Bawaslu"), said(3, "kpu", topics=("pilkada", "sumsel")))
    with store.read() as tx:
        latest = listings.latest(tx, limit=9)
        assert search.find(tx, query("kpu"), limit=9, full=True) == (latest[0], latest[2])
        assert [one.content for one in search.find(tx, query("kpu"), limit=9)] == ["", ""]


def test_search_keeps_to_a_topic_and_to_a_source(store: Store) -> None:
    one, other = said(1, "kpu", topics=("pilkada",)), said(2, "kpu", source="palpres", topics=("sumsel",))
    with store.write() as tx:
        add(tx, one, other)
    with store.read() as tx:
        assert find(tx, "kpu", topic="pilkada") == find(tx, "kpu", source="antara") == [one.key]
        assert find(tx, "kpu", topic="sumsel") == find(tx, "kpu", source="palpres") == [other.key]
        assert find(tx, "kpu", topic="kosong") == find(tx, "kpu", source="nowhere") == []


def test_an_edit_is_found_by_its_new_words_alone(store: Store) -> None:
    with store.write() as tx:
        add(tx, first := said(1, "Harga cabai naik", "Pedagang mengeluh"))
    edited = replace(first, title="Harga beras naik", hash="other")
    with store.write() as tx:
        entries.save(tx, Changes(edited=(edited,)))
    with store.read() as tx:
        assert find(tx, "cabai") == []
        assert find(tx, '"harga beras" mengeluh') == [first.key]


def test_what_changes_no_word_leaves_the_index_alone(store: Store) -> None:
    with store.write() as tx:
        add(tx, first := said(1, "Harga cabai naik"))
        before = _index(tx)
        edited = replace(first, content="<p>lain</p>", image="https://x/", hash="other", topics=("harga",))
        entries.save(tx, Changes(edited=(edited,)))
        entries.retag(tx, {first.key: ("pasar",)})
        assert _index(tx) == before


def _index(tx: Tx) -> list[tuple[object, ...]]:
    """What lies in the index, and which version of the row it is."""
    sqlite = "SELECT id, block FROM entry_search_data ORDER BY id"
    postgresql = "SELECT ctid, xmin, words FROM entry_words"
    return [tuple(row) for row in tx.execute(text(sqlite if tx.dialect.name == "sqlite" else postgresql))]


def test_a_copy_is_left_out_where_what_it_copies_is_found(store: Store) -> None:
    lead = said(1, "KPU tetapkan calon", story="x", topics=("pilkada",))
    lead = replace(lead, story=lead.key)
    copy = said(
        2, "KPU tetapkan calon di Sumsel", story=lead.key, follows=True, source="palpres", topics=("pilkada",)
    )
    with store.write() as tx:
        add(tx, lead)
        add(tx, copy)
    with store.read() as tx:
        for within in ({}, {"topic": "pilkada"}):
            assert find(tx, "kpu", **within) == [lead.key]
            assert find(tx, "kpu sumsel", **within) == [copy.key]
            assert find(tx, "kpu", leads=False, **within) == [copy.key, lead.key]
        assert find(tx, "kpu", source="palpres") == [copy.key]
        assert search.count(tx, query("kpu"), most=10) == 2
        assert search.count(tx, query("kpu"), most=1) == 2


def test_pages_are_full_however_many_copies_there_are(store: Store) -> None:
    made = []
    for number in range(0, 40, 10):
        lead = replace(said(number, "kpu"), topics=())
        made.append(replace(lead, story=lead.key))
        made += [said(number + n, "kpu", story=lead.key, follows=True, source="palpres") for n in range(1, 9)]
    with store.write() as tx:
        add(tx, *made)
    with store.read() as tx:
        assert find(tx, "kpu", limit=3) == [made[n].key for n in (27, 18, 9)]


def test_two_entries_that_come_to_one_slot_are_both_found(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "SECOND", 1)
    made = [said(1, "kpu", order_at=NOW, id=f"https://x.example/{n}") for n in range(3)]
    with store.write() as tx:
        words_before = words.first_slot(NOW)
        add(tx, *made)
        assert words_before == words.first_slot(NOW)
        slots = tx.execute(text("SELECT slot FROM entry_words ORDER BY slot")).scalars().all()
    assert len(slots) == len(set(slots)) == 3


BREAKAGES = {
    "sqlite": ("DROP TABLE entry_search", "UPDATE entry_search_data SET block = x'00'"),
    "postgresql": ("ALTER TABLE entry_words RENAME TO entry_words_gone",),
}
UNDOING = ("UPDATE entry_search_data SET block = x'00'",)
"""After which SQLite undoes the transaction that meets it, once."""


@pytest.mark.parametrize("which", [0, 1])
def test_an_index_that_breaks_stops_no_poll_and_is_brought_back(
    store: Store, which: int, caplog: pytest.LogCaptureFixture
) -> None:
    with store.write() as tx:
        add(tx, said(1, "kpu satu"))
        breakages = BREAKAGES[tx.dialect.name]
        if which >= len(breakages):
            return
        tx.execute(text(breakages[which]))
    if breakages[which] in UNDOING:
        with pytest.raises(StoreError, match="aggregator reindex"), store.write() as tx:
            add(tx, said(2, "kpu dua"))
    with store.write() as tx:
        add(tx, second := said(2, "kpu dua"))
        entries.save(tx, Changes(edited=(replace(second, title="kpu tiga", hash="x"),)))
    assert "aggregator reindex" in caplog.text
    with store.read() as tx:
        assert len(listings.latest(tx, limit=9)) == 2
    with store.write() as tx:
        if tx.dialect.name == "postgresql":
            tx.execute(text("ALTER TABLE entry_words_gone RENAME TO entry_words"))
        words.rebuild(tx)
        words.complete(tx, 1000)
    with store.read() as tx:
        assert len(find(tx, "kpu")) == 2
        assert find(tx, "tiga") == [second.key]
