"""Titles and other one-line texts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import plain_text, sanitize, visible_text
from tests.core.test_text_characters import unfit_in
from tests.values import in_time

HOSTILE = "<p>a</p><script>&amp;&#60;b\x00\u202e &nbsp;é\ud800<!-- --><img alt='x>y'>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("  Pilkada \n\t 2024 ", "Pilkada 2024"),
        ("Pilkada <b>Sumsel</b> aman", "Pilkada Sumsel aman"),
        ("Satu<br>dua<p>tiga</p>empat<li>lima", "Satu dua tiga empat lima"),
        ("Wa<wbr>jib", "Wajib"),
        ("R&amp;D", "R&D"),
        ("R&D, AT&T", "R&D, AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("Jum&amp;#8217;at &amp;quot;Akbar&amp;quot;", 'Jum’at "Akbar"'),
        ("Harga < 5 ribu", "Harga < 5 ribu"),
        ("Emas <Rp1 juta", "Emas <Rp1 juta"),
        ("List<String> di Java", "List<String> di Java"),
        ("Kode &lt;b&gt; di HTML", "Kode <b> di HTML"),
        ("Awal<script>alert(1)</script> akhir", "Awal akhir"),
        ("Awal<!-- komentar --> akhir", "Awal akhir"),
        ("<![CDATA[Judul]]>", "Judul"),
        ("Zero\u200bwidth\ufeff soft\u00adhyphen", "Zerowidth softhyphen"),
        ("Spasi\u00a0keras\u2003lebar", "Spasi keras lebar"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_a_title_is_read_as_its_reader_would_see_it(html: str, expected: str) -> None:
    assert plain_text(html) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Tag <b> itu", "Tag <b> itu"), ("A & B", "A & B"), ("A &amp; B", "A & B"), ("a\nb", "a b")],
)
def test_text_that_is_no_markup_keeps_its_angle_brackets(text: str, expected: str) -> None:
    assert plain_text(text, is_html=False) == expected


@given(st.text() | st.lists(st.sampled_from(HOSTILE)).map("".join), st.booleans())
def test_plain_text_is_one_clean_line_in_nfc(text: str, is_html: bool) -> None:
    line = plain_text(text, is_html)
    assert line == " ".join(line.split())
    assert unicodedata.is_normalized("NFC", line)
    assert not unfit_in(line)


@given(
    st.lists(st.sampled_from([*"ab <>\"'/", "<p>", "</p>", "<b>", "&lt;", "<img alt='>'>", "<br>"])).map(
        "".join
    )
)
def test_visible_text_says_what_plain_text_says(html: str) -> None:
    clean = sanitize(html, "")
    assert visible_text(clean) == plain_text(clean)


@pytest.mark.parametrize("piece", ["<", "<a ", "<script>", "&#", "<div>", "<!--", "<b x='"])
@in_time
def test_a_hostile_title_of_five_megabytes_costs_little(piece: str) -> None:
    plain_text(piece * (5_000_000 // len(piece)))
