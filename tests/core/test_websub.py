"""WebSub's rules, one sentence each."""

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.websub import (
    GIVE_UP_AFTER,
    MOST_TRIES,
    Crowd,
    Intent,
    Objection,
    addressed,
    grant,
    is_signed,
    link_header,
    next_try,
    objection_to,
    read_intent,
    renewal,
    sign,
    subscription_form,
)
from aggregator.websub.leases import LONGEST, SHORTEST
from aggregator.websub.limits import MOST, MOST_AT_HOST
from tests.values import NOW

FORM = {
    "hub.mode": "subscribe",
    "hub.topic": "https://kabar.example.org/all.atom",
    "hub.callback": "https://pembaca.example/panggil?ruang=1",
}
SECRETS = st.text(min_size=1, max_size=49)


@given(SECRETS, st.binary(max_size=200))
def test_what_is_signed_is_recognized(secret: str, body: bytes) -> None:
    assert is_signed(sign(secret, body), secret, body)


@given(SECRETS, SECRETS, st.binary(max_size=50), st.binary(max_size=50))
def test_another_secret_or_body_is_forged(secret: str, other: str, body: bytes, another: bytes) -> None:
    if secret.encode().rstrip(b"\0") != other.encode().rstrip(b"\0"):  # HMAC fills a key up with zeros
        assert not is_signed(sign(other, body), secret, body)
    if body != another:
        assert not is_signed(sign(secret, another), secret, body)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_the_specification_is_recognized(method: str) -> None:
    digest = hmac.new(b"rahasia", b"isi", getattr(hashlib, method)).hexdigest()
    assert is_signed(f"{method}={digest}", "rahasia", b"isi")
    assert is_signed(f" {method.upper()}={digest.upper()} ", "rahasia", b"isi")


@pytest.mark.parametrize("header", ["", "sha256", "sha256=", "md5=0", "=", "sha256=é", "sha3_256=00"])
def test_what_is_no_signature_is_none(header: str) -> None:
    assert not is_signed(header, "rahasia", b"isi")


@given(st.text(max_size=100), st.binary(max_size=20))
def test_no_header_is_too_strange_to_be_refused(header: str, body: bytes) -> None:
    assert not is_signed(header, "rahasia", body)


def test_a_request_is_read() -> None:
    form = FORM | {"hub.secret": "s", "hub.lease_seconds": "60"}
    intent = read_intent(form)
    assert intent == Intent("subscribe", form["hub.topic"], form["hub.callback"], "s", 60)
    assert isinstance(intent, Intent)
    assert intent.host == "pembaca.example"
    assert "s'" not in repr(intent)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("mode", "", "hub.mode"),
        ("mode", "publish", "hub.mode"),
        ("topic", "", "hub.topic"),
        ("topic", "https://kabar.example.org/" + "x" * 2048, "hub.topic"),
        ("callback", "", "hub.callback"),
        ("callback", "ftp://pembaca.example/", "hub.callback"),
        ("callback", "https://u:p@pembaca.example/", "hub.callback"),
        ("callback", "https://pembaca.example/#x", "hub.callback"),
        ("callback", "https://pembaca.example/\r\nHost: lain", "hub.callback"),
        ("callback", "https://pembaca.example/" + "x" * 500, "hub.callback"),
        ("callback", "pembaca.example", "hub.callback"),
        ("secret", "x" * 200, "hub.secret"),
        ("secret", "é" * 100, "hub.secret"),
        ("lease_seconds", "-1", "hub.lease_seconds"),
        ("lease_seconds", "1e9", "hub.lease_seconds"),
        ("lease_seconds", "٣", "hub.lease_seconds"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(field: str, value: str, word: str) -> None:
    answer = read_intent(FORM | {f"hub.{field}": value})
    assert isinstance(answer, Objection)
    assert word in answer.text


@given(st.dictionaries(st.sampled_from([*FORM, "hub.secret", "hub.lease_seconds"]), st.text(max_size=60)))
def test_every_form_is_an_intent_or_an_objection(form: dict[str, str]) -> None:
    assert isinstance(read_intent(FORM | form), Intent | Objection)


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_what_is_asked_back_stands_behind_the_callbacks_own_query(topic: str, challenge: str) -> None:
    url = addressed("https://pembaca.example/a?ruang=1", {"topic": topic, "challenge": challenge})
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    assert query == [("ruang", "1"), ("hub.topic", topic), ("hub.challenge", challenge)]


def test_a_callback_without_query_gets_one() -> None:
    assert addressed("https://pembaca.example/a", {"mode": "x"}) == "https://pembaca.example/a?hub.mode=x"


def test_our_own_requests_are_ones_that_we_would_take() -> None:
    intent = Intent("subscribe", FORM["hub.topic"], FORM["hub.callback"], "s&=é", 60)
    form = {name: values[0] for name, values in parse_qs(subscription_form(intent).decode()).items()}
    assert read_intent(form) == intent


def test_a_link_header_names_every_relation() -> None:
    header = link_header([("hub", "https://a.example/"), ("self", "https://b.example/")])
    assert header == '<https://a.example/>; rel="hub", <https://b.example/>; rel="self"'


@given(st.none() | st.integers(min_value=0, max_value=10**30))
def test_a_lease_is_what_was_asked_within_bounds(asked: int | None) -> None:
    lease = grant(asked)
    assert SHORTEST <= lease <= LONGEST
    if asked is not None and SHORTEST <= timedelta(seconds=min(asked, 10**9)) <= LONGEST:
        assert lease == timedelta(seconds=asked)


@given(
    st.none() | st.integers(min_value=0, max_value=10**9),
    st.floats(min_value=0, max_value=1, exclude_max=True),
)
def test_a_lease_is_renewed_before_it_ends_and_not_at_once(granted: int | None, phase: float) -> None:
    ends_at, renew_at = renewal(granted, phase, NOW)
    assert NOW <= renew_at <= ends_at
    assert (renew_at - NOW) >= 0.8 * (ends_at - NOW) - timedelta(seconds=1)


@given(
    st.integers(min_value=1, max_value=MOST_TRIES - 1), st.floats(min_value=0, max_value=1, exclude_max=True)
)
def test_tries_are_ever_further_apart_and_end(tries: int, chance: float) -> None:
    again_at = next_try(tries, chance, NOW)
    assert again_at is not None
    assert timedelta(seconds=6) < again_at - NOW <= timedelta(hours=6)
    last = next_try(MOST_TRIES - 1, 0, NOW)
    assert last is not None
    assert again_at <= last
    assert next_try(MOST_TRIES, chance, NOW) is None
    assert timedelta(days=1) < GIVE_UP_AFTER


def test_a_crowd_is_bounded_in_all_and_at_one_host() -> None:
    assert objection_to(Crowd()) == ""
    assert objection_to(Crowd(total=MOST))
    assert objection_to(Crowd(at_host=MOST_AT_HOST))
    assert "that host" in objection_to(Crowd(lately_at_host=60))
    assert objection_to(Crowd(lately=600))


def test_who_is_held_waits_only_for_requests_of_its_own() -> None:
    assert objection_to(Crowd(MOST, MOST_AT_HOST, 600, 60, 5), held=True) == ""
    for held in (True, False):
        assert "that subscription" in objection_to(Crowd(lately_of_one=6), held=held)
