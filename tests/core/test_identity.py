"""guid, id and key: what is published for ever is minted here."""

from dataclasses import replace

import pytest

from aggregator.identity import entry_id, entry_key, feed_id, handles, identity_of, own_id
from tests.values import entry


@pytest.mark.parametrize(
    "guid",
    [
        "https://palpres.example/?p=1",
        "tag:blogger.com,1999:blog-1.post-2",
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a",
        "at://did:plc:x/app/1",
    ],
)
def test_a_guid_that_is_a_uri_is_the_id_that_is_published(guid):
    assert entry_id("palpres", f" {guid}\n", guid) == guid


@pytest.mark.parametrize(
    "guid", ["637838", "", "https://a.example/a b", "http:///x", "a" * 9, "https://x/" + "a" * 5000]
)
def test_any_other_guid_becomes_a_urn_of_source_and_identity(guid):
    minted = entry_id("palpres", guid, guid or "x")
    assert minted.startswith("urn:uuid:")
    assert minted == entry_id("palpres", guid, guid or "x")
    assert minted != entry_id("sumeks", guid, guid or "x")


def test_minted_names_stand_for_ever():
    """These were published: a change here renames every entry of every installation."""
    assert own_id("palpres", "637838") == "urn:uuid:c0bc14b9-ebf0-51fb-896c-b5a3b4f9491c"
    assert entry_key("https://palpres.example/?p=1") == "4pd44qju7l2zo"
    assert (
        feed_id("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "/topics/pilkada-2024")
        == "urn:uuid:3e172256-3792-57f5-a719-a5831612fc4a"
    )


def test_identity_is_guid_else_url_else_words():
    assert identity_of(" 7 ", "https://a.example/x", "t", "d") == "7"
    assert identity_of("", "https://a.example/x", "t", "d") == "https://a.example/x"
    assert identity_of("", "", "t", "d") == identity_of("", "", "t", "d") != identity_of("", "", "t", "e")


def test_a_name_with_a_lone_surrogate_can_be_minted():
    assert own_id("palpres", "\ud800").startswith("urn:uuid:")


def test_a_front_page_is_no_entrys_address():
    bare = entry(guid="1", url="https://palpres.example/")
    assert not [handle for handle in handles(bare) if handle.startswith("u")]


def test_spellings_of_one_address_are_one_handle():
    one = entry(guid="1", url="https://palpres.example/read/1/x")
    other = replace(one, url="http://www.palpres.example/read/1/x?utm_source=rss")
    assert {h for h in handles(one) if h[0] == "u"} == {h for h in handles(other) if h[0] == "u"}


def test_title_and_date_make_a_handle_together():
    one = entry(guid="1")
    assert handles(one)[-1] == handles(replace(one, title=f"  {one.title.upper()} "))[-1]
    assert handles(one)[-1] != handles(replace(one, published=None))[-1]
