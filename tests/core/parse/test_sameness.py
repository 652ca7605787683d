"""What a server renews for every answer makes no other document; what a publisher changes does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.parse.sameness import body_digest

RSS = (
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>Koran</title>"
    b"<lastBuildDate>Mon, 23 Nov 2026 07:30:00 GMT</lastBuildDate>"
    b"<pubDate>Mon, 23 Nov 2026 07:30:00 GMT</pubDate><generator>CMS 1.0</generator>"
    b"<item><title>Satu</title><pubDate>Mon, 23 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>"
)
ATOM = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Koran</title><updated>2026-11-23T07:30:00Z</updated>"
    b"<entry><title>Satu</title><updated>2026-11-23T06:00:00Z</updated></entry></feed>"
)


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        (
            RSS,
            b"Mon, 23 Nov 2026 07:30:00 GMT</lastBuildDate>",
            b"Tue, 24 Nov 2026 07:30:00 GMT</lastBuildDate>",
        ),
        (RSS, b"07:30:00 GMT</pubDate>", b"07:31:00 GMT</pubDate>"),
        (RSS, b"CMS 1.0", b"CMS 1.0.1"),
        (RSS, b"</rss>", b"</rss>\n<!-- generated in 0.21 seconds -->"),
        (RSS, b"<channel>", b"<channel><!-- cached 07:31 -->"),
        (ATOM, b"07:30:00Z", b"07:31:00Z"),
    ],
)
def test_what_is_renewed_for_every_answer_is_no_change(document: bytes, old: bytes, new: bytes) -> None:
    assert body_digest(document.replace(old, new, 1)) == body_digest(document)
    assert document.replace(old, new, 1) != document


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        (RSS, b"Satu", b"Dua"),
        (RSS, b"06:00:00 GMT", b"06:01:00 GMT"),
        (RSS, b"Koran", b"Warta"),
        (RSS, b"</channel>", b"<item><title>Dua</title></item></channel>"),
        (ATOM, b"06:00:00Z", b"06:01:00Z"),
        (ATOM, b"<title>Koran", b"<link href='https://hub'/><title>Koran"),
        (b"<html><!-- a --></html>", b"<!-- a -->", b"<!-- b -->"),
        (b'{"version": "1"}', b"1", b"2"),
    ],
)
def test_everything_else_is_a_change(document: bytes, old: bytes, new: bytes) -> None:
    assert body_digest(document.replace(old, new, 1)) != body_digest(document)


@given(st.binary())
def test_any_bytes_have_a_digest(body: bytes) -> None:
    assert len(body_digest(body)) == 32
