import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.publish.types import media_type
from aggregator.urls import is_uri, web_url
from tests.core.publish.rules import words


@pytest.mark.parametrize(
    ("given_url", "printed"),
    [
        ("https://a.example/b?c=d&e=%20#f", "https://a.example/b?c=d&e=%20#f"),
        ("HTTP://A.example", "HTTP://A.example"),
        ("https://a.example:8080/", "https://a.example:8080/"),
        (" https://a.example/x y\n", "https://a.example/x%20y"),
        ("https://a.example/?p[]=1|2", "https://a.example/?p%5B%5D=1%7C2"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        ("https://a.example/berita/‘pilkada’", "https://a.example/berita/%E2%80%98pilkada%E2%80%99"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://user:geheim@a.example/feed", "https://a.example/feed"),
        ("https://[::1]:8000/x", "https://[::1]:8000/x"),
        ("https://[::1::]/x", ""),
        ("https:///x", ""),
        ("https://a b.example/", ""),
        ("//a.example/x", ""),
        ("/x", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://" + "é" * 100 + ".example/", ""),
        ("", ""),
    ],
)
def test_a_link_is_printed_in_legal_characters_or_not_at_all(given_url, printed):
    assert web_url(given_url) == printed


@given(
    st.text(st.characters(exclude_categories=()))
    | st.from_regex(r"https?://.{0,20}\[?[a-z:]*\]?/.*", fullmatch=True)
)
@example("http://a.example/\ud800")
def test_whatever_is_printed_is_a_web_address_and_stays_one(url):
    printed = web_url(url)
    assert not printed or (words.is_uri(printed) and words.is_web_url(printed))
    assert web_url(printed) == printed


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/1",
        "urn:uuid:6c6f4bd2-8c88-5c9a-a0f8-2f1b7c7d3d11",
        "tag:blogger.example,1999:blog-1.post-2",
        "tag:redaksi@a.example,2024-08-28:/x?y#z",
        "news:1@a.example",
    ],
)
def test_an_id_that_is_a_uri_is_recognised(text):
    assert is_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "637838",
        "https://",
        "https:///x",
        "https://a.example/?p[]=1",
        "https://a.example/a b",
        "tag:a",
        "urn:x",
        "é:x",
    ],
)
def test_an_id_that_validators_would_refuse_is_not(text):
    assert not is_uri(text)


@given(st.text())
def test_what_passes_as_an_id_is_a_uri_by_the_grammar(text):
    assert not is_uri(text) or words.is_uri(text)


def test_a_hostile_address_is_judged_in_linear_time():
    assert not is_uri("https://a.example/" + "a%" * 200_000)
    assert web_url("https://a.example/" + "%" * 100_000).endswith("%25")


@pytest.mark.parametrize(
    ("declared", "url", "printed"),
    [
        ("Image/JPEG; q=1", "https://a.example/x", "image/jpeg"),
        ("", "https://a.example/x.MP3?y=z.jpg", "audio/mpeg"),
        ("jpg", "https://a.example/x.webp#y", "image/webp"),
        ("", "https://a.example/", "application/octet-stream"),
    ],
)
def test_a_type_is_the_declared_one_or_that_of_the_file_name(declared, url, printed):
    assert media_type(declared, url) == printed
