"""Which coding is sent (RFC 9110 §12.5.3), and whether anything is (§13.2.2)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.publish.codings import ENCODERS
from aggregator.web.conneg import preferred
from aggregator.web.negotiation import LONGEST, Verdict, coding_for, judge, remembered

CHANGED = datetime(2026, 11, 24, 8, 0, 0, 700_000, UTC)
BEFORE = "Tue, 24 Nov 2026 07:59:59 GMT"
THEN = "Tue, 24 Nov 2026 08:00:00 GMT"
AFTER = "Tue, 24 Nov 2026 08:00:01 GMT"


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("deflate", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, br", "br"),
        ("zstd, gzip", "zstd"),
        ("br;q=0.1, gzip", "gzip"),
        ("br;q=0, gzip;q=0, zstd;q=0", "identity"),
        ("*", "br"),
        ("*;q=0.5, gzip", "gzip"),
        ("br;q=0, *", "zstd"),
        ("*;q=0", None),
        ("identity;q=0", None),
        ("identity;q=0, *", "br"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("identity, *;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=nonsense", "identity"),
        (",,;;q=", "identity"),
        ("gzip" + " " * 600 + ", br;q=0", "gzip"),
    ],
)
def test_coding(accept_encoding: str | None, coding: str | None) -> None:
    assert coding_for(accept_encoding) == coding


def test_a_long_field_is_understood_and_not_kept() -> None:
    read: list[str] = []
    length = remembered(lambda text: read.append(text) or len(text))
    for text in ("a" * LONGEST, "a" * (LONGEST + 1)):
        assert [length(text), length(text)] == [len(text)] * 2
    assert [len(text) for text in read] == [LONGEST, LONGEST + 1, LONGEST + 1]


@pytest.mark.parametrize("spaces", [1, 2 * LONGEST])
def test_the_form_that_is_preferred(spaces: int) -> None:
    assert preferred("text/html;q=0.5," + " " * spaces + "application/atom+xml") == "atom"
    assert preferred("text/html," + " " * spaces + "application/atom+xml;q=0.9") == ""


NAMES = st.sampled_from([*ENCODERS, "identity", "*", "deflate"])
WEIGHTS = st.sampled_from([0, 0.001, 0.5, 1])


@given(st.dictionaries(NAMES, WEIGHTS))
def test_nothing_refused_is_sent_and_nothing_accepted_is_kept_back(weights: dict[str, float]) -> None:
    chosen = coding_for(", ".join(f"{name};q={weight}" for name, weight in weights.items()))
    rest = weights.get("*")
    accepted = {one: weights.get(one, rest or 0) for one in ENCODERS}
    plain = weights.get("identity", 0.0 if rest == 0 else None)
    if chosen is None:
        assert plain == 0
        assert not any(accepted.values())
    elif chosen == "identity":
        assert plain != 0
        assert (plain or 0) >= max(accepted.values())
    else:
        assert accepted[chosen] == max(accepted.values()) > 0
        assert accepted[chosen] >= (weights.get("identity") or 0)


@given(st.text(max_size=60))
def test_any_field_gets_a_coding_that_there_is(text: str) -> None:
    assert coding_for(text) in {*ENCODERS, "identity", None}


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({}, Verdict.SEND),
        ({"IF_NONE_MATCH": '"tag"'}, Verdict.NOT_MODIFIED),
        ({"IF_NONE_MATCH": 'W/"tag"'}, Verdict.NOT_MODIFIED),
        ({"IF_NONE_MATCH": '"a", W/"b" ,"tag"'}, Verdict.NOT_MODIFIED),
        ({"IF_NONE_MATCH": '"a,"tag'}, Verdict.SEND),
        ({"IF_NONE_MATCH": "*"}, Verdict.NOT_MODIFIED),
        ({"IF_NONE_MATCH": "tag"}, Verdict.SEND),
        ({"IF_NONE_MATCH": '"tag-gzip"'}, Verdict.SEND),
        ({"IF_NONE_MATCH": '"other"'}, Verdict.SEND),
        ({"IF_NONE_MATCH": ""}, Verdict.SEND),
        ({"IF_MODIFIED_SINCE": THEN}, Verdict.NOT_MODIFIED),
        ({"IF_MODIFIED_SINCE": AFTER}, Verdict.NOT_MODIFIED),
        ({"IF_MODIFIED_SINCE": BEFORE}, Verdict.SEND),
        ({"IF_MODIFIED_SINCE": "yesterday"}, Verdict.SEND),
        ({"IF_MODIFIED_SINCE": "Tuesday, 24-Nov-26 08:00:00 GMT"}, Verdict.NOT_MODIFIED),
        ({"IF_NONE_MATCH": '"other"', "IF_MODIFIED_SINCE": AFTER}, Verdict.SEND),
        ({"IF_NONE_MATCH": '"tag"', "IF_MODIFIED_SINCE": BEFORE}, Verdict.NOT_MODIFIED),
        ({"IF_MATCH": '"tag"'}, Verdict.SEND),
        ({"IF_MATCH": "*"}, Verdict.SEND),
        ({"IF_MATCH": 'W/"tag"'}, Verdict.FAILED),
        ({"IF_MATCH": '"other"'}, Verdict.FAILED),
        ({"IF_MATCH": '"tag"', "IF_NONE_MATCH": '"tag"'}, Verdict.NOT_MODIFIED),
        ({"IF_MATCH": '"other"', "IF_NONE_MATCH": '"tag"'}, Verdict.FAILED),
        ({"IF_MATCH": '"tag"', "IF_UNMODIFIED_SINCE": BEFORE}, Verdict.SEND),
        ({"IF_UNMODIFIED_SINCE": BEFORE}, Verdict.FAILED),
        ({"IF_UNMODIFIED_SINCE": THEN}, Verdict.SEND),
        ({"IF_UNMODIFIED_SINCE": THEN, "IF_NONE_MATCH": '"tag"'}, Verdict.NOT_MODIFIED),
        ({"IF_UNMODIFIED_SINCE": "yesterday"}, Verdict.SEND),
    ],
)
def test_conditions_in_their_order(fields: dict[str, str], verdict: Verdict) -> None:
    assert judge({f"HTTP_{name}": value for name, value in fields.items()}, "tag", CHANGED) is verdict


def test_without_a_date_only_tags_count() -> None:
    assert judge({"HTTP_IF_MODIFIED_SINCE": AFTER}, "tag", None) is Verdict.SEND
    assert judge({"HTTP_IF_UNMODIFIED_SINCE": BEFORE}, "tag", None) is Verdict.SEND


@given(st.text(max_size=80))
def test_no_field_breaks_a_condition(text: str) -> None:
    for name in ("IF_MATCH", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE"):
        assert judge({f"HTTP_{name}": text}, "tag", CHANGED) in Verdict
