"""What other rules would change, and which conditions are named for it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Condition, Entry, InPlace, InTopic, Match, Near, Phrase, Regex, Topic, Word
from aggregator.topics import Change, changed_rules, compare, compile_rules
from tests.values import NOW, entry

A, B, C, D = Word("a"), Word("b"), Word("c"), Word("d")


def topic(slug: str, *some: Condition, **fields: object) -> Topic:
    """A topic of any of these conditions; the fields are those of its Match."""
    return Topic(slug, slug.title(), Match(any=some, **fields))


def titled(*titles: str) -> list[Entry]:
    """Entries an hour apart, earliest first, that say nothing but their titles."""
    return [
        entry(guid=f"{at}", title=title, summary="", published=NOW + timedelta(hours=at))
        for at, title in enumerate(titles)
    ]


def changes(
    old: tuple[Topic, ...], new: tuple[Topic, ...], *titles: str, examples: int = 3
) -> tuple[Change, ...]:
    return compare(old, new, titled(*titles), slugs=changed_rules(old, new), examples=examples)


def why(old: Match, new: Match, title: str, summary: str = "") -> tuple[bool, tuple[str, ...]]:
    """Does the one entry come in, and what is said to be the reason?"""
    before, after = (Topic("t", "T", old),), (Topic("t", "T", new),)
    one = entry(title=title, summary=summary)
    (change,) = compare(before, after, [one], slugs={"t"}, examples=1)
    assert change.came + change.went == 1
    (example,) = change.coming or change.going
    return bool(change.came), example.reasons


def test_it_counts_what_comes_and_goes_and_shows_the_latest_of_each() -> None:
    (change,) = changes(
        (topic("t", A),), (topic("t", B),), "b 1", "a 2", "a b", "b 3", "c", "b 4", examples=2
    )
    assert (change.slug, change.came, change.went) == ("t", 3, 1)
    assert [one.entry.title for one in change.coming] == ["b 4", "b 3"]
    assert [one.entry.title for one in change.going] == ["a 2"]
    assert (change.appears, change.vanishes) == (False, False)


def test_a_topic_to_which_nothing_happens_is_left_out() -> None:
    assert changes((topic("t", A),), (topic("t", A, C),), "a", "b", "a c") == ()


def test_topics_appear_and_vanish_even_without_an_entry() -> None:
    old, new = (topic("lama", A), topic("tetap", B)), (topic("tetap", B), topic("baru", C))
    baru, lama = changes(old, new, "a", "b")
    assert (baru.slug, baru.appears, baru.vanishes, baru.came, baru.went) == ("baru", True, False, 0, 0)
    assert (lama.slug, lama.appears, lama.vanishes, lama.came, lama.went) == ("lama", False, True, 0, 1)


def test_a_topic_changes_with_those_that_it_asks_for() -> None:
    old = (topic("satu", A), topic("dua", InTopic("satu")), topic("tiga", InTopic("dua")), topic("lain", A))
    new = (topic("satu", B), *old[1:])
    assert changed_rules(old, new) == {"satu", "dua", "tiga"}
    found = {change.slug: (change.came, change.went) for change in changes(old, new, "a", "a", "b")}
    assert found == {"satu": (1, 2), "dua": (1, 2), "tiga": (1, 2)}


def test_only_the_wanted_topics_are_compared() -> None:
    old, new = (topic("satu", A), topic("dua", A)), (topic("satu", B), topic("dua", B))
    (change,) = compare(old, new, titled("a"), slugs={"dua"}, examples=1)
    assert change.slug == "dua"


@pytest.mark.parametrize("fields", [{"title": "Lain"}, {"description": "Lain"}, {"language": "en"}])
def test_what_a_topic_is_called_is_no_rule(fields: dict[str, str]) -> None:
    assert changed_rules((topic("t", A),), (replace(topic("t", A), **fields),)) == frozenset()


def test_the_order_of_topics_is_no_rule() -> None:
    old = topic("satu", A), topic("dua", B)
    assert changed_rules(old, old[::-1]) == frozenset()


def test_a_date_that_moves_in_or_out_is_the_reason() -> None:
    always, later = topic("t", A), replace(topic("t", A), since=NOW + timedelta(hours=1))
    (change,) = changes((always,), (later,), "a 0", "a 1")
    assert [(one.entry.title, one.reasons) for one in change.going] == [("a 0", ("its date is outside now",))]
    (change,) = changes((later,), (always,), "a 0", "a 1")
    assert [(one.entry.title, one.reasons) for one in change.coming] == [("a 0", ("its date is inside now",))]


REASONS = [
    # old rule, new rule, title, comes in, what decides
    (Match(any=(A,)), Match(any=(A, B)), "b c", True, ("“b” fires",)),
    (Match(any=(A, B)), Match(any=(A,)), "b c", False, ("“b” no longer fires",)),
    (Match(any=(A,)), Match(any=(A,), none=(C,)), "a c", False, ("“c” excludes it",)),
    (Match(any=(A,), none=(C,)), Match(any=(A,)), "a c", True, ("“c” no longer excludes it",)),
    (Match(any=(A,)), Match(any=(A,), all=(B,)), "a c", False, ("“b” is required now",)),
    (Match(any=(A,), all=(B,)), Match(any=(A,)), "a c", True, ("“b” is no longer required",)),
    (Match(any=(A, B)), Match(any=(A, B), minimum=2), "a c", False, ("asked is now: at least 2 of 2",)),
    (Match(any=(A, B), minimum=2), Match(any=(A, B)), "a c", True, ("asked is now: any of 2",)),
    (
        Match(any=(Phrase("b c"),)),
        Match(any=(Near(("b",), ("c",), 2),)),
        "c b",
        True,
        ("b within 2 words of c (“b” near “c”) fires",),
    ),
    (Match(any=(A,)), Match(any=(Regex(r"b\w+"),)), "bupati", True, ("regex b\\w+ (“bupati”) fires",)),
    # What excludes what excludes speaks for the entry.
    (
        Match(any=(A,), none=(Match(any=(B,)),)),
        Match(any=(A,), none=(Match(any=(B,), none=(C,)),)),
        "a b c",
        True,
        ("“c” fires",),
    ),
    # A required group that now holds is still required.
    (
        Match(any=(A,), all=(Match(any=(B, C)),)),
        Match(any=(A,), all=(Match(any=(B, D)),)),
        "a d",
        True,
        ("“d” fires",),
    ),
]


@pytest.mark.parametrize(("old", "new", "title", "comes", "reasons"), REASONS)
def test_the_conditions_that_decide_are_named(
    old: Match, new: Match, title: str, comes: bool, reasons: tuple[str, ...]
) -> None:
    assert why(old, new, title) == (comes, reasons)


def test_where_a_word_is_looked_for_decides_too() -> None:
    came, said = why(Match(any=(B,)), Match(any=(B,), field="title"), "a", "b")
    assert (came, said) == (False, ("“b” no longer fires",))


def test_a_place_is_named_with_what_names_it() -> None:
    came, said = why(Match(any=(B,)), Match(any=(InPlace("palembang"),)), "Banjir di Palembang")
    assert (came, said) == (True, ("place palembang (title: “palembang”) fires",))


WORDS = st.sampled_from([A, B, C, D, InTopic("satu")])
GROUPS = st.recursive(
    WORDS,
    lambda inner: st.builds(
        Match,
        any=st.lists(inner, min_size=1, max_size=3).map(tuple),
        all=st.lists(inner, max_size=2).map(tuple),
        none=st.lists(inner, max_size=2).map(tuple),
        minimum=st.integers(1, 2),
    ),
    max_leaves=6,
)
TITLES = st.lists(st.sampled_from("abcde"), max_size=4).map(" ".join)


@given(GROUPS, GROUPS, TITLES)
def test_it_says_what_both_rules_say_by_themselves_and_always_why(old: Match, new: Match, title: str) -> None:
    base = topic("satu", C)
    before, after = (base, topic("dua", old)), (base, topic("dua", new))
    (one,) = titled(title)
    was, will_be = (set(compile_rules(topics).topics_of(one)) for topics in (before, after))
    found = compare(before, after, [one], slugs=changed_rules(before, after), examples=1)
    assert {change.slug for change in found if change.came} == will_be - was
    assert {change.slug for change in found if change.went} == was - will_be
    assert all(example.reasons for change in found for example in (*change.coming, *change.going))
