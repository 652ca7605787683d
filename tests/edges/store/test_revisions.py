"""Which listings a commit counts as changed: all that it may have changed, and few others."""

from datetime import UTC, datetime, timedelta

from aggregator.identity import handles
from aggregator.model import Changes, Entry
from aggregator.store import Store, entries, revisions, sources, stories
from tests.values import entry, source

NOW = datetime(2026, 11, 24, tzinfo=UTC)
DAY = "days/2024-08-28"
"""On which `entry` stands."""


def put(store: Store, *made: Entry, edited: tuple[Entry, ...] = ()) -> dict[str, int]:
    """Stores them in one commit; the listings that it changed."""
    with store.read() as tx:
        before = revisions.newest(tx)
    learned = tuple((one.key, handle) for one in made for handle in handles(one))
    with store.write() as tx:
        entries.save(tx, Changes(new=made, edited=edited, learned=learned))
    with store.read() as tx:
        return revisions.since(tx, before)


def begin(store: Store) -> None:
    with store.write() as tx:
        sources.sync(tx, (source("palpres"), source("antara")), NOW)


def test_an_entry_changes_its_source_its_topics_and_all(store: Store) -> None:
    begin(store)
    changed = put(store, entry(source="palpres", guid="1", topics=("pilkada", "sumsel")))
    assert set(changed) == {"all", DAY, "sources/palpres", "topics/pilkada", "topics/sumsel"}
    changed = put(store, entry(source="antara", guid="2", topics=("pilkada",)))
    assert set(changed) == {"all", DAY, "sources/antara", "topics/pilkada"}


def test_a_reprint_changes_the_topics_in_which_its_story_stands(store: Store) -> None:
    begin(store)
    first = entry(source="palpres", guid="1", topics=("pilkada",))
    put(store, first)
    changed = put(store, entry(source="antara", guid="2", topics=("hukum",), story=first.key, follows=True))
    assert "topics/pilkada" not in changed  # the first has no story yet
    with store.write() as tx:
        stories.move(tx, [(first.key, first.key, first.key)])
    changed = put(store, entry(source="antara", guid="3", topics=("hukum",), story=first.key, follows=True))
    assert set(changed) == {"all", DAY, "sources/antara", "topics/hukum", "topics/pilkada"}


def test_a_topic_that_an_entry_leaves_changes_too(store: Store) -> None:
    begin(store)
    made = entry(source="palpres", guid="1", topics=("pilkada",))
    put(store, made)
    with store.read() as tx:
        before = revisions.newest(tx)
    with store.write() as tx:
        entries.retag(tx, {made.key: ("sumsel",)})
    with store.read() as tx:
        assert set(revisions.since(tx, before)) == {
            "all",
            DAY,
            "sources/palpres",
            "topics/pilkada",
            "topics/sumsel",
        }


def test_the_days_change_on_which_a_story_is_told(store: Store) -> None:
    begin(store)
    earlier, later = datetime(2024, 7, 31, 23, 59, tzinfo=UTC), datetime(2024, 8, 2, tzinfo=UTC)
    first = entry(source="palpres", guid="1", story="lead", key="lead", order_at=earlier)
    assert "days/2024-07-31" in put(store, first)
    changed = put(store, entry(source="antara", guid="2", story="lead", follows=True, order_at=later))
    assert {name for name in changed if name.startswith("days/")} == {"days/2024-07-31", "days/2024-08-02"}
    put(store, entry(source="antara", guid="3"))
    with store.read() as tx:
        newest = revisions.newest(tx)
        assert revisions.in_days(tx, earlier, later) == newest - 1
        assert revisions.in_days(tx, None, later) == newest - 1
        assert revisions.in_days(tx, datetime(2024, 8, 1, tzinfo=UTC), later) < newest - 1, "before that day"
        assert revisions.in_days(tx, later, datetime(2024, 8, 28, 1, tzinfo=UTC)) == newest


def test_what_no_commit_has_named_has_the_revision_of_everything(store: Store) -> None:
    with store.read() as tx:
        first = revisions.of(tx, "topics/pilkada")
    assert first.number == 0
    assert abs(datetime.now(UTC) - first.at) < timedelta(days=365)
    begin(store)
    put(store, entry(source="palpres", guid="1", topics=("sumsel",)))
    with store.read() as tx:
        assert revisions.of(tx, "topics/pilkada").number == 1
        assert revisions.of(tx, "topics/sumsel").number == revisions.of(tx, "stories/abc").number == 2


def test_a_commit_that_changes_nothing_served_counts_nowhere(store: Store) -> None:
    begin(store)
    with store.read() as tx:
        before = revisions.newest(tx)
    with store.write() as tx:
        sources.claim(tx, now=NOW, limit=1, owner="test", lease=timedelta(minutes=1))
    with store.read() as tx:
        assert revisions.newest(tx) == before
