"""Which entries of one document are the same, and under which names."""

from aggregator.model import Category, Enclosure, Person
from tests.core.parsed_entries import ENTRY, named, one, read


def test_one_guid_for_all_entries_is_no_identity() -> None:
    processed = read(named("same", "/a", "A"), named("same", "/b", "B"), named("own", "/c", "C"))
    assert len({entry.identity for entry in processed.entries}) == 3
    assert len({entry.id for entry in processed.entries}) == 3
    assert [entry.guid for entry in processed.entries] == ["same", "same", "own"]
    assert processed.problems == (
        "entry 1: its guid or link is that of others",
        "entry 2: its guid or link is that of others",
    )


def test_a_shared_uri_guid_is_not_published_as_the_id_of_several() -> None:
    guid = "https://koran.example/"
    ids = {entry.id for entry in read(named(guid, "/a"), named(guid, "/b")).entries}
    assert len(ids) == 2
    assert guid not in ids


def test_a_guid_with_links_that_differ_in_tracking_alone_is_one_entry() -> None:
    processed = read(named("g", "/a?utm_source=rss"), named("g", "/a?utm_source=push"))
    assert len(processed.entries) == 1


def test_entries_that_all_link_to_the_front_page_stay_apart() -> None:
    processed = read(named("", "/", "A"), named("", "/", "B"), named("", "/", "A"))
    assert [entry.title for entry in processed.entries] == ["A", "B"]


def test_of_two_revisions_of_an_entry_the_newer_is_kept_in_the_place_of_the_first() -> None:
    old = named("g", "/a", "Lama", published="2024-09-01T00:00:00Z", updated="2024-09-01T00:00:00Z")
    new = named("g", "/a", "Baru", published="2024-09-01T00:00:00Z", updated="2024-09-02T00:00:00Z")
    other = named("h", "/b", "Lain")
    for order in ((old, other, new), (new, other, old)):
        assert [entry.title for entry in read(*order).entries] == ["Baru", "Lain"]


def test_entries_of_one_guid_and_link_but_of_different_days_are_different_entries() -> None:
    monday = named("g", "/kolom", "Harga Senin", published="2024-09-23T00:00:00Z")
    tuesday = named("g", "/kolom", "Harga Selasa", published="2024-09-24T00:00:00Z")
    assert len(read(monday, tuesday).entries) == 2


def test_an_exact_repeat_is_one_entry() -> None:
    assert len(read(ENTRY, ENTRY, ENTRY).entries) == 1


def test_an_entry_without_guid_and_link_is_known_by_its_words() -> None:
    first, again = (read(named("", "", "Judul", published="2024")).entries[0] for _ in range(2))
    assert first.identity == again.identity
    assert first.identity != read(named("", "", "Lain", published="2024")).entries[0].identity


def test_entries_that_are_nothing_but_a_description_stay_apart() -> None:
    assert len(read(named("", "", "", summary="Satu."), named("", "", "", summary="Dua.")).entries) == 2


def test_the_hash_is_of_what_is_read_and_not_of_dates() -> None:
    assert one().hash == one(published="2024-09-01", updated="2024-09-02").hash
    edits = [
        one(title="Lain"), one(content="<p>Lain</p>"), one(summary="Lain"), one(url="/read/8"),
        one(authors=(Person("Sari"),)), one(categories=(Category("x"),)), one(enclosures=(Enclosure("/a.mp3"),)),
        one(image="/a.jpg"),
    ]  # fmt: skip
    assert len({one().hash, *(edit.hash for edit in edits)}) == len(edits) + 1
