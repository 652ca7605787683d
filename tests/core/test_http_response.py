"""What header fields mean to a poller."""

from datetime import UTC, datetime

import pytest

from aggregator.http import Response
from aggregator.http.response import links, poll_hints, validators
from aggregator.model import PollHints, Validators
from tests.values import in_time

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WEEK = 7 * 24 * 3600


def answer(*headers: tuple[str, str]) -> Response:
    return Response(200, "https://kabar.example/feeds/rss.xml", headers, b"")


@pytest.mark.parametrize(
    "etag", ['"abc"', 'W/"abc"', "abc", '"a-gzip"', '""', 'w/"x"', '"a b"', '"é"', "'a'"]
)
def test_an_etag_is_kept_as_it_came(etag: str) -> None:
    assert validators(answer(("etag", etag))) == Validators(etag=etag)


def test_a_last_modified_is_kept_as_it_came() -> None:
    odd = "Mon, 3 Jun 2024 07:00:00 WIB"
    assert validators(answer(("last-modified", odd))) == Validators(last_modified=odd)


@pytest.mark.parametrize("etag", ["", "a\udce9", "a\x01b", "x" * 3000])
def test_what_could_not_be_sent_back_is_no_validator(etag: str) -> None:
    assert validators(answer(("etag", etag))) == Validators()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 5000, WEEK),
        ("604801", WEEK),
        ("Mon, 23 Nov 2026 12:02:00 GMT", 120),
        ("Monday, 23-Nov-26 12:02:00 GMT", 120),
        ("Mon Nov 23 12:02:00 2026", 120),
        ("Mon, 23 Nov 2020 12:02:00 GMT", 0),
        ("Mon, 23 Nov 2099 12:02:00 GMT", WEEK),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("١٢", None),
        ("Mon, 99 Nov 2026 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_longer_than_a_week(
    value: str, seconds: int | None
) -> None:
    assert poll_hints(answer(("retry-after", value)), NOW).retry_after == seconds


def test_a_date_is_measured_by_the_servers_own_clock() -> None:
    wrong_by_a_year = answer(
        ("date", "Sun, 23 Nov 2025 12:00:00 GMT"), ("retry-after", "Sun, 23 Nov 2025 12:01:30 GMT")
    )
    assert poll_hints(wrong_by_a_year, NOW).retry_after == 90


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ([("cache-control", "max-age=600")], 600),
        ([("cache-control", "public, Max-Age=600, s-maxage=5")], 600),
        ([("cache-control", 'max-age="600"')], 600),
        ([("cache-control", "public"), ("cache-control", "max-age=600")], 600),
        ([("cache-control", "s-maxage=600")], None),
        ([("cache-control", "max-age=99999999999999999999")], WEEK),
        ([("cache-control", "max-age=600, no-cache")], None),
        ([("cache-control", "no-store"), ("expires", "Mon, 23 Nov 2026 13:00:00 GMT")], None),
        ([("cache-control", "max-age=600"), ("age", "500")], 100),
        ([("cache-control", "max-age=600"), ("age", "900")], 0),
        ([("cache-control", "max-age=600"), ("expires", "Mon, 23 Nov 2026 13:00:00 GMT")], 600),
        ([("expires", "Mon, 23 Nov 2026 13:00:00 GMT")], 3600),
        ([("expires", "Mon, 23 Nov 2026 13:00:00 GMT"), ("date", "Mon, 23 Nov 2026 12:59:00 GMT")], 60),
        ([("expires", "0")], None),
        ([("expires", "-1")], None),
        ([], None),
    ],
)
def test_max_age_is_the_freshness_that_is_left(headers: list[tuple[str, str]], seconds: int | None) -> None:
    assert poll_hints(answer(*headers), NOW) == PollHints(max_age=seconds)


HUB = "https://hub.example/"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (f'<{HUB}>; rel="hub"', (("hub", HUB),)),
        (f"<{HUB}>;rel=hub", (("hub", HUB),)),
        (f'<{HUB}> ; REL = "HUB"', (("hub", HUB),)),
        (f'<{HUB}>; rel="hub", </rss>; rel="self"', (("hub", HUB), ("self", "https://kabar.example/rss"))),
        (f'<{HUB}>; rel="hub self"', (("hub", HUB), ("self", HUB))),
        (f'<{HUB}>; title="a, <b>; c"; rel=hub', (("hub", HUB),)),
        (f'<{HUB}>; rel=hub; rel="self"', (("hub", HUB),)),
        ("<atom.xml>; rel=alternate", (("alternate", "https://kabar.example/feeds/atom.xml"),)),
        ("<https://a.example/x,y;z>; rel=self", (("self", "https://a.example/x,y;z"),)),
        (f'<{HUB}>; rel=hub; anchor="/other"', ()),
        (f"<{HUB}>", ()),
        ("<javascript:alert(1)>; rel=hub", ()),
        ("<http://[::1>; rel=hub", ()),
        ("rel=hub", ()),
        ("<", ()),
    ],
)
def test_links_are_absolute_and_one_per_relation(value: str, expected: tuple[tuple[str, str], ...]) -> None:
    assert links(answer(("link", value))) == expected


@pytest.mark.parametrize(
    "part",
    ["<", "<a>;", '<a>; x="', "<a>; rel=hub,", '"', ";" + " " * 50, '<a>;rel="\\', " ,", "<a" + " " * 99],
)
@in_time
def test_a_hostile_link_header_costs_no_time(part: str) -> None:
    value = part * (65536 // len(part))
    assert len(links(answer(("link", value)))) <= 50
