"""Stories that several papers tell, on both databases."""

from datetime import UTC, datetime, timedelta

from aggregator.store import Store, covered
from tests.edges.store.examples import MINUTE, NOW, add, entry

NOVEMBER, DECEMBER = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
LONG_AGO = timedelta(days=40)


def _tell(store: Store, story: str, *told: tuple[str, datetime]) -> None:
    """Stores a story: the first entry leads, the others follow."""
    first, *others = told
    with store.write() as tx:
        add(tx, _entry(story, first[0], first[1], story, follows=False))
        for number, (source, at) in enumerate(others):
            add(tx, _entry(f"{story}{number}", source, at, story, follows=True))


def _entry(key: str, source: str, at: datetime, story: str, *, follows: bool):
    times = dict.fromkeys(("order_at", "first_seen", "updated", "published"), at)
    url = f"https://{source}.example.org/{key}"
    return entry(
        0, source, key=key, id=url, guid=url, url=url, identity=url, title=f"Judul {key}", story=story,
        follows=follows, **times,
    )  # fmt: skip


def test_only_stories_of_two_papers_count_and_the_latest_is_first(store: Store) -> None:
    _tell(store, "a", ("antara", NOW), ("palpres", NOW + 5 * MINUTE))
    _tell(store, "b", ("antara", NOW + MINUTE), ("antara", NOW + 2 * MINUTE))
    _tell(store, "c", ("palpres", NOW + 3 * MINUTE))
    _tell(store, "d", ("palpres", NOW + 4 * MINUTE), ("antara", NOW + 9 * MINUTE), ("lain", NOW + 8 * MINUTE))
    with store.read() as tx:
        found = covered.covered(tx, since=NOVEMBER, until=DECEMBER, limit=9)
        assert found == (
            covered.Covered("d", "Judul d", NOW + 4 * MINUTE, NOW + 9 * MINUTE),
            covered.Covered("a", "Judul a", NOW, NOW + 5 * MINUTE),
        )
        assert covered.covered(tx, since=NOVEMBER, until=DECEMBER, limit=1) == found[:1]


def test_story_is_in_the_month_in_which_it_was_joined_first_and_in_no_other(store: Store) -> None:
    _tell(store, "a", ("antara", NOW - 2 * LONG_AGO), ("palpres", NOW - LONG_AGO), ("lain", NOW))
    with store.read() as tx:
        assert covered.covered(tx, since=NOVEMBER, until=DECEMBER, limit=9) == ()
        october = covered.covered(tx, since=datetime(2026, 10, 1, tzinfo=UTC), until=NOVEMBER, limit=9)
    assert [(one.key, one.began_at) for one in october] == [("a", NOW - 2 * LONG_AGO)]


def test_span_reaches_from_the_first_to_the_last_that_joined(store: Store) -> None:
    with store.read() as tx:
        assert covered.span(tx) is None
        assert covered.newest(tx, since=NOVEMBER, until=DECEMBER) is None
    _tell(store, "a", ("antara", NOW - 2 * LONG_AGO), ("palpres", NOW - LONG_AGO), ("lain", NOW))
    with store.read() as tx:
        assert covered.span(tx) == (NOW - LONG_AGO, NOW)
        assert covered.newest(tx, since=NOVEMBER, until=DECEMBER) == NOW
        assert covered.newest(tx, since=NOVEMBER, until=NOW) is None
