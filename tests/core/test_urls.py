"""One article, one canonical form; and no link that is not what it shows."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.urls import (
    absolute_url,
    canonical_url,
    clean_url,
    host_of,
    is_http_url,
    redact,
    registrable_domain,
)
from aggregator.urls.rules import rules
from tests.values import in_time

DATA = Path(__file__).parents[1] / "data"
ADDRESSES = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTPS"]),
    st.sampled_from(["", "www.", "m.", "amp.", "user@", "www.m.", "palpres."]),
    st.sampled_from(
        ["bacakoran.co", "example.co.id", "google.com", "kompas.com:80", "antaranews.com", "[::1]", "k"]
    ),
    st.lists(
        st.sampled_from(
            ["amp", "read", "12345", "judul-berita-ini", "15", "..", "", "%7e%2f", "é", "d-5", "tag", "x.amp"]
        ),
        max_size=6,
    ).map(lambda parts: "".join(f"/{part}" for part in parts)),
    st.sampled_from(
        ["", "?", "?page=2", "?b=1&a=2", "?amp&utm_source=x", "?url=http://m.example.com/amp/a-b-c/amp"]
    ),
    st.sampled_from(["", "#", "#x", "#!x", "#!", "#/%41"]),
)


def rows(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [
            [cell.replace("\\n", "\n") if "-\\n" in cell else cell for cell in row]
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ][1:]


@pytest.mark.parametrize(("canonical", "address", "why"), rows("urls_same.tsv"))
def test_addresses_of_one_article_fold(canonical: str, address: str, why: str) -> None:
    assert canonical_url(address) == canonical, why
    assert canonical_url(canonical) == canonical, why


@pytest.mark.parametrize(("one", "other", "why"), rows("urls_different.tsv"))
def test_addresses_of_two_articles_do_not_fold(one: str, other: str, why: str) -> None:
    assert canonical_url(one) != canonical_url(other), why


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(rows("urls_different.tsv")) >= 20
    assert len(rows("urls_same.tsv")) >= 50


@given(ADDRESSES | st.text().map("https://example.com/".__add__) | st.text())
@example("https://www.www.m.example.com/amp/amp/amp/a-b-c/amp/amp")
@example("https://example.com/%%34%31/%2541")
def test_folding_twice_is_folding_once(url: str) -> None:
    folded = canonical_url(url)
    assert canonical_url(folded) == folded


@given(ADDRESSES)
def test_what_is_a_url_stays_one(url: str) -> None:
    assert is_http_url(canonical_url(url)) == is_http_url(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "berita",
        "urn:uuid:5",
        "tag:example.com,2024:5",
        "mailto:a@b.example",
        "http://",
        "http:///a",
        "/a?b=1",
    ],
)
def test_what_is_no_url_comes_back_as_it_is(text: str) -> None:
    assert canonical_url(text) == text
    assert not is_http_url(text)
    assert host_of(text) == ""


def test_no_rule_drops_what_commonly_selects_an_article() -> None:
    selecting = (
        "id p page_id newsid news_id article aid nid cat q v story storyid berita judul slug post item t s"
    )
    for name in selecting.split():
        assert f"{name}=" in canonical_url(f"https://example.com/2024/08/judul-berita-ini?{name}=12"), name
    assert not rules().tracking & set(selecting.split())


@pytest.mark.parametrize(
    "piece", ["/amp", "/a-", "%", "%2", "&a=1", "/read/1", "/1", "0L", "/..", "www.", "/d-1", "-"]
)
@in_time
def test_a_hostile_url_is_folded_in_time(piece: str) -> None:
    for start in (
        "https://example.com",
        "https://bacakoran.co/read/1/",
        "https://x.feedsportal.com/l/",
        "https://detik.com",
    ):
        canonical_url(start + piece * (4000 // len(piece)) + "!")


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("https://a.example/x", "", "https://a.example/x"),
        ("/x?y=1#z", "https://a.example/b/c", "https://a.example/x?y=1#z"),
        ("x", "https://a.example/b/c", "https://a.example/b/x"),
        ("../x", "https://a.example/b/c/d", "https://a.example/b/x"),
        ("//b.example/x", "https://a.example/", "https://b.example/x"),
        ("?p=5", "https://a.example/b", "https://a.example/b?p=5"),
        ("  https://a.example/\n x\t", "", "https://a.example/%20x"),
        ("https://a.example/berita baru", "", "https://a.example/berita%20baru"),
        ("https://a.example/café?q=é", "", "https://a.example/caf%C3%A9?q=%C3%A9"),
        ("https://a.example/50%25?x=%7E", "", "https://a.example/50%25?x=%7E"),
        ("https://MÜNCHEN.example/A", "", "https://xn--mnchen-3ya.example/A"),
        ("HTTP://A.Example:80/B", "", "http://a.example/B"),
        ("https://a.example:8443/", "", "https://a.example:8443/"),
        ("https://[::1]:8000/x", "", "https://[::1]:8000/x"),
        ("https:\\\\a.example\\x?y=\\", "", "https://a.example/x?y=%5C"),
        ('https://a.example/"><script>', "", "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/\ud800", "", "https://a.example/%3F"),
        ("javascript:alert(1)", "https://a.example/", ""),
        ("java\nscript:alert(1)", "https://a.example/", ""),
        ("data:text/html,x", "https://a.example/", ""),
        ("mailto:a@b.example", "https://a.example/", ""),
        ("ftp://a.example/x", "https://a.example/", ""),
        ("/x", "", ""),
        ("/x", "file:///etc/", ""),
        ("https://", "", ""),
        ("https:///x", "", ""),
        ("https://a b.example/", "", ""),
        ("https://a.example:99999/", "", ""),
        ("https://a.example:x/", "", ""),
        ("https://[::1/", "", ""),
        ("https://a..example/", "", ""),
        ("https://a.example／.evil.example/", "", ""),
        ("", "https://a.example/", ""),
        ("https://good.example\\@evil.example/", "", "https://good.example/@evil.example/"),
    ],
)
def test_a_link_is_resolved_as_browsers_do(url: str, base: str, expected: str) -> None:
    assert absolute_url(url, base) == expected


@given(st.text(), st.text() | st.just("https://a.example/b"))
def test_whatever_is_resolved_is_an_ascii_http_url_or_nothing(url: str, base: str) -> None:
    resolved = absolute_url(url, base)
    assert resolved == "" or (
        is_http_url(resolved) and resolved.isascii() and not set(resolved) & set(' "<>\\^`{|}\n')
    )
    assert absolute_url(resolved) == resolved


def test_the_shown_link_is_the_publishers_own() -> None:
    own = "https://www.Example.com/Read/5?utm_source=rss&b=2&a=1#bagian"
    assert clean_url(f"\ufeff \n{own[:12]}\r\n{own[12:]}\t ") == own


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("palpres.bacakoran.co", "bacakoran.co"),
        ("bacakoran.co", "bacakoran.co"),
        ("sumeks.disway.id", "disway.id"),
        ("www.wartaekonomi.co.id", "wartaekonomi.co.id"),
        ("a.b.sumselprov.go.id", "sumselprov.go.id"),
        ("berita.kotakampung.desa.id", "kotakampung.desa.id"),
        ("clickbanyuasin.web.id", "clickbanyuasin.web.id"),
        ("x.sekolah.sch.id", "sekolah.sch.id"),
        ("feeds.bbci.co.uk", "bbci.co.uk"),
        ("www.abc.net.au", "abc.net.au"),
        ("SUB.Example.COM.", "example.com"),
        ("co.id", "co.id"),
        ("localhost", "localhost"),
        ("192.168.10.20", "192.168.10.20"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_the_registrable_domain_is_what_a_publisher_registers(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_the_host_is_read_from_the_url_that_a_browser_would_open() -> None:
    assert host_of(" https://User:pw@WWW.Example.com:8080/x@y ") == "www.example.com"
    assert host_of("https://[2001:DB8::0001]/") == "[2001:db8::1]"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://user:secret@a.example/x", "https://***@a.example/x"),
        ("https://us@er:sec@a.example/x", "https://***@a.example/x"),
        ("https://a.example/?token=abc&id=5", "https://a.example/?token=***&id=5"),
        (
            "https://a.example/?id=5&api_key=abc#access_token=x",
            "https://a.example/?id=5&api_key=***#access_token=***",
        ),
        (
            "https://a.example/?X-Amz-Signature=a&hub.secret=b",
            "https://a.example/?X-Amz-Signature=***&hub.secret=***",
        ),
        ("https://a.example/?x=" + "a1" * 20, "https://a.example/?x=***"),
        ("https://a.example/?author=budi&keyword=pilkada", "https://a.example/?author=budi&keyword=pilkada"),
        ("fetch of https://u:p@a.example/ failed", "fetch of https://***@a.example/ failed"),
        ("berita", "berita"),
    ],
)
def test_secrets_do_not_reach_a_log(url: str, expected: str) -> None:
    assert redact(url) == expected
    assert redact(expected) == expected
