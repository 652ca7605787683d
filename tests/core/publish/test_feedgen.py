"""What feedgen itself does wrong, so that a release that mends it is met with open eyes."""

from feedgen.feed import FeedGenerator

from tests.core.publish import rules


def _bare_feed() -> bytes:
    feed = FeedGenerator()
    feed.id("urn:uuid:6c6f4bd2-8c88-5c9a-a0f8-2f1b7c7d3d11")
    feed.title("Pilkada 2024")
    feed.author(name="Kabar Sumsel")
    entry = feed.add_entry()
    entry.id("https://a.example/1")
    entry.title("Harga karet naik")
    entry.link(href="https://a.example/1", rel="alternate")
    entry.link(href="https://a.example/1.jpg", rel="enclosure", type="image/jpeg", length="1")
    return feed.atom_str()


def test_feedgen_still_loses_what_links_of_entries_are_for():
    """python-feedgen#135. When this fails, publish/atom.py need not add relations and enclosures any more."""
    assert b'<link href="https://a.example/1.jpg"/>' in _bare_feed()


def test_the_rules_catch_it():
    assert any(
        "<{http://www.w3.org/2005/Atom}link> without rel" in problem for problem in rules.atom(_bare_feed())
    )
