"""An article's page, whatever its paper, becomes an entry."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dates import parse_date
from aggregator.demo.newsroom import Newsroom
from aggregator.errors import ParseError
from aggregator.model import Category, Person
from aggregator.text import presets_for, sanitize, strip_interruptions, visible_text
from tests.core.parse.article_pages import NEWS, STORY, TITLE, URL, ld, plain_page, read, regional, story_of
from tests.corpus import corpus_folder
from tests.values import in_time


def test_a_regional_page_gives_every_field() -> None:
    entry = read(regional(TITLE, "Warga di jembatan. --Foto: Humas Pemkot", list(STORY)))

    assert (entry.title, entry.title_is_html, entry.url) == (TITLE, False, URL)
    assert entry.published == "Rabu 28-08-2024,19:40 WIB"
    assert entry.authors == (Person(name="Dian Cahyani"),)
    assert entry.categories == (Category(term="Pilkada 2024"), Category(term="Sumsel"))
    assert entry.image == "https://musi.example.co.id/upload/pj-gubernur.jpg"
    assert (entry.language, entry.summary) == ("id", "Ringkasan satu kalimat.")
    assert story_of(entry) == " ".join(STORY)


def test_the_seed_article_comes_out_clean_and_keeps_what_its_lines_pointed_to() -> None:
    seed = (corpus_folder().parent / "seed" / "palpres-article.txt").read_text(encoding="utf-8")
    _, title, caption, *rest = [line.strip() for line in seed.splitlines() if line.strip()]
    lines = rest[: rest.index("Tag")]
    pointed = [line.removeprefix("BACA JUGA:") for line in lines if line.startswith("BACA JUGA:")]
    prose = [line for line in lines if not line.startswith("BACA JUGA:")]

    entry = read(regional(title, caption, lines))
    clean = strip_interruptions(entry.content, presets_for("https://palpres.bacakoran.co/"))

    assert entry.title == title
    assert not clean.flagged
    assert visible_text(sanitize(clean.html, URL)) == " ".join(" ".join(prose).split())
    assert [title for _, title in clean.related] == pointed


def test_every_article_of_the_demo_s_papers_is_read_as_it_was_written() -> None:
    newsroom = Newsroom(7, lambda: datetime(2026, 11, 20, 3, tzinfo=UTC))
    for article in newsroom.articles:
        page = newsroom.answer(article.paper, urlsplit(article.url).path).body.decode()
        entry = read(page, article.url)
        clean = strip_interruptions(entry.content, presets_for(article.url))

        assert (entry.title, entry.url) == (article.title, article.url)
        assert parse_date(entry.published) == article.published
        assert tuple(category.term for category in entry.categories) == article.tags
        assert entry.authors == (Person(name=article.author),)
        assert words(visible_text(sanitize(clean.html, URL))) == words(" ".join(article.paragraphs))
        assert {title for _, title in clean.related} == {title for _, title in article.related}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f"<title>{TITLE} - Kompas.com</title>", TITLE),
        (f"<title>{TITLE} | Republika Online</title>", TITLE),
        (f"<title>{TITLE} : Okezone News</title>", TITLE),
        (f'<meta property="og:title" content="KapanLagi.com: {TITLE}">', TITLE),
        (f'<meta property="og:title" content="{TITLE[:30]}...">', TITLE),
        (f"<title>Dian Cahyani | {TITLE} - Suara Musi</title>", TITLE),
    ],
)
def test_the_title_is_the_headline_that_the_head_repeats_with_the_site_s_name(
    head: str, expected: str
) -> None:
    assert read(plain_page(head, before="<h2>Berita Lain</h2>")).title == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Harga Karet Naik - Suara Musi", "Harga Karet Naik"),
        ("Harga Karet Naik | Musi.example Ekonomi", "Harga Karet Naik"),
        ("Suara Musi: Harga Karet Naik", "Harga Karet Naik"),
        ("Karet: Harga Naik - Petani Senang", "Karet: Harga Naik - Petani Senang"),
    ],
)
def test_without_a_headline_only_the_site_s_own_name_is_taken_off_the_title(
    title: str, expected: str
) -> None:
    site = '<meta property="og:site_name" content="Suara Musi">'
    assert (
        read(f"<html><head>{site}<title>{title}</title></head><body><p>{STORY[0]}</p></body></html>").title
        == expected
    )


def test_a_logo_in_h1_is_not_the_headline() -> None:
    page = f"""<html><head><title>{TITLE} - Suara Musi</title></head><body><h1>Suara Musi</h1>
        <div class="judul">{TITLE}</div><p>{STORY[0]}</p></body></html>"""
    assert read(page).title == TITLE


def test_a_headline_keeps_the_kicker_that_the_head_leaves_out() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body><h2>In Picture: {TITLE}</h2><p>{STORY[0]}</p></body></html>"
    assert read(page).title == f"In Picture: {TITLE}"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://www.example.co.id/read/1/lain", "https://www.example.co.id/read/1/lain"),
        ("/read/1/lain", "https://musi.example.co.id/read/1/lain"),
        ("https://elsewhere.example.com/read/1", URL),
        ("https://musi.example.co.id/", URL),
        ("javascript:void(0)", URL),
    ],
)
def test_the_canonical_address_counts_when_it_is_an_article_of_the_same_site(said: str, address: str) -> None:
    assert read(plain_page(f'<link rel="canonical" href="{said}">')).url == address


def test_authors_are_those_named_and_never_the_site_or_an_address() -> None:
    head = """<meta name="author" content="Suara Musi"><meta property="og:site_name" content="Suara Musi">
        <meta property="article:author" content="https://facebook.com/suaramusi">"""
    assert read(plain_page(head, "<p>Penulis: Sri Wahyuni, Editor: Bagus</p>")).authors == (
        Person(name="Sri Wahyuni"),
    )
    named = ld(NEWS | {"author": [{"@type": "Person", "name": "A. Rozak"}, {"name": "Lina Mariska"}]})
    assert read(plain_page(named)).authors == (Person(name="A. Rozak"), Person(name="Lina Mariska"))


def test_visible_tags_come_before_keywords() -> None:
    head = '<meta name="keywords" content="berita, berita terkini, sumsel">'
    topics = '<div><a href="/topik/1">Piala Dunia</a></div>'
    tags = '<div class="tags">Tag: <a href="/tag/jembatan">Jembatan</a> <a href="/tag/kertapati">#Kertapati</a></div>'
    assert [c.term for c in read(plain_page(head, topics, tags)).categories] == ["Jembatan", "Kertapati"]
    assert [c.term for c in read(plain_page(head, topics)).categories] == [
        "berita",
        "berita terkini",
        "sumsel",
    ]


FURNITURE = {
    "share": '<div class="share">Bagikan <a href="#">Facebook</a></div>',
    "caption": "<figure><img src=a.jpg><figcaption>Warga berdiri di atas jembatan itu, Rabu.</figcaption></figure>",
    "related": '<div class="terkait"><ul><li><a href="/a">Judul berita lain yang cukup panjang</a></li></ul></div>',
    "unnamed links": '<div><h4><a href="/a">Judul berita lain yang cukup panjang</a></h4><a href="/b">Lagi</a></div>',
    "comments": '<div id="komentar"><p>Mantap sekali, semoga jembatannya awet dan dijaga bersama oleh warga.</p></div>',
    "advertisement": '<p>ADVERTISEMENT</p><div class="iklan"><p>Kredit motor murah, hubungi kami.</p></div>',
    "follow": "<p>Ikuti berita terkini Suara Musi di Google News, klik di sini.</p>",
    "editor": "<p>Editor: Bagus Kurniawan</p>",
    "script": "<script>var berita = 'Jembatan itu, kata mereka, belum selesai dibangun sama sekali.'</script>",
    "popular": "<aside><p>Lima kuliner Palembang, dari pempek sampai tekwan, yang paling dicari pemudik.</p></aside>",
}


@pytest.mark.parametrize("name", FURNITURE)
def test_what_is_put_into_a_story_is_no_part_of_it(name: str) -> None:
    lines = [f"<p>{line}</p>" for line in STORY]
    assert story_of(read(plain_page(body="".join([*lines[:1], FURNITURE[name], *lines[1:]])))) == " ".join(
        STORY
    )
    assert story_of(read(plain_page(after=FURNITURE[name]))) == " ".join(STORY)


def test_a_story_of_line_breaks_without_paragraphs_is_read_whole() -> None:
    body = "<br><br>".join((*STORY[:1], '<b>BACA JUGA: <a href="/x">Judul lain</a></b>', *STORY[1:]))
    entry = read(plain_page(body=body, after=FURNITURE["related"]))
    clean = strip_interruptions(entry.content, presets_for(URL))
    assert visible_text(sanitize(clean.html, URL)) == " ".join(STORY)
    assert clean.related == (("/x", "Judul lain"),)


def test_short_items_and_cells_between_paragraphs_belong_to_the_story() -> None:
    listed = "<ul><li>Sungai Musi</li><li>Sungai Ogan</li></ul><table><tr><td>2023</td><td>12 miliar</td></tr></table>"
    body = f"<p>{STORY[0]}</p>{listed}<p>{STORY[1]}</p>"
    assert "Sungai Musi Sungai Ogan 2023 12 miliar" in story_of(read(plain_page(body=body)))


def test_prose_that_merely_contains_baca_juga_stays() -> None:
    line = "Warga diminta membaca juga surat edaran itu, kata lurah, sebelum menandatangani apa pun."
    assert line in story_of(read(plain_page(body=f"<p>{STORY[0]}</p><p>{line}</p>")))


def test_a_list_below_baca_juga_is_kept_for_its_links() -> None:
    below = '<p>Baca juga:</p><ul><li><a href="/a">Satu judul panjang</a></li><li><a href="/b">Dua judul</a></li></ul>'
    body = f"<p>{STORY[0]}</p>{below}<p>{STORY[1]}</p><p>{STORY[2]}</p>"
    clean = strip_interruptions(read(plain_page(body=body)).content, presets_for(URL))
    assert clean.related == (("/a", "Satu judul panjang"), ("/b", "Dua judul"))
    assert visible_text(sanitize(clean.html, URL)) == " ".join(STORY)


def test_a_page_that_a_script_writes_is_read_from_its_json() -> None:
    page = f'<html><head>{ld(NEWS | {"articleBody": " ".join(STORY)})}</head><body><div id="app"></div></body></html>'
    entry = read(page)
    assert (entry.title, story_of(entry)) == (TITLE, " ".join(STORY))


def test_a_page_without_title_and_story_is_no_article() -> None:
    with pytest.raises(ParseError) as caught:
        read("<html><body><img src=x></body></html>")
    assert caught.value.code == "no_article"


@pytest.mark.parametrize(
    ("html", "code"), [("", "empty"), ("</p>", "empty"), (f"<p {'a=1 ' * 500}>x", "too_large")]
)
def test_what_cannot_be_read_says_why(html: str, code: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(html)
    assert caught.value.code == code


def test_a_title_that_nobody_closed_is_no_title_and_costs_nothing() -> None:
    page = f"<html><head><title>{TITLE} - {'kata - ' * 40_000}</head><body></body></html>"
    with pytest.raises(ParseError):
        read(page)


@pytest.mark.parametrize(
    "unit", ["<div><p>Satu, dua.", "<p>Kalimat yang, katanya, panjang sekali.</p>", "a - b<br>"]
)
@in_time
def test_megabytes_of_anything_are_read_in_time(unit: str) -> None:
    read(f"<title>{TITLE}</title>{unit * (5_000_000 // len(unit))}")


MARKUP = st.lists(
    st.sampled_from(
        [*FURNITURE.values(), "<p>", "</p>", "<div>", "</div>", "<h1>", "<br>", "<a href='http://['>", "</a>", "<time>",
         "<table>", "<td>", "<base href='//['>", "<title>", "<!--", "-->", "<script type='application/ld+json'>",
         '{"@type":["NewsArticle"],"author":[1,{}],"image":{"url":[]}}', "</script>", "<meta name=date content=9>",
         "<link rel=canonical href='http://[::'>", "<p>Rabu, 31 Februari 2024 25:61 WIB", "\0", "\ud800", "<body>",
         "<frameset>", "<svg><p>", "<textarea>", *STORY]
    )
    | st.text(max_size=20),
    max_size=40,
)  # fmt: skip


@given(MARKUP.map("".join))
def test_any_markup_gives_an_entry_or_a_parse_error(html: str) -> None:
    try:
        entry = read(html)
    except ParseError:
        return
    assert entry.url.startswith("https://musi.example.co.id/")
    assert not re.search(r"<script|<style", entry.content)
