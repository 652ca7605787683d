"""Which characters are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import clean_characters, plain_text
from aggregator.text.characters import clean_references

UNFIT = {*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF}
UNFIT |= {*range(0xD800, 0xE000), *range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def unfit_in(text: str) -> set[int]:
    return UNFIT & set(map(ord, text))


@given(st.text(st.characters(codec=None, categories=None)))
def test_no_unfit_character_is_left(text: str) -> None:
    assert not unfit_in(clean_characters(text))


def test_every_unfit_character_goes_and_every_other_stays() -> None:
    everything = "".join(map(chr, range(0x3000)))
    cleaned = clean_characters(everything)
    assert not unfit_in(cleaned)
    assert set(everything) - set(map(chr, UNFIT)) - {"\r"} <= set(cleaned)


def test_cleaning_twice_is_as_once() -> None:
    text = "a\x00b\r\nc\x93d\x94\ud800\u202ee"
    assert clean_characters(clean_characters(text)) == clean_characters(text) == "ab\nc“d”e"


def test_a_vertical_tab_parts_words() -> None:
    assert clean_characters("satu\x0bdua\x0ctiga") == "satu dua tiga"


def test_an_emoji_of_several_characters_stays_whole() -> None:
    family = "👨\u200d👩\u200d👧"
    assert clean_characters(family) == plain_text(family) == family


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("&#147;kata&#148;", "“kata”"),
        ("a&#x1b;b&#0;c&#xFFFE;d", "a b c d"),
        ("a&#x202E;b&#8238b", "a b b"),
        ("a&#&#1;38;b", "a&# 38;b"),
        ("&#8217; &#x1F600; &#9; &#00038;", "&#8217; &#x1F600; &#9; &#00038;"),
        ("&#99999999999999999999; &#x110000;", "&#99999999999999999999; &#x110000;"),
    ],
)
def test_a_reference_to_an_unfit_character_is_mended(html: str, expected: str) -> None:
    assert clean_references(html) == expected
