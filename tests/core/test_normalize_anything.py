"""Whatever a document holds, what becomes of it can be stored and published."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Category, Enclosure, ParsedEntry, ParsedFeed, Person
from aggregator.normalize import normalize
from tests.core.parsed_entries import NOW, SOURCE, URL
from tests.core.test_text_characters import unfit_in
from tests.core.test_text_markup import assert_harmless

NASTY = st.sampled_from(
    ["<script>x()</script>", "<a href='javascript:x()'>", "&#x1b;", "\0", "\ud800", "\u202e", "\ufffe", "http://[",
     "//", "://", "BACA JUGA:", "<p>", "</p>", "https://koran.example/", "2024-13-45", "9999-12-31T23:59:59Z", "now",
     "a@b (c)", "%zz", "é", "x" * 700]
)  # fmt: skip
ANY = st.lists(NASTY | st.text(st.characters(codec=None, categories=None), max_size=8), max_size=5).map(
    "".join
)
NUMBER = st.none() | st.integers()
ENTRIES = st.builds(
    ParsedEntry,
    guid=ANY, url=ANY, title=ANY, title_is_html=st.booleans(), summary=ANY, content=ANY, published=ANY, updated=ANY,
    authors=st.lists(st.builds(Person, name=ANY, url=ANY, email=ANY), max_size=2).map(tuple),
    categories=st.lists(st.builds(Category, term=ANY, scheme=ANY, label=ANY), max_size=2).map(tuple),
    enclosures=st.lists(st.builds(Enclosure, url=ANY, type=ANY, length=NUMBER), max_size=2).map(tuple),
    image=ANY, language=ANY, base_url=ANY,
)  # fmt: skip
FEEDS = st.builds(
    ParsedFeed,
    format=st.just("rss20"), title=ANY, id=ANY, url=ANY, self_url=ANY, updated=ANY, language=ANY, rights=ANY, icon=ANY,
    ttl=NUMBER, hubs=st.lists(ANY, max_size=2).map(tuple), base_url=ANY,
    entries=st.lists(ENTRIES, max_size=3).map(tuple), problems=st.just(()),
)  # fmt: skip


def strings_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in strings_in(part)]
    slots = getattr(value, "__slots__", ())
    return [
        text for name in slots if not isinstance(value, datetime) for text in strings_in(getattr(value, name))
    ]


@given(FEEDS)
def test_any_strings_become_entries_that_can_be_published(feed: ParsedFeed) -> None:
    processed = normalize(feed, SOURCE, URL, NOW)
    assert not any("lost" in problem for problem in processed.problems)
    assert not any(unfit_in(text) for text in strings_in(processed))
    assert len({entry.identity for entry in processed.entries}) == len(processed.entries)
    for entry in processed.entries:
        assert_harmless(entry.content)
        assert entry.title
        assert entry.title == " ".join(entry.title.split())
        assert max(entry.updated, entry.order_at, entry.source_updated, entry.published or NOW) <= NOW
        for url in (
            entry.url,
            entry.image,
            *(each.url for each in entry.enclosures),
            *(url for url, _ in entry.related),
        ):
            assert url == "" or url.startswith(("http://", "https://"))


@given(FEEDS)
def test_the_same_document_twice_is_the_same_entries(feed: ParsedFeed) -> None:
    later = normalize(feed, SOURCE, URL, NOW + timedelta(hours=1))
    now = normalize(feed, SOURCE, URL, NOW)
    assert [(entry.id, entry.identity, entry.hash) for entry in now.entries] == [
        (entry.id, entry.identity, entry.hash) for entry in later.entries
    ]
