from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.identity import entry_key, handles, own_id
from aggregator.model import Changes, Entry
from aggregator.store import BEGINNING, Cursor, Store, entries, listings, revision
from tests.edges.store.examples import MINUTE, NOW, add, all_of, entry, new, save


def get(store: Store, key: str) -> Entry | None:
    with store.read() as tx:
        return entries.get(tx, key)


# ── what is stored comes back ──


def test_an_entry_is_read_back_as_it_was_stored(store: Store) -> None:
    made = entry(1, topics=("pilkada-2024", "sumsel"))
    all_of(store, made)
    with store.read() as tx:
        assert entries.get(tx, made.key) == made
        assert listings.latest(tx, limit=10) == (made,)


def test_an_entry_of_which_little_is_known_is_read_back_too(store: Store) -> None:
    made = entry(
        1, published=None, authors=(), categories=(), enclosures=(), related=(), topics=(), title="", guid=""
    )
    all_of(store, made)
    assert get(store, made.key) == made


def test_nothing_is_found_under_names_that_no_entry_bears(store: Store) -> None:
    with store.read() as tx:
        assert entries.get(tx, "nosuchkey") is None
        assert entries.by_url(tx, "https://nobody.example.org/1") is None
        assert listings.latest(tx, limit=10) == ()


def test_a_listing_without_content_says_everything_else(store: Store) -> None:
    made = entry(1)
    all_of(store, made)
    with store.read() as tx:
        assert listings.latest(tx, limit=10, full=False) == (replace(made, content=""),)


def test_guids_and_urls_longer_than_an_index_takes_are_stored_and_found(store: Store) -> None:
    long = "https://antara.example.org/" + "é/" * 5000
    made = entry(1, id=long, guid=long, identity=long, url=long, title="x" * 10_000)
    all_of(store, made)
    with store.read() as tx:
        assert entries.get(tx, made.key) == made
        assert [one.key for one in entries.known(tx, "antara", [made])] == [made.key]


def test_characters_no_database_holds_cost_themselves_and_not_the_poll(store: Store) -> None:
    bad, good = entry(1, title="a\0b\ud800c", summary="\0"), entry(2)
    all_of(store, bad, good)
    assert get(store, bad.key) == replace(bad, title="ab?c", summary="")
    assert get(store, good.key) == good


# ── recognising ──


def test_an_answer_is_told_which_of_its_handles_are_known(store: Store) -> None:
    old, other = entry(1), entry(2)
    all_of(store, old, other)
    changed = replace(old, guid="other", identity="other", id="urn:other", title="Lain")
    with store.read() as tx:
        (found,) = entries.known(tx, "antara", [changed, entry(3)])
    assert (found.key, found.id, found.identity, found.guid) == (old.key, old.id, old.identity, old.guid)
    assert (found.url, found.title, found.hash, found.order_at) == (
        old.url,
        old.title,
        old.hash,
        old.order_at,
    )
    assert found.handles == set(handles(old)) & set(handles(changed)) != set()


def test_a_handle_learned_later_recognises_the_entry_from_then_on(store: Store) -> None:
    made = entry(1)
    all_of(store, made)
    renamed = replace(
        made, guid="new guid", identity="new guid", url="https://antara.example.org/n", title="N"
    )
    with store.read() as tx:
        assert entries.known(tx, "antara", [renamed]) == ()
    save(store, Changes(learned=tuple((made.key, handle) for handle in handles(renamed))))
    with store.read() as tx:
        (found,) = entries.known(tx, "antara", [renamed])
    assert found.key == made.key
    assert found.handles == set(handles(renamed))


def test_a_document_with_thousands_of_entries_is_recognised_and_stored(store: Store) -> None:
    made = tuple(entry(number) for number in range(1200))
    all_of(store, *made)
    with store.read() as tx:
        assert {one.key for one in entries.known(tx, "antara", made)} == {one.key for one in made}
        assert entries.taken(tx, (one.id for one in made)) == {one.id for one in made}
        assert listings.count(tx, topic="sumsel") == 1200


def test_ids_are_taken_whichever_source_bears_them(store: Store) -> None:
    made = entry(1)
    all_of(store, made)
    with store.read() as tx:
        assert entries.taken(tx, [made.id, "urn:free"]) == {made.id}


def test_a_url_finds_the_latest_entry_that_any_source_has_there(store: Store) -> None:
    url = "https://shared.example.org/berita/1"
    first, second = entry(1, "antara", url=url), entry(2, "detik", url=url)
    all_of(store, second, first)
    with store.read() as tx:
        assert entries.by_url(tx, url) == second
        assert entries.by_url(tx, first.guid) == first


