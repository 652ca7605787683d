"""Undoing content codings within bounds."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import FetchError
from aggregator.http.coding import decode

DOCUMENT = b"<rss/>" * 1000
LIMIT = 1 << 20


def code_of(body: bytes, coding: str, limit: int = LIMIT) -> str:
    with pytest.raises(FetchError) as caught:
        decode(body, coding, limit)
    return caught.value.code


@given(st.binary(max_size=5000).filter(lambda body: not body.startswith(b"\x1f\x8b")))
def test_gzip_gives_back_every_document(document: bytes) -> None:
    assert decode(gzip.compress(document), "gzip", LIMIT) == document


@pytest.mark.parametrize("coding", ["", "identity", "gzip", "x-gzip", "GZIP", "gzip, gzip", "identity, gzip"])
def test_gzip_bytes_are_unpacked_whatever_the_field_says(coding: str) -> None:
    assert decode(gzip.compress(DOCUMENT), coding, LIMIT) == DOCUMENT


def test_a_gz_file_sent_gzipped_is_unpacked_twice() -> None:
    assert decode(gzip.compress(gzip.compress(DOCUMENT)), "gzip", LIMIT) == DOCUMENT


def test_concatenated_members_are_one_document() -> None:
    assert decode(gzip.compress(b"<a>") + gzip.compress(b"</a>"), "gzip", LIMIT) == b"<a></a>"


@pytest.mark.parametrize("padding", [b"\0" * 512, b"garbage"])
def test_padding_after_the_last_member_is_ignored(padding: bytes) -> None:
    assert decode(gzip.compress(DOCUMENT) + padding, "gzip", LIMIT) == DOCUMENT


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, br", "nonsense"])
def test_a_coding_we_did_not_ask_for_is_an_error(coding: str) -> None:
    assert code_of(zlib.compress(DOCUMENT), coding) == "bad_encoding"


def test_a_document_that_claims_to_be_gzip_is_an_error() -> None:
    assert code_of(DOCUMENT, "gzip") == "bad_encoding"


def test_damaged_gzip_is_an_error() -> None:
    packed = bytearray(gzip.compress(DOCUMENT))
    packed[-5] ^= 0xFF  # the checksum
    assert code_of(bytes(packed), "gzip") == "bad_encoding"


@given(st.integers(3, len(gzip.compress(DOCUMENT)) - 1))
def test_gzip_that_ends_early_is_never_taken_for_whole(length: int) -> None:
    assert code_of(gzip.compress(DOCUMENT, mtime=0)[:length], "gzip") == "truncated"


def test_gzip_three_deep_is_an_error() -> None:
    assert code_of(gzip.compress(gzip.compress(gzip.compress(DOCUMENT))), "gzip") == "bad_encoding"


def test_thousands_of_members_are_an_error() -> None:
    assert code_of(gzip.compress(b"") * 5000, "gzip") == "bad_encoding"


@pytest.mark.parametrize("extra", [0, 1])
def test_the_limit_is_on_what_comes_out(extra: int) -> None:
    packed = gzip.compress(bytes(LIMIT + extra))
    if extra:
        assert code_of(packed, "gzip") == "too_large"
    else:
        assert len(decode(packed, "gzip", LIMIT)) == LIMIT


def test_nothing_at_all_is_not_gzip_and_no_error() -> None:
    assert decode(b"", "gzip", LIMIT) == b""
