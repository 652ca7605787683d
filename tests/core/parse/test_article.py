"""An article's page, whatever its paper, becomes an entry."""

import json
import re
from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dates import parse_date
from aggregator.errors import ParseError
from aggregator.model import Category, ParsedEntry, Person
from aggregator.parse.article import parse_article
from aggregator.text import presets_for, sanitize, strip_interruptions, visible_text
from tests.corpus import corpus_folder

PAGES = Path(__file__).parents[2] / "data" / "pages"
URL = "https://musi.example.co.id/read/6894/pj-gubernur-pilkada-aman"
TITLE = "Wali Kota Resmikan Jembatan Gantung Kertapati"
STORY = (
    "Wali Kota Palembang meresmikan jembatan gantung di Kertapati, Rabu, setelah dua tahun dibangun.",
    "Jembatan sepanjang seratus meter itu menghubungkan dua kampung yang selama ini dipisahkan sungai.",
    '"Anak sekolah tidak perlu lagi naik perahu," kata Wali Kota di hadapan warga yang berkumpul.',
)


def regional(title: str, caption: str, lines: list[str]) -> str:
    page = (PAGES / "regional.html").read_text(encoding="utf-8")
    body = "\n".join(map(paragraph, lines))
    return (
        page.replace("{title}", escape(title)).replace("{caption}", escape(caption)).replace("{body}", body)
    )


def paragraph(line: str) -> str:
    lead, mark, title = line.partition("BACA JUGA:")
    if mark:
        return f'<p>{lead}<strong>BACA JUGA:<a href="/read/7{len(title):03}/x-y-z">{escape(title)}</a></strong></p>'
    return f"<p>{escape(line)}</p>"


def plain_page(head: str = "", before: str = "", after: str = "", body: str | None = None) -> str:
    """A page with nothing but a headline and a story, and what a test is about."""
    body = "".join(f"<p>{line}</p>" for line in STORY) if body is None else body
    return f"<html><head>{head}</head><body><h1>{TITLE}</h1>{before}<div>{body}</div>{after}</body></html>"


def read(html: str, url: str = URL) -> ParsedEntry:
    return parse_article(html, url)


def story_of(entry: ParsedEntry) -> str:
    return visible_text(sanitize(entry.content, URL))


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


NEWS = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE}


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    ("head", "before", "utc"),
    [
        (ld(NEWS | {"datePublished": "2024-08-28T14:30:05+07:00"}), "", "2024-08-28 07:30:05"),
        (
            ld([{"@type": "WebSite"}, NEWS | {"datePublished": "2024-08-28T14:30:05+07:00"}]),
            "",
            "2024-08-28 07:30:05",
        ),
        (ld({"@graph": [NEWS | {"datePublished": "2024-08-28T07:30:05Z"}]}), "", "2024-08-28 07:30:05"),
        (
            '<meta property="article:published_time" content="2024-08-28T14:30:05+07:00">',
            "",
            "2024-08-28 07:30:05",
        ),
        ('<meta name="publishdate" content="2024/08/28 14:30:05">', "", "2024-08-28 07:30:05"),
        ('<meta name="pubdate" content="2024-08-28 14:30:05">', "", "2024-08-28 07:30:05"),
        ('<meta name="parsely-pub-date" content="2024-08-28T07:30:05Z">', "", "2024-08-28 07:30:05"),
        ('<meta name="dc.date" content="2024-08-28 14:30">', "", "2024-08-28 07:30:00"),
        ("", '<time datetime="2024-08-28T14:30:00+07:00">2 jam lalu</time>', "2024-08-28 07:30:00"),
        ("", "<div>Rabu, 28 Agustus 2024 14:30 WIB</div>", "2024-08-28 07:30:00"),
        ("", "<div>suara.id - Rabu, 28 Agu 2024 - 14:30 WIB</div>", "2024-08-28 07:30:00"),
        ("", "<span>Rabu, 28 Agustus 2024</span><p>14:30 WIB</p>", "2024-08-28 07:30:00"),
        ('<meta itemprop="datePublished" content="2024-08-28T14:30:05+07:00">', "", "2024-08-28 07:30:05"),
        ("", "<p>Oleh Redaksi | 28/08/2024 14:30 WIB | 998 Views</p>", "2024-08-28 07:30:00"),
    ],
)
def test_the_date_is_found_where_pages_say_it(head: str, before: str, utc: str) -> None:
    published = parse_date(read(plain_page(head, before)).published)
    assert published is not None
    assert f"{published:%Y-%m-%d %H:%M:%S}" == utc


def test_a_local_time_that_calls_itself_utc_gets_the_zone_that_the_reader_sees() -> None:
    entry = read(
        plain_page(
            '<meta name="pubdate" content="2015-11-05T10:08:58Z">', "<div>Kamis, 05/11/2015 10:08 WIB</div>"
        )
    )
    assert str(parse_date(entry.published)) == "2015-11-05 03:08:58+00:00"


def test_a_true_utc_time_stays_although_the_reader_sees_a_local_one() -> None:
    entry = read(
        plain_page(
            '<meta name="pubdate" content="2015-11-05T03:08:58Z">', "<div>Kamis, 05/11/2015 10:08 WIB</div>"
        )
    )
    assert entry.published == "2015-11-05T03:08:58Z"


def test_a_day_in_the_head_is_completed_by_the_hour_that_the_reader_sees() -> None:
    entry = read(
        plain_page(
            '<meta name="publishdate" content="2024-08-28">', "<p>Rabu, 28 Agustus 2024 | 14:30 WIB</p>"
        )
    )
    assert entry.published == "Rabu, 28 Agustus 2024 | 14:30 WIB"


def test_today_s_date_above_the_page_is_not_the_article_s() -> None:
    page = plain_page(before="<p>Rabu, 28 Agustus 2024 14:30 WIB</p>").replace(
        "<h1>", "<p>Kamis, 29 Agustus 2024</p><h1>"
    )
    assert read(page).published == "Rabu, 28 Agustus 2024 14:30 WIB"


def test_the_address_dates_an_article_that_nothing_else_dates() -> None:
    assert read(plain_page(), "https://a.example/read/2024/08/28/judul-berita").published == "2024-08-28"


@pytest.mark.parametrize(
    "after",
    [
        "<p>Diterbitkan: 28 Agustus 2024 14:30 WIB</p>",
        '<span itemprop="datePublished" content="2024-08-28T14:30:00+07:00">kemarin</span>',
        '<div class="entry-date">28 Agustus 2024 14:30 WIB</div>',
    ],
)
def test_a_date_below_the_story_counts_when_it_says_what_it_is(after: str) -> None:
    entry = read(plain_page(before=f"<p>{STORY[0] * 3}</p>", after=after))
    assert str(parse_date(entry.published)) == "2024-08-28 07:30:00+00:00"


def test_no_date_is_no_date() -> None:
    assert read(plain_page()).published == ""


def test_broken_json_is_passed_over() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-08-28",</script>'
    )
    assert read(plain_page(head + ld(NEWS | {"datePublished": "2024-08-29"}))).published == "2024-08-29"


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
    tags = '<div class="tags">Tag: <a href="/tag/jembatan">Jembatan</a> <a href="/tag/kertapati">#Kertapati</a></div>'
    assert [c.term for c in read(plain_page(head, after=tags)).categories] == ["Jembatan", "Kertapati"]
    assert [c.term for c in read(plain_page(head)).categories] == ["berita", "berita terkini", "sumsel"]


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