@pytest.mark.parametrize("limit", [4, 5, 30])
def test_a_walk_meets_every_entry_once_the_earliest_first(store: Store, limit: int) -> None:
    made = [entry(number // 2, f"s{number % 2}", id=f"urn:{number}") for number in range(20)]
    all_of(store, *made)
    met: list[Entry] = []
    after: Cursor | None = BEGINNING
    while after is not None:
        with store.read() as tx:
            batch, after = entries.walk(tx, after, limit)
        assert len(batch) <= limit
        met += batch
    earliest_first = sorted(made, key=lambda one: (one.order_at, one.key))
    assert met == [replace(one, content="") for one in earliest_first]


def test_a_walk_may_begin_at_a_moment(store: Store) -> None:
    all_of(store, *(entry(number) for number in range(5)))
    with store.read() as tx:
        met, onward = entries.walk(tx, Cursor(NOW + 3 * MINUTE, ""), 10)
    assert ([one.order_at for one in met], onward) == ([NOW + 3 * MINUTE, NOW + 4 * MINUTE], None)


# ── editing ──


def test_an_edit_changes_what_readers_see_but_not_what_identifies_and_places_the_entry(store: Store) -> None:
    old = entry(1)
    all_of(store, old)
    edited = entry(
        9, key=old.key, id="urn:churned", guid="churned", identity="churned", hash="x", topics=("lahat",)
    )
    save(store, Changes(edited=(edited,)))
    kept = {
        name: getattr(old, name)
        for name in ("id", "identity", "first_seen", "order_at", "published", "source")
    }
    assert get(store, old.key) == replace(edited, **kept)
    with store.read() as tx:
        assert listings.latest(tx, topic="sumsel", limit=10) == ()
        assert [one.key for one in listings.latest(tx, topic="lahat", limit=10)] == [old.key]


def test_a_publication_date_that_was_missing_may_come_later(store: Store) -> None:
    old = entry(1, published=None)
    all_of(store, old)
    save(store, Changes(edited=(replace(old, published=NOW),)))
    found = get(store, old.key)
    assert found is not None
    assert found.published == NOW


def test_new_rules_give_entries_other_topics(store: Store) -> None:
    first, second = entry(1), entry(2)
    all_of(store, first, second)
    with store.write() as tx:
        changed = entries.retag(tx, {first.key: ("lahat", "sumsel"), second.key: (), "unknown": ("lahat",)})
    assert changed == 2
    with store.read() as tx:
        assert [one.topics for one in listings.latest(tx, limit=10)] == [(), ("lahat", "sumsel")]
        assert listings.count(tx, topic="lahat") == listings.count(tx, topic="sumsel") == 1


# ── whose entries they are ──


def test_no_source_can_change_another_sources_entry(store: Store) -> None:
    victim = entry(1, "antara")
    all_of(store, victim, entry(2, "evil"))
    trap = replace(victim, source="evil", title="Palsu", identity="trap", topics=("judi",), hash="forged")
    save(store, Changes(edited=(trap,)))
    save(store, new(trap))
    save(store, new(replace(trap, key="otherkey")))
    assert get(store, victim.key) == victim
    with store.read() as tx:
        assert listings.latest(tx, topic="judi", limit=10) == ()
        (found,) = entries.known(tx, "antara", [victim, trap])
        assert found.handles == set(handles(victim))
        assert entries.known(tx, "evil", [victim, trap]) == ()


def test_a_poll_whose_ids_were_taken_meanwhile_stores_the_rest(store: Store) -> None:
    first = entry(1, "antara")
    all_of(store, first, entry(5, "detik"))
    reprint, own = replace(first, source="detik", identity="reprint"), entry(2, "detik")
    save(store, new(reprint, own))
    again = replace(reprint, id=own_id("detik", "reprint"), key="minted")
    save(store, new(again))
    with store.read() as tx:
        assert listings.count(tx, source="detik") == 3
        assert entries.get(tx, first.key) == first


# ── the revision ──


def test_the_revision_counts_commits_that_changed_something_served(store: Store) -> None:
    all_of(store, entry(1))

    def now() -> int:
        with store.read() as tx:
            return revision(tx)

    before = now()
    save(store, Changes())
    assert now() == before
    save(store, new(entry(2)))
    assert now() == before + 1
    save(store, Changes(edited=(entry(2, hash="x"),)))
    assert now() == before + 2
    with store.write() as tx:
        entries.retag(tx, {entry(1).key: ("sumsel",)})
    assert now() == before + 2
    with suppress(RuntimeError), store.write() as tx:
        entries.save(tx, new(entry(3)))
        raise RuntimeError
    with store.write():
        pass
    assert now() == before + 2


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.datetimes(timezones=st.just(UTC)), st.text()),
        unique_by=lambda t: t[2],
    )
)
def test_any_text_and_any_moment_survive_and_are_listed_in_order(
    store: Store, made: list[tuple[int, datetime, str]]
) -> None:
    """Every example adds to the same database; ids differ by the text."""
    with store.write() as tx:
        add(
            tx,
            *(
                entry(n, f"s{n}", id=f"urn:{n}:{text!r}", identity=text, title=text, order_at=at)
                for n, at, text in made
            ),
        )
    with store.read() as tx:
        listed = listings.latest(tx, limit=1000)
        for n, _, text in made:
            found = entries.get(tx, entry_key(f"urn:{n}:{text!r}"))
            assert found is not None
            assert found.title == text.replace("\0", "")
    assert [(e.order_at, e.key) for e in listed] == sorted(
        ((e.order_at, e.key) for e in listed), reverse=True
    )
