import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.parse.encoding import MAX_UNPACKED, codec, decode, unpack


def test_valid_utf8_is_utf8_whatever_the_server_says() -> None:
    assert decode("“Musi” café".encode(), "text/xml; charset=iso-8859-1") == "“Musi” café"


def test_the_http_charset_comes_before_the_declaration() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><a>Новости</a>'.encode("koi8-r")
    assert "Новости" in decode(body, "text/xml; charset=KOI8-R")


def test_a_charset_that_does_not_fit_the_bytes_gives_way_to_the_declaration() -> None:
    body = '<?xml version="1.0" encoding="gb2312"?><a>投资资讯网</a>'.encode("gb2312")
    assert "投资资讯网" in decode(body, "text/xml; charset=utf-8")


def test_a_page_declares_its_charset_in_a_meta_element() -> None:
    body = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">Да'.encode(
        "cp1251"
    )
    assert decode(body, "text/html").endswith("Да")


def test_ascii_bytes_of_a_stateful_encoding_are_not_taken_for_utf8() -> None:
    body = '<?xml version="1.0" encoding="ISO-2022-JP"?><a>新聞</a>'.encode("iso2022_jp")
    assert "新聞" in decode(body, "")


@pytest.mark.parametrize(
    "form", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
)
def test_every_unicode_form_is_told_apart_by_its_bytes(form: str) -> None:
    assert decode("<a>Musi é</a>".encode(form), "text/xml; charset=iso-8859-1") == "<a>Musi é</a>"


@pytest.mark.parametrize(
    "name", ["unicode_escape", "rot13", "zlib", "idna", "punycode", "undefined", "../os", "mbcs", ""]
)
def test_a_document_cannot_choose_a_python_codec(name: str) -> None:
    assert codec(name) is None


@given(text=st.text(st.characters(min_codepoint=0xA0, max_codepoint=0x2FFF), min_size=3), at=st.integers(0))
def test_one_bad_byte_costs_one_character(text: str, at: int) -> None:
    head = text[: at % len(text)]
    body = head.encode() + b"\xff" + text[len(head) :].encode()
    assert decode(body, "") == head + "\ufffd" + text[len(head) :]


@given(st.binary())
def test_any_bytes_give_text_that_xml_may_hold(body: bytes) -> None:
    text = decode(body, "")
    assert not [c for c in text if c < " " and c not in "\t\n\r"]
    assert text.encode().decode() == text


def test_a_gzip_body_that_nobody_announced_is_unpacked() -> None:
    assert unpack(gzip.compress(b"<rss/>")) == b"<rss/>"


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    with pytest.raises(ParseError) as error:
        unpack(gzip.compress(bytes(MAX_UNPACKED + 1)))
    assert error.value.code == "too_large"


def test_half_a_gzip_body_is_no_document() -> None:
    with pytest.raises(ParseError) as error:
        unpack(gzip.compress(b"<rss/>" * 1000)[:-9])
    assert error.value.code == "truncated"
