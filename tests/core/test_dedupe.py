"""An entry served once is never announced again, whatever its publisher churns."""

from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.dedupe import UPDATE_PAUSE
from aggregator.identity import own_id
from aggregator.model import Changes, Entry
from tests.memory import Memory
from tests.values import NOW, entry


def story(number: int, **fields: object) -> Entry:
    whole = {
        "guid": f"https://palpres.example/?p={number}",
        "url": f"https://palpres.example/read/{number}/berita-{number}",
        "title": f"Berita nomor {number} dari Palembang",
        "published": NOW + timedelta(minutes=number),
    }
    return entry(**{**whole, **fields})


STOCK = tuple(story(number) for number in range(12))
CHURNS = {
    "guid-churn": lambda one, turn: story_again(one, guid=f"{one.guid}&v={turn}"),
    "guid-scheme-flip": lambda one, turn: story_again(
        one, guid=one.guid.replace("https", "http" if turn % 2 else "https")
    ),
    "guid-dropped": lambda one, turn: story_again(one, guid="" if turn % 2 else one.guid),
    "link-churn": lambda one, turn: story_again(one, url=f"{one.url}-{turn}"),
    "tracking": lambda one, turn: story_again(one, url=f"{one.url}?utm_source=rss{turn}"),
    "title-edits": lambda one, turn: story_again(
        one, title=f"{one.title} (pembaruan {turn})", hash=str(turn)
    ),
    "date-now": lambda one, turn: story_again(one, published=NOW + timedelta(hours=turn)),
    "all-ids": lambda one, turn: story_again(one, guid=f"new-{turn}-{one.guid}", url=f"{one.url}/{turn}x"),
}


def story_again(one: Entry, **fields: object) -> Entry:
    return entry(
        **{"guid": one.guid, "url": one.url, "title": one.title, "published": one.published, **fields}
    )


@pytest.mark.parametrize("churn", CHURNS.values(), ids=CHURNS)
def test_churn_of_one_kind_announces_nothing_twice(churn):
    memory = Memory()
    memory.poll(STOCK)
    ids = {one.id for one in memory.entries.values()}
    for turn in range(1, 30):
        changes = memory.poll(tuple(churn(one, turn) for one in STOCK), NOW + timedelta(hours=turn))
        assert not changes.new
    assert {one.id for one in memory.entries.values()} == ids


def test_the_same_answer_again_is_no_news():
    memory = Memory()
    assert len(memory.poll(STOCK).new) == len(STOCK)
    assert memory.poll(tuple(reversed(STOCK))) == Changes()


def test_an_edit_keeps_id_place_and_date():
    memory = Memory()
    (first,) = memory.poll((story(1),)).new
    edited = replace(
        story(1, title="Judul baru"), hash="other", published=NOW + timedelta(days=1), order_at=NOW
    )
    (after,) = memory.poll((edited,), NOW + timedelta(hours=2)).edited
    assert (after.key, after.id, after.order_at, after.published) == (
        first.key,
        first.id,
        first.order_at,
        first.published,
    )
    assert after.title == "Judul baru"
    assert after.updated == NOW + timedelta(hours=2)


def test_a_storm_of_edits_is_one_update_an_hour():
    memory = Memory()
    memory.poll((story(1),))
    moments = set()
    for minute in range(240):
        now = NOW + timedelta(minutes=minute)
        for after in memory.poll((replace(story(1), hash=f"edit {minute}"),), now).edited:
            moments.add(after.updated)
    assert len(moments) <= 240 * timedelta(minutes=1) / UPDATE_PAUSE + 1


def test_a_weekly_column_is_another_entry_every_week():
    memory = Memory()
    for week in range(500):
        weekly = story(week, title="Harga emas hari ini", published=NOW + timedelta(weeks=week))
        assert len(memory.poll((weekly,)).new) == 1


def test_a_page_that_shows_other_news_under_one_address_is_another_entry():
    memory = Memory()
    for day, title in enumerate(
        ("Banjir rendam Muara Enim", "Harga karet naik di Lahat", "Sriwijaya FC menang")
    ):
        live = story(
            day, url="https://palpres.example/live", title=title, published=NOW + timedelta(days=day)
        )
        assert len(memory.poll((live,)).new) == 1


def test_a_link_that_all_entries_share_selects_none_of_them():
    memory = Memory()
    tickers = tuple(
        story(number, guid=f"t{number}", url="https://palpres.example/live/pilkada") for number in range(5)
    )
    assert len(memory.poll(tickers[:3]).new) == 3
    assert len(memory.poll(tickers[2:]).new) == 2


def test_an_id_that_is_taken_is_not_given_again():
    memory = Memory()
    (victim,) = memory.poll((story(1),)).new
    (claimant,) = memory.poll((replace(story(1), source="other"),)).new
    assert claimant.id != victim.id
    assert claimant.key != victim.key
    assert claimant.id.startswith("urn:uuid:")


def test_two_entries_of_one_answer_never_share_an_id():
    twins = (story(1, identity="a"), story(2, guid=story(1).guid, id=story(1).id, identity="b"))
    first, second = Memory().poll(twins).new
    assert first.id != second.id


def test_a_guid_that_changes_at_every_poll_fills_no_memory():
    memory = Memory()
    memory.poll(STOCK)
    for turn in range(200):
        memory.poll(tuple(story_again(one, guid=f"{turn}-{one.guid}") for one in STOCK))
    assert len(memory.entries) == len(STOCK)
    assert len(memory.handles) < 80 * len(STOCK)


def test_an_id_that_could_be_foreseen_and_was_taken_keeps_nobody_out():
    memory = Memory()
    foreseen = own_id("palpres", "637838")
    memory.poll((story(1, source="attacker", guid=foreseen, id=foreseen),))
    (victim,) = memory.poll((story(2, guid="637838"),)).new
    assert victim.id not in {foreseen, own_id("palpres", victim.identity)}
