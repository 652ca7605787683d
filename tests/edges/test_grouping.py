"""Stories are stored as they are found, whoever finds them and whatever becomes of a transaction."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.grouping import Grouping
from aggregator.identity import entry_id, entry_key, identity_of
from aggregator.model import Changes, Entry
from aggregator.store import Store, entries, listings, sources, stories
from tests.databases import backend, database, store  # noqa: F401 - fixtures
from tests.values import NOW, entry, source

TITLES = ("Bawaslu periksa sebelas saksi kasus amplop", "Air mati sejak subuh di Prabumulih Timur")


def told(number: int, title: str, topics: tuple[str, ...] = ()) -> Entry:
    """An entry of the paper of that number."""
    paper, guid = f"paper-{number}", f"{number}-{title}"
    proposed = entry_id(paper, guid, identity_of(guid, guid, title, ""))
    at = NOW + timedelta(minutes=number)
    return entry(
        id=proposed, key=entry_key(proposed), source=paper, guid=guid, title=title, topics=topics,
        url=f"https://{paper}.example/{abs(hash(title))}", summary=title, order_at=at, first_seen=at, published=at,
    )  # fmt: skip


def save(place: Store, grouping: Grouping, *new: Entry) -> tuple[Entry, ...]:
    with place.write() as tx:
        grouping.save(tx, Changes(new=new), NOW)
        return tuple(entries.get(tx, one.key) for one in new)


@pytest.fixture
def papers(store: Store) -> Store:  # noqa: F811 - the fixture by its name
    with store.write() as tx:
        sources.sync(tx, [source(f"paper-{number}") for number in range(9)], NOW)
    return store


def leads(place: Store, topic: str | None = None) -> list[str]:
    with place.read() as tx:
        return [one.key for one in listings.latest(tx, topic=topic, leads=True, limit=50)]


def test_two_pollers_find_the_same_story(papers: Store) -> None:
    one, other = Grouping(), Grouping()
    [first] = save(papers, one, told(0, TITLES[0]))
    [second] = save(papers, other, told(1, TITLES[0]))
    [third] = save(papers, one, told(2, TITLES[0]))
    assert {first.story, second.story, third.story} == {first.key}
    assert leads(papers) == [first.key]


def test_what_was_undone_is_forgotten(papers: Store) -> None:
    grouping = Grouping()
    save(papers, grouping, told(3, TITLES[1]))
    undone = told(0, TITLES[0])
    with pytest.raises(ZeroDivisionError), papers.write() as tx:
        1 / grouping.save(tx, Changes(new=(undone,)), NOW)  # none is lost: the transaction fails
    [kept] = save(papers, grouping, told(1, TITLES[0]))
    assert kept.story == kept.key
    assert set(leads(papers)) == {kept.key, told(3, TITLES[1]).key}


def test_an_entry_that_could_not_be_stored_hides_nobody(papers: Store) -> None:
    grouping, taken = Grouping(), told(0, TITLES[0])
    save(papers, Grouping(), replace(told(7, TITLES[1]), key=taken.key, id=taken.id))
    [_, copy] = save(papers, grouping, taken, told(1, TITLES[0]))
    [later] = save(papers, grouping, told(2, TITLES[0]))
    assert copy.key in leads(papers)
    assert later.story == copy.key


def test_old_stock_is_no_story_of_today(papers: Store) -> None:
    grouping = Grouping()
    [first] = save(papers, grouping, told(0, TITLES[0]))
    old = replace(told(1, TITLES[0]), order_at=NOW - timedelta(days=40))
    [stored] = save(papers, grouping, old)
    assert (stored.story, stored.follows) == (stored.key, False)
    assert set(leads(papers)) == {first.key, stored.key}


def test_of_merged_stories_one_lead_stays_in_every_topic(papers: Store) -> None:
    grouping = Grouping()
    [first] = save(papers, grouping, told(0, TITLES[0], topics=("a",)))
    [second] = save(papers, grouping, told(1, TITLES[1], topics=("a", "b")))
    with papers.write() as tx:
        stories.move(tx, [(second.key, second.key, first.key)])
    assert leads(papers) == [first.key]
    assert leads(papers, "a") == [first.key]
    assert leads(papers, "b") == [second.key]
    with papers.read() as tx:
        assert {one.key for one in listings.latest(tx, story=first.key, limit=9)} == {first.key, second.key}


def test_a_story_that_goes_on_under_another_key_keeps_its_lead(papers: Store) -> None:
    grouping = Grouping()
    [first] = save(papers, grouping, told(0, TITLES[0], topics=("a",)))
    [second] = save(papers, grouping, told(1, TITLES[0], topics=("a",)))
    assert second.story == first.key
    with papers.write() as tx:
        stories.move(tx, [(first.key, first.key, second.key), (second.key, second.key, second.key)])
    assert leads(papers) == leads(papers, "a") == [first.key]
    with papers.read() as tx:
        assert {one.story for one in listings.latest(tx, limit=9)} == {second.key}


def test_who_tells_a_story_besides(papers: Store) -> None:
    grouping = Grouping()
    found = [save(papers, grouping, told(number, TITLES[0]))[0] for number in range(3)]
    with papers.read() as tx:
        others = stories.told_with(tx, found[:1])
    assert keys(others[found[0].key]) == [one.key for one in found[1:]]


def keys(rows: Iterable) -> list[str]:
    return [row.key for row in rows]
