"""The grammar of topics: what is written and what it becomes."""

import pytest

from aggregator.config.reading import parse
from aggregator.config.regexes import flaw
from aggregator.model import Attribute, Condition, InPlace, InTopic, Match, Near, Phrase, Regex, Word

HEAD = """\
lists: {calon: [cagub*, calon gubernur], daerah: [oki, oku]}
sources: [{slug: a, title: A, url: https://a.example/}]
topics:
- {slug: other, title: O, match: {word: x}}
"""


def match_of(rule: str) -> Match:
    text = f"{HEAD}- {{slug: t, title: T, match: {rule}}}\n"
    return parse(text.encode(), "feeds.yaml").topics[1].match


CONDITIONS: list[tuple[str, Condition]] = [
    ("pilkada", Word("pilkada")),
    ("pilkada*", Word("pilkada*")),
    ("2024", Word("2024")),
    ("pemilihan kepala daerah", Phrase("pemilihan kepala daerah")),
    ("kpu-d", Phrase("kpu-d")),
    ('"@calon"', Match(any=(Word("cagub*"), Phrase("calon gubernur")))),
    ("{word: pilkada}", Word("pilkada")),
    ("{word: [pilkada, pilgub*]}", Match(any=(Word("pilkada"), Word("pilgub*")))),
    ('{word: ["@daerah", pali]}', Match(any=(Word("oki"), Word("oku"), Word("pali")))),
    ("{word: [pilkada], field: title}", Match(any=(Word("pilkada"),), field="title")),
    ("{phrase: [kotak kosong]}", Phrase("kotak kosong")),
    ("{near: {a: bupati, b: [oki, oku]}}", Near(("bupati",), ("oki", "oku"), 8)),
    ('{near: {a: [bupati], b: ["@daerah"], within: 1}}', Near(("bupati",), ("oki", "oku"), 1)),
    ("{regex: 'pil(kada|gub)'}", Regex("pil(kada|gub)")),
    ("{category: [Politik, Daerah]}", Attribute("category", ("Politik", "Daerah"))),
    ("{source: a}", Attribute("source", ("a",))),
    ("{author: Ani}", Attribute("author", ("Ani",))),
    ("{url: https://a.example/politik/}", Attribute("url", ("https://a.example/politik/",))),
    ("{place: oku-timur}", InPlace("oku-timur", "any")),
    ("{place: oku-timur, strength: title}", InPlace("oku-timur", "title")),
    ("{topic: other}", InTopic("other")),
    ("{any: [a, b], min: 2}", Match(any=(Word("a"), Word("b")), minimum=2)),
    ("{min: 2, of: [a, b, c]}", Match(any=(Word("a"), Word("b"), Word("c")), minimum=2)),
    (
        "{all: [a, {none: [b]}], field: summary}",
        Match(all=(Word("a"), Match(none=(Word("b"),))), field="summary"),
    ),
]


@pytest.mark.parametrize(("written", "condition"), CONDITIONS)
def test_a_condition_becomes_its_value(written: str, condition: Condition) -> None:
    assert match_of(f"{{any: [{written}, zzz]}}") == Match(any=(condition, Word("zzz")))


def test_a_topic_may_be_one_test_alone() -> None:
    assert match_of("{place: oki}") == Match(any=(InPlace("oki"),))
    assert match_of("{word: [a, b]}") == Match(any=(Word("a"), Word("b")))


@pytest.mark.parametrize(
    "pattern",
    [
        r"pil(kada|gub|bup)",
        r"\bpilkada\b.{0,30}\b20(1\d|2[0-3])\b",
        r"(foo\w*)? bar",
        r"(?:abc){2}",
        r"[(*+?{]x",
        r"a\+\*\?\{x",
        r"kpu.*sumsel.*2024",
        r"(?i:kpu) d\b",
        r"(?P<tahun>20\d\d)",
        r"x(?!y)",
        r"\\",
        r"[]a)]b",
    ],
)
def test_a_bounded_pattern_may_be_used(pattern: str) -> None:
    assert flaw(pattern) is None


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+b",
        r"(a|aa)+b",
        r"(a|aa)(?#one)+b",
        r"(?x)(a|aa) +b",
        "(a|aa)" * 20 + "b",
        "(a|a?b|)" * 15 + "c",
        r"((ab?)c)*d",
        r"(?:a*)*b",
        r"(\w+\s?)+!",
        r"(a?){30}a{30}",
        r"(a{1,9}){1,9}b",
        r"(.)\1",
        r"(?P<x>a)(?P=x)",
        r"(a)?(?(1)b|c)",
        r"\w*\w*\w*!",
        r"\w{0,99}\w{0,99}\w{0,99}!",
        "x?" * 20 + "x" * 20,
        "a**",
        "(",
        "",
        "x*",
    ],
)
def test_a_pattern_that_can_take_long_or_means_nothing_is_refused(pattern: str) -> None:
    assert flaw(pattern)
