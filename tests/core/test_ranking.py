"""Terkini, Terpopuler, Pilihan: pure functions of what is stored and of an instant."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator import ranking
from aggregator.model import Source
from aggregator.ranking import Candidate, Popularity, Publisher, Telling, Term

NOW = datetime(2024, 8, 28, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PAPERS = {
    "antara": Publisher("antara", "antara"),
    "palpres": Publisher("palpres", "disway"),
    "sumeks": Publisher("sumeks", "disway"),
    "detik": Publisher("detik", "trans"),
    "pemprov": Publisher("pemprov", "pemprov", official=True),
}


def report(story: str, source: str, hours: float, *, is_copy: bool = False, number: int = 0) -> Telling:
    return Telling(f"{story}-{source}-{number}", source, story, is_copy, NOW - hours * HOUR)


some_reports = st.lists(
    st.builds(
        report,
        st.sampled_from("abc"),
        st.sampled_from([*PAPERS, "unknown"]),
        st.floats(0, 70),
        is_copy=st.booleans(),
        number=st.integers(0, 1000),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@given(some_reports, st.randoms())
def test_neither_order_nor_repetition_changes_the_ranking(reports, dice):
    first = ranking.popular(reports, PAPERS, NOW)
    dice.shuffle(reports)
    assert ranking.popular(reports, PAPERS, NOW) == first == ranking.popular(reports, PAPERS, NOW)


@given(some_reports, st.sampled_from(["antara", "detik"]), st.floats(0, 70))
def test_a_further_report_of_a_publisher_counts_nothing(reports, source, hours):
    before = {one.story: one.score for one in ranking.popular(reports, PAPERS, NOW)}
    told = {one.story for one in reports if one.source == source and one.at < NOW - hours * HOUR}
    more = [report(story, source, hours, number=2000) for story in told]
    after = {one.story: one.score for one in ranking.popular([*reports, *more], PAPERS, NOW)}
    assert after == before


def test_a_score_is_the_sum_over_publishers_of_their_weight_decayed():
    told = [
        report("a", "antara", 4),
        report("a", "antara", 1, number=1),
        report("a", "detik", 2, is_copy=True),
        report("a", "unknown", 0),
    ]
    (one,) = ranking.popular(told, PAPERS, NOW)
    assert one.score == pytest.approx(6**-1.8 + 0.3 * 4**-1.8 + 2**-1.8)
    assert one.owners == 3


def test_one_owner_with_many_papers_is_one_voice():
    assert ranking.popular([report("a", "palpres", 1), report("a", "sumeks", 1)], PAPERS, NOW) == ()


@pytest.mark.parametrize(
    ("url", "owner", "official"),
    [
        ("https://palpres.bacakoran.co/", "bacakoran.co", False),
        ("https://okes.bacakoran.co/rss", "bacakoran.co", False),
        ("https://www.sumselprov.go.id/rss", "sumselprov.go.id", True),
        ("http://127.0.0.2:8081/rss", "x", False),
        ("http://localhost/rss", "x", False),
    ],
)
def test_who_answers_for_a_source_is_told_by_its_address(url, owner, official):
    found = ranking.publisher_of(Source("x", "X", url))
    assert (found.owner, found.official) == (owner, official)


def test_the_operator_knows_better_who_owns_what():
    found = ranking.publisher_of(Source("x", "X", "https://x.go.id/", owner="Sumeks", official=False))
    assert (found.owner, found.official) == ("Sumeks", False)


def candidate(story: str, *sources: str, hours: float = 1, copies: int = 0, **fields: object) -> Candidate:
    told = [report(story, one, hours, is_copy=place < copies) for place, one in enumerate(sources)]
    return Candidate(ranking.popularity(tuple(told), PAPERS, NOW), sources[0], **fields)


@pytest.mark.parametrize(
    ("one", "chosen"),
    [
        (candidate("a", "antara", "detik", "palpres"), True),
        (candidate("a", "antara", "detik"), False),
        (candidate("a", "antara", "detik", "palpres", copies=1), False),
        (candidate("a", "antara", "palpres", "sumeks"), False),
        (candidate("a", "pemprov", "antara"), True),
        (candidate("a", "antara", "detik", "palpres", hours=37), False),
        (candidate("a", "antara", "detik", "palpres", is_template=True), False),
    ],
)
def test_the_rule_chooses_what_it_says(one, chosen):
    assert ranking.is_chosen(one.popularity, NOW) is (chosen or one.is_template)
    assert ranking.choose([one], NOW) == ((one,) if chosen else ())


marks = st.lists(st.sampled_from("xyz"), max_size=2, unique=True).map(tuple)


@given(st.lists(st.tuples(marks, marks, st.sampled_from(list(PAPERS)), st.floats(0, 35)), max_size=30))
def test_of_ten_at_most_two_share_a_topic_a_regency_or_a_publisher(rows):
    found = ranking.choose(
        [
            Candidate(
                ranking.popularity(
                    tuple(report(str(number), paper, hours) for paper in ("antara", "detik", "palpres")),
                    PAPERS,
                    NOW,
                ),
                publisher,
                topics,
                regencies,
            )
            for number, (topics, regencies, publisher, hours) in enumerate(rows)
        ],
        NOW,
    )
    assert len(found) <= ranking.AUTOMATIC
    for mark in "xyz":
        assert sum(mark in one.topics for one in found) <= 2
        assert sum(mark in one.regencies for one in found) <= 2
    for paper in PAPERS:
        assert sum(one.publisher == paper for one in found) <= 2
    scores = [one.popularity.score for one in found]
    assert scores == sorted(scores, reverse=True)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda one: one.year > 1))
def test_a_ranking_is_the_same_for_ten_minutes(now):
    moment = ranking.as_of(now)
    assert moment <= now < moment + timedelta(minutes=10)
    assert ranking.as_of(moment) == moment


@given(st.lists(st.floats(0, 90), min_size=1, max_size=200), st.integers(0, 60))
def test_of_a_flood_so_many_keep_their_places_and_the_rest_stand_two_days_before(ages, room):
    places = [NOW - age * HOUR for age in ages]
    spaced = ranking.spaced(places, NOW, room)
    moved = [(old, new) for old, new in zip(places, spaced, strict=True) if old != new]
    assert len(spaced) == len(places)
    assert all(new == NOW - ranking.LATE < old for old, new in moved)
    young = sorted((one for one in places if one > NOW - ranking.LATE), reverse=True)
    assert sorted((one for one in spaced if one > NOW - ranking.LATE), reverse=True) == young[:room]


def test_terms_are_those_of_each_publishers_first_report_whatever_the_order():
    told = [report("a", "antara", 5), report("a", "antara", 3, number=1), report("a", "detik", 4)]
    expected = ranking.popularity(tuple(told), PAPERS, NOW)
    assert isinstance(expected, Popularity)
    assert all(isinstance(term, Term) for term in expected.terms)
    assert [term.hours for term in expected.terms] == [5, 4]
    assert {ranking.popularity(order, PAPERS, NOW) for order in permutations(told)} == {expected}
