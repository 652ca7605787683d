"""What each condition of a rule means, and that skipping rules that cannot hold loses nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import (
    Attribute,
    Category,
    Condition,
    Entry,
    InPlace,
    InTopic,
    Match,
    Near,
    Person,
    Phrase,
    Regex,
    Topic,
    Word,
)
from aggregator.text import tokens
from aggregator.topics import Trace, compile_rules, describe
from tests.values import headline

AT = datetime(2024, 9, 1, tzinfo=UTC)


def entry(title: str, summary: str = "") -> Entry:
    said = {"authors": (Person(name="Ani"),), "categories": (Category(term="Politik"),)}
    return replace(headline(title, summary, AT, source="antara", **said), url="https://a.example/politik/1")


def holds(condition: Condition, title: str, summary: str = "") -> bool:
    topic = Topic(slug="t", title="T", match=Match(any=(condition,)))
    return compile_rules((topic,)).topics_of(entry(title, summary)) == ("t",)


KPU_PALI = "KPU PALI Terima Surat Suara"
MEANINGS = [
    (Word("pilkada"), "Pilkada Damai", "", True),
    (Word("pilkada"), "Pilkadanya Damai", "", False),
    (Word("pilkada*"), "Pilkadanya Damai", "", True),
    (Word("pilkada*"), "Pilkades Damai", "", False),
    (Phrase("surat suara"), KPU_PALI, "", True),
    (Phrase("surat suara"), "Suara dan Surat", "", False),
    (Phrase("surat suara"), "Kirim Surat", "Suara rakyat", False),
    (Phrase("surat sua*"), KPU_PALI, "", True),
    (Phrase("su* suara"), "Surat Suara", "", False),
    (Near(("kpu",), ("suara",), 4), KPU_PALI, "", True),
    (Near(("kpu",), ("suara",), 3), KPU_PALI, "", False),
    (Near(("suara",), ("kpu",), 4), KPU_PALI, "", True),
    (Near(("kpu",), ("suara",), 8), "KPU", "Suara", False),
    (Regex(r"\bpali\b.{0,9}surat"), KPU_PALI, "", True),
    (Regex(r"^surat"), KPU_PALI, "Surat suara tiba", True),
    (Attribute("source", ("antara",)), "x", "", True),
    (Attribute("source", ("tribun",)), "x", "", False),
    (Attribute("category", ("politik",)), "x", "", True),
    (Attribute("author", ("ani",)), "x", "", True),
    (Attribute("url", ("https://a.example/politik/",)), "x", "", True),
    (Attribute("url", ("https://a.example/bola/",)), "x", "", False),
    (InPlace("pali"), KPU_PALI, "", True),
    (InPlace("sumatera-selatan"), KPU_PALI, "", True),
    (InPlace("oki"), KPU_PALI, "", False),
    (InPlace("muba"), "Kebakaran di Sungai Lilin", "", True),
    (InPlace("muba/sungai-lilin"), "Kebakaran di Sungai Lilin", "", True),
    (InPlace("muba/sungai-lilin"), "Kebakaran di Muba", "", False),
    (InPlace("lahat"), "Kebakaran Hebat", "Api menyala di Lahat", True),
    (InPlace("lahat", "title"), "Kebakaran Hebat", "Api menyala di Lahat", False),
    (InPlace("lahat", "title"), "Kebakaran di Lahat", "", True),
    (InPlace("palembang"), "Pria Asal Palembang Viral", "", False),
    (Match(any=(InPlace("lahat"),), field="summary"), "Kebakaran di Lahat", "", False),
    (Match(any=(InPlace("lahat"),), field="summary"), "Kebakaran", "Api di Lahat", True),
    (Match(any=(Word("a"),), field="title"), "b", "a", False),
    (Match(any=(Match(any=(Word("a"),), field="summary"), Word("c")), field="title"), "b", "a", True),
    (Match(all=(Word("a"), Word("b"))), "a", "b", True),
    (Match(all=(Word("a"), Word("b"))), "a", "a", False),
    (Match(any=(Word("a"), Word("b"), Word("c")), minimum=2), "a c", "", True),
    (Match(any=(Word("a"), Word("b"), Word("c")), minimum=2), "a a", "", False),
    (Match(any=(Word("a"),), none=(Word("b"),)), "a", "", True),
    (Match(any=(Word("a"),), none=(Word("b"),)), "a b", "", False),
    (Match(none=(Word("b"),)), "x", "", True),
]


@pytest.mark.parametrize(("condition", "title", "summary", "expected"), MEANINGS)
def test_a_condition_holds_for_what_it_says(
    condition: Condition, title: str, summary: str, expected: bool
) -> None:
    assert holds(condition, title, summary) is expected


def test_topics_come_in_the_order_of_the_configuration() -> None:
    rules = compile_rules(tuple(Topic(slug=s, title=s, match=Match(any=(Word("a"),))) for s in "zyx"))
    assert rules.topics_of(entry("a")) == ("z", "y", "x")


def test_a_topic_holds_what_is_published_from_since_until_before_until() -> None:
    topic = Topic(slug="t", title="T", match=Match(any=(Word("a"),)), since=AT, until=AT + timedelta(days=1))
    rules = compile_rules((topic,))

    def belongs(published: datetime | None) -> bool:
        return bool(rules.topics_of(replace(entry("a"), published=published)))

    assert belongs(AT)
    assert belongs(None), "without a date it is as old as when it was first seen"
    assert not belongs(AT - timedelta(seconds=1))
    assert not belongs(AT + timedelta(days=1))


def test_a_topic_of_topics_asks_their_dates_too() -> None:
    past = Topic(slug="past", title="P", match=Match(any=(Word("a"),)), until=AT)
    always = Topic(slug="always", title="A", match=Match(any=(Word("a"),)))
    both = Topic(slug="both", title="B", match=Match(all=(InTopic("past"), InTopic("always"))))
    assert compile_rules((both, past, always)).topics_of(entry("a")) == ("always",)


def test_explain_says_what_each_test_found() -> None:
    conditions = (
        Near(("kpu",), ("suara",), 8),
        Regex("terima s.rat"),
        InPlace("pali"),
        InPlace("oki"),
        Word("x"),
    )
    topic = Topic(slug="t", title="T", match=Match(any=conditions))
    ((_, belongs, trace),) = compile_rules((topic,)).explain(entry(KPU_PALI, "Rapat OKI di Doha"))
    assert belongs
    assert [part.holds for part in trace.parts] == [True, True, True, False, False]
    assert [part.evidence for part in trace.parts] == [
        ("“kpu” near “suara”",),
        ("“Terima Surat”",),
        ("title: “kpu pali”",),
        ("weak: “oki” beside “doha”",),
        (),
    ]


def test_every_condition_can_be_told_in_words() -> None:
    told = [describe(condition) for condition, *_ in MEANINGS]
    assert all(told)
    assert describe(InPlace("oki", "title")) == "place oki in the title"
    assert describe(Match(any=(Word("a"), Word("b")), none=(Word("c"),), field="title")) == (
        "any of 2 and none of 1 in the title"
    )


words = st.sampled_from(["a", "b", "c", "ab", "a*", "b c", "a b*"])
leaves = words.map(lambda text: Phrase(text) if " " in text else Word(text))
fields = st.sampled_from(["any", "title", "summary"])


def groups(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    some = st.lists(parts, max_size=3).map(tuple)
    return st.builds(Match, any=some, all=some, none=some, minimum=st.integers(1, 2), field=fields)


texts = st.lists(st.sampled_from(["a", "b", "c", "ab", "abc"]), max_size=4).map(" ".join)


def by_the_book(condition: Condition, passages: dict[str, str], where: str = "any") -> bool:
    """The meaning of a rule, word by word and without any index."""
    if not isinstance(condition, Match):
        assert isinstance(condition, Word | Phrase)
        pattern = condition.text.removesuffix("*") + ("" if condition.text.endswith("*") else " ")
        texts = [text for name, text in passages.items() if where in ("any", name)]
        return any(f" {pattern}" in f" {' '.join(tokens(text))} " for text in texts)
    within = where if condition.field == "any" else condition.field
    held = [by_the_book(part, passages, within) for part in condition.any]
    return (
        (not held or sum(held) >= condition.minimum)
        and all(by_the_book(part, passages, within) for part in condition.all)
        and not any(by_the_book(part, passages, within) for part in condition.none)
    )


@given(st.recursive(leaves, groups, max_leaves=8), texts, texts)
def test_rules_mean_what_they_say_however_they_are_evaluated(
    rule: Condition, title: str, summary: str
) -> None:
    expected = by_the_book(rule, {"title": title, "summary": summary})
    topic = Topic(slug="t", title="T", match=Match(any=(rule,)))
    rules = compile_rules((topic,))
    ((_, belongs, trace),) = rules.explain(entry(title, summary))
    assert rules.topics_of(entry(title, summary)) == (("t",) if expected else ())
    assert belongs is expected
    assert trace.holds is expected
    assert isinstance(trace.parts[0], Trace)
