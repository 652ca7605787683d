"""What may stand on our pages, whatever came."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.text import as_paragraphs, clean_characters, plain_text, sanitize
from tests.core.test_text_characters import unfit_in
from tests.values import in_time

BASE = "https://koran.example/berita/"
VECTORS = (
    (Path(__file__).parents[1] / "data" / "text" / "vectors.txt").read_text(encoding="utf-8").splitlines()
)
TAGS = set(
    str.split(
        "a abbr b blockquote br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr "
        "i img ins kbd li mark ol p pre q s samp small strong sub sup table tbody td tfoot th thead tr u ul var"
    )
)
ATTRIBUTES = set(str.split("alt colspan dir height href lang rel rowspan src start title width"))
PIECES = st.sampled_from(
    [piece for vector in VECTORS for piece in re.split(r"(?=[<\"' >&])", vector) if piece]
    + [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href='",
        "'>",
        "-->",
        "</style>",
        "</svg>",
        "<table>",
        "<td>",
        "&#1;",
        "&#38;",
    ]
)
MARKUP = st.lists(PIECES, max_size=25).map("".join)


def assert_harmless(html: str) -> None:
    """Our tags and attributes alone, and no URL but http(s) and mailto, as a forgiving parser sees them."""
    root = etree.HTML(f"<html><body><div>{html}</div></body></html>")
    for element in root.find("body/div").iterdescendants():
        assert element.tag in TAGS, element.tag
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
        for name in ("href", "src"):
            scheme = urlsplit(element.get(name, "http:")).scheme
            assert scheme in ({"http", "https", "mailto"} if name == "href" else {"http", "https"}), (
                element.get(name)
            )
    assert not unfit_in(html)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("base_url", [BASE, ""])
def test_no_vector_leaves_anything_that_could_run(vector: str, base_url: str) -> None:
    clean = sanitize(vector, base_url)
    assert_harmless(clean)
    assert sanitize(clean, base_url) == clean


@given(MARKUP)
def test_whatever_is_put_together_comes_out_harmless_and_stays_so(html: str) -> None:
    clean = sanitize(html, BASE)
    assert_harmless(clean)
    assert sanitize(clean, BASE) == clean


@given(st.text(st.characters(codec=None, categories=None)))
def test_any_string_can_be_sanitized(text: str) -> None:
    assert_harmless(sanitize(text, BASE))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Satu <b>dua</b><br>tiga</p>", "<p>Satu <b>dua</b><br>tiga</p>"),
        ("<p><span class=x>Satu</span> <font color=red>dua</font></p>", "<p>Satu dua</p>"),
        ("<img src='foto.jpg' alt='Foto' width='600px' height=400 srcset='x 2x'>",
         '<img src="https://koran.example/berita/foto.jpg" alt="Foto" width="600" height="400">'),
        ("<p dir=rtl lang=ar style='color:red'>x</p>", '<p dir="rtl" lang="ar">x</p>'),
        ("<p dir=up>x</p>", "<p>x</p>"),
        ("<h2 id=a class=b>x</h2>", "<h2>x</h2>"),
        ("<td colspan=2>x</td>", "x"),
        ("<table><td colspan=2>x</table>", '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>'),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
    ],
)  # fmt: skip
def test_ordinary_markup_stays_what_it_means(html: str, expected: str) -> None:
    assert sanitize(html, BASE) == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("lain.html", "https://koran.example/berita/lain.html"),
        ("/lain", "https://koran.example/lain"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("?hal=2", "https://koran.example/berita/?hal=2"),
        ("http://x.example/?a=1&amp;b=2", "http://x.example/?a=1&amp;b=2"),
        ("mailto:redaksi@koran.example", "mailto:redaksi@koran.example"),
    ],
)
def test_links_are_absolute_and_promise_nothing(href: str, expected: str) -> None:
    clean = sanitize(f'<a href="{href}" target=_blank>k</a>', BASE)
    assert clean == f'<a href="{expected}" rel="nofollow noopener noreferrer">k</a>'


def test_a_relative_link_without_a_base_is_no_link() -> None:
    assert sanitize("<a href=/x>k</a>", "") == '<a rel="nofollow noopener noreferrer">k</a>'


@pytest.mark.parametrize(
    "image",
    [
        "<img src=https://x.example/p.gif width=1 height=1>",
        "<img height='0' width='0' src='https://x.example/p.gif'/>",
        '<img width="1px" height="1px" src="https://x.example/p.gif">',
        "<img src=https://x.example/p.gif style='display: none'>",
        '<img src="https://pixel.wp.com/b.gif?host=x" alt="">',
        '<img src="http://feeds.feedburner.com/~r/koran/~4/abc">',
    ],
)
def test_a_picture_that_counts_readers_is_gone(image: str) -> None:
    assert sanitize(f"<p>a{image}b</p>", BASE) == "<p>ab</p>"


def test_a_thin_line_of_a_picture_is_no_counter() -> None:
    assert "src=" in sanitize("<img src=garis.png width=600 height=1>", BASE)
    assert "src=" in sanitize("<img src=a.png width=100% height=1000>", BASE)


def test_embedded_pictures_do_not_push_an_article_over_the_size_cap() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 900_000}">'
    assert sanitize(f"<p>Awal</p>{picture}<p>Akhir</p>", BASE) == "<p>Awal</p><p>Akhir</p>"


def test_a_picture_that_a_script_was_to_load_is_loaded() -> None:
    clean = sanitize('<img src="data:image/gif;base64,R0lGOD" data-src="/foto.jpg" alt="Foto">', BASE)
    assert clean == '<img src="https://koran.example/foto.jpg" alt="Foto">'


FORMATTING = "".join(f"<b a{n}>" for n in range(3000))
COSTLY = {
    "nested": "<div>" * 100_000,
    "attributes": "<a " + " ".join(f"a{n:x}" for n in range(200_000)) + ">x",
    "attributes, odd": '<a "' + " ".join(f"a{n:x}" for n in range(60_000)) + ">x",
    "formatting": f"<p>{FORMATTING}" + "<p>x" * 20_000,
    "closers in attributes": "<div title='</div>'>" * 20_000,
    "closers that do not close": "<div><object></div></object>" * 15_000,
    "comments": "<!--" * 100_000,
    "references": "&#" * 250_000,
    "angle brackets": "<" * 500_000,
    "unclosed quotes": '<a "' * 100_000,
    "scripts": "<script>" * 60_000,
    "spaces": "<img width=" + " " * 500_000,
    "tables": "<table><td>" * 40_000,
    "huge": "<p>x</p>" * 1_000_000,
}


@pytest.mark.parametrize("name", COSTLY)
@in_time
def test_costly_markup_is_read_as_text_in_time(name: str) -> None:
    clean = sanitize(COSTLY[name], BASE)
    assert len(clean) < 600_000
    assert sanitize(clean, BASE) == clean


def test_markup_over_the_cap_keeps_its_words_and_paragraphs() -> None:
    html = "<div>" * 1000 + "<p>Satu &amp; dua</p><script>tidak()</script><p>Tiga</p>"
    assert sanitize(html, BASE) == "<p>Satu &amp; dua</p><p>Tiga</p>"


def test_a_long_article_is_not_over_the_cap() -> None:
    row = "<tr><td><p>Satu <b>dua</b></p></td><td><a href=/x>tiga</a></td></tr>"
    html = f"<div><table>{row * 1500}</table></div><script>a()</script><!-- wp:x --><p>akhir</p>"
    assert sanitize(html, BASE).count("<tr>") == 1500


def test_paragraphs_are_the_lines_of_a_text() -> None:
    assert as_paragraphs("Satu & dua\n\n <b>\n") == "<p>Satu &amp; dua</p><p>&lt;b&gt;</p>"


@given(st.text())
def test_no_line_is_lost_in_paragraphs(text: str) -> None:
    text = clean_characters(text)
    assert plain_text(sanitize(as_paragraphs(text), "")) == plain_text(plain_text(text, False), False)


def test_a_base_that_the_sanitizer_cannot_read_drops_relative_urls():
    assert (
        sanitize('<a href="/x">a</a> <a href="https://b.example/">b</a>', "https://xn--fl6c").count("href")
        == 1
    )


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ('<img src="https://b.example/i.jpg"><img src="i.jpg">', "https://a.example/x/i.jpg"),
        ('<a HREF="y">y</a> <a href="https://b.example/">b</a>', "https://a.example/x/y"),
        ("<a href='//c.example/z'>z</a>", "https://c.example/z"),
        ('<a href=y>href="https://</a>', "https://a.example/x/y"),
    ],
)
def test_one_relative_url_among_others_is_made_absolute(html: str, clean: str) -> None:
    assert clean in sanitize(html, "https://a.example/x/")
