"""What interrupts a story goes; the story stays."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Preset
from aggregator.text import Cleaned, plain_text, presets_for, strip_interruptions
from tests.corpus import corpus_folder
from tests.values import in_time

PALPRES = presets_for("https://palpres.bacakoran.co/")
DETIK = presets_for("https://rss.detik.com/index.php/detikcom")
STORY = "<p>Komisi pemilihan umum menyatakan seluruh tahapan berjalan aman dan tertib di semua kabupaten.</p>"
END = "<p>Pihaknya meminta warga menjaga ketertiban hingga hari pemungutan suara nanti.</p>"
BACA = re.compile(r"baca\s+juga|simak\s+juga|lihat\s+juga", re.IGNORECASE)


def strip(html: str, presets: tuple[Preset, ...] = PALPRES) -> Cleaned:
    return strip_interruptions(STORY + html + END, presets)


@pytest.mark.parametrize(
    "html",
    [
        "<p>BACA JUGA:Judul Berita Lain</p>",
        "<p>BACA JUGA:Satu Judul</p><p>BACA JUGA:Judul Kedua, Apa Itu?</p>",
        "<p><strong>BACA JUGA:</strong> Judul</p>",
        "<p><b>Baca Juga : </b>Judul</p>",
        "<p>Baca&nbsp;juga:&nbsp;Judul</p>",
        "<p>Simak juga: Judul</p>",
        "<div>Lihat Juga: Judul</div>",
        "<p>» Baca juga: KEJUTAN! Judul</p>",
        "<h4>BACA JUGA JUDUL HURUF BESAR</h4>",
        "<p>Halaman: 1 2</p>",
        "<p>Halaman : 1 2 3 Selanjutnya »</p>",
        "<p>-Foto: dok/palpres-</p>",
        "<p>Foto: Humas Polda</p>",
        "<p>(Dok. Pemkot)</p>",
        "<p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p>",
        "<ul><li><a href=/x>BACA JUGA: Judul</a></li></ul>",
        "<p>Tag</p><p>Share</p><p>Berita Terkini</p>",
        "<h3>Tags:</h3><a href=/tag/pilkada>pilkada</a> <a href=/tag/kpu>kpu</a>",
        "<table><tr><td><div><strong>Baca juga: </strong><a href=/x>Judul</a></div></td></tr></table>",
        "<p><a href=/x><img src=x.jpg>Baca Juga: Judul</a></p>",
    ],
)
def test_an_interruption_goes_and_leaves_nothing(html: str) -> None:
    cleaned = strip(html)
    assert cleaned.html == STORY + END
    assert not cleaned.flagged


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Aman sekali, kata dia. BACA JUGA:Judul Lain</p>", "<p>Aman sekali, kata dia. </p>"),
        ("<p>Aman (Baca juga: Judul) dan damai.</p>", "<p>Aman  dan damai.</p>"),
        ("<p>Aman. <b>Baca juga: <a href=/x>Judul</a></b> Lalu damai.</p>", "<p>Aman.  Lalu damai.</p>"),
        ("<p>Aman. <a href=/x>BACA JUGA: Judul</a> Lalu damai.</p>", "<p>Aman.  Lalu damai.</p>"),
        ("Aman.<br>BACA JUGA:Satu<br>BACA JUGA:Dua<br>Damai.", "Aman.<br>Damai."),
        ("<p>Aman.\nBACA JUGA:Judul Lain\nLalu damai.</p>", "<p>Aman.\n\nLalu damai.</p>"),
        ("<p>Warga antre. --Humas Pemprov Sumsel for koranpalpres.com</p>", "<p>Warga antre. </p>"),
        ("<p>Warga antre. -Foto: dok/ist-</p>", "<p>Warga antre. </p>"),
        ("<p>Warga antre! (Foto: Antara)</p>", "<p>Warga antre! </p>"),
    ],
)
def test_an_interruption_inside_a_paragraph_goes_alone(html: str, kept: str) -> None:
    assert strip(html).html == STORY + kept + END


@pytest.mark.parametrize(
    "html",
    [
        "<p>Silakan baca juga surat edaran itu.</p>",
        "<p>Baca juga surat edaran itu sebelum datang ke TPS.</p>",
        "<p>Silakan baca juga <a href=/x>panduan ini</a> sebelum mendaftar.</p>",
        "<p>Baca juga <a href=/x>panduan ini</a> sebelum mendaftar.</p>",
        "<p>“Warga dapat melihat pengumuman, baca juga lampirannya,” kata dia.</p>",
        "<p>Baca juga: ia membaca lampiran itu. Setelah itu ia pulang ke rumahnya di Palembang.</p>",
        "<p>Foto bersama menutup acara itu, dihadiri seluruh kepala dinas dan camat se-kota Palembang.</p>",
        "<p>Halaman sekolah itu dipakai sebagai TPS 1 dan 2.</p>",
        "<table><tr><td>Tag</td><td>Share</td></tr></table>",
        "<p>Berita terkini menyebutkan bahwa logistik sudah tiba.</p>",
        "<p>Wali kota - Foto bersama</p>",
    ],
)
def test_prose_stays_to_the_letter(html: str) -> None:
    assert strip(html) == Cleaned(STORY + html + END)


def test_what_the_lines_pointed_to_is_kept_once_and_in_order() -> None:
    html = (
        "<p>BACA JUGA:<a href='/a'>Judul A</a></p><p><a href='/b'>BACA JUGA: Judul B</a></p>"
        "<p>Baca Juga</p><ul><li><a href='/c'>Judul C</a></li><li><a href='/a'>Judul A</a></li></ul>"
        "<p>Tag</p><p><a href='/tag/x'>x</a></p>"
    )
    cleaned = strip(html + STORY)
    assert cleaned.related == (("/a", "Judul A"), ("/b", "Judul B"), ("/c", "Judul C"))
    assert cleaned.html == STORY + STORY + END


def test_a_link_after_the_list_is_part_of_the_story_again() -> None:
    html = "<p>Baca Juga:</p><p><a href=/a>A</a></p><p>Kata dia.</p><p><a href=/b>Situs resmi</a></p>"
    assert strip(html).html == f'{STORY}<p>Kata dia.</p><p><a href="/b">Situs resmi</a></p>{END}'


def test_plain_text_loses_its_lines() -> None:
    text = "Pilkada berjalan aman.\n\nBACA JUGA:Judul Lain\n\nWarga pulang dengan tertib.\nHalaman: 1 2"
    cleaned = strip_interruptions(text, PALPRES)
    assert cleaned.html == "Pilkada berjalan aman.\n\n\nWarga pulang dengan tertib."


@pytest.mark.parametrize(
    "text", ["<p>BACA JUGA:Judul Yang Panjang Sekali</p><p>Isi.</p>", "Isi.\nBACA JUGA:Judul"]
)
def test_a_text_that_would_lose_too_much_is_kept_and_flagged(text: str) -> None:
    assert strip_interruptions(text, PALPRES) == Cleaned(text, flagged=True)


def test_a_network_has_lines_of_its_own() -> None:
    html = "<p>[Gambas:Video 20detik]</p>"
    assert strip(html, DETIK).html == STORY + END
    assert strip(html, PALPRES).html == STORY + html + END


def test_an_operator_can_add_a_preset() -> None:
    own = Preset(
        name="ours", leads=("cek dulu",), lines=(r"editor\s*:.*",), cues=("editor",), boxes=("iklan baris",)
    )
    html = "<p>Cek dulu: Judul</p><p>Editor: Sari</p><p>Iklan Baris</p>"
    assert strip(html, (*PALPRES, own)).html == STORY + END


@pytest.mark.parametrize("lead", ["Cek dulu:", "» CEK  DULU", "(cek dulu"])
@pytest.mark.parametrize(
    "html", ["<p>Cek dulu:Judul</p>", "<p>Cek dulu: Judul</p>", "<p>Cek<br>Cek dulu : Judul</p>"]
)
def test_a_lead_may_be_written_with_what_stands_around_it(lead: str, html: str) -> None:
    own = Preset(leads=("cek", lead))
    assert "Judul" not in strip(html, (*PALPRES, own)).html


@pytest.mark.parametrize(
    ("own", "html"),
    [
        (Preset(boxes=("Simak ini!",)), "<p>Simak ini!</p>"),
        (Preset(boxes=("Baca artikel menarik lainnya hanya di koran kami",)),
         "<p>Baca artikel menarik lainnya hanya di koran kami:</p>"),
        (Preset(boxes=("tanya & jawab",)), "<p># Tanya &amp; Jawab</p>"),
        (Preset(leads=("tanya & jawab",)), "<p>Tanya &#38; Jawab: Judul</p>"),
        (Preset(endings=(r"\(\w{2}/\w{2}\)",), cues=("",)), "<p> (ab/cd) \n </p>"),
    ],
)  # fmt: skip
def test_what_an_operator_wrote_is_found_however_it_is_marked_up(own: Preset, html: str) -> None:
    assert strip(html, (own,)).html.replace("<p> </p>", "") == STORY + END


def test_an_ending_begins_near_the_end() -> None:
    own = Preset(endings=(r"\(ab\)",), cues=("",))
    html = "<p>" + "kata " * 1500 + "selesai. (ab) </p>"
    assert strip(html, (own,)).html == STORY + "<p>" + "kata " * 1500 + "selesai. </p>" + END


@pytest.mark.parametrize("blank", ["\n", " ", "<b>", "<br>\n", "&nbsp;", "&"])
@in_time
def test_a_desert_of_white_space_is_crossed_in_time(blank: str) -> None:
    own = Preset(endings=(r"\s{1,80}", r"\s?x"), lines=(r"\s{0,9}x",), cues=("",))
    for size in (9_000, 2_000_000):
        desert = blank * (size // len(blank))
        strip_interruptions(f"<p>Kata{desert}kata</p>", (*PALPRES, own))
        strip_interruptions(f"Kata{desert}kata", (*PALPRES, own))


@pytest.mark.parametrize(
    "url", ["https://bacakoran.co/", "http://A.b.bacakoran.co.:80/x", "https://disway.id/rss"]
)
def test_a_preset_holds_for_its_host_and_all_below(url: str) -> None:
    assert [preset.name for preset in presets_for(url)] == ["general", "disway"]


@pytest.mark.parametrize("url", ["https://notbacakoran.co/", "", "http://[", "disway.id"])
def test_a_preset_holds_for_no_other_host(url: str) -> None:
    assert [preset.name for preset in presets_for(url)] == ["general"]


@pytest.mark.parametrize("between", ["</p>\n<p>", "<br>\n", "<br><br>", "</p><p>&nbsp;</p><p>"])
def test_the_first_article_we_were_asked_for_comes_out_clean(between: str) -> None:
    seed = corpus_folder().parent / "seed" / "palpres-article.txt"
    if not seed.is_file():
        pytest.skip(f"no article text at {seed}")
    lines = [line.strip() for line in seed.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    html = "<p>" + between.join(map(escape, lines)) + "</p>"
    cleaned = strip_interruptions(html, PALPRES)
    text = plain_text(cleaned.html)
    assert not BACA.search(text)
    assert not re.search(r"koranpalpres|Berita Ter|\bShare\b|\bTag\b", text)
    stories = [line for line in lines if len(line) > 30 and not BACA.match(line)]
    assert all(" ".join(line.partition(" --Humas")[0].split()) in text for line in stories)
    assert not cleaned.flagged


PIECES = st.sampled_from(
    ["BACA JUGA:", "Baca juga ", "<a href=/x>", "</a>", "<p>", "</p>", "<br>", "Judul", " kata. ", "\n",
     "<b>", "</b>", "<li>", "<table><td>", "Tag", "--Foto: x", "(Foto: y)", "<script>", "<!-- -->",
     "Halaman: 1 2", "&amp;", "</div>", "</body>", "x" * 99]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text())
def test_any_text_can_be_stripped(html: str) -> None:
    cleaned = strip_interruptions(html, PALPRES)
    assert len(plain_text(cleaned.html)) <= len(plain_text(html)) + 8
    assert cleaned.flagged <= (cleaned.html == html)


@pytest.mark.parametrize(
    "piece",
    ["BACA JUGA:", "<a href=x>BACA JUGA", "--", "--Foto ", "1 ", "Halaman: 1 ", "baca ", "<p>Tag", "<b>baca juga:"],
)  # fmt: skip
@in_time
def test_hostile_repetition_is_stripped_in_time(piece: str) -> None:
    for around in (piece, f"<p>{piece}"):
        strip_interruptions("<p>baca juga foto" + around * (200_000 // len(around)), PALPRES)
        strip_interruptions(around * (9_000 // len(around)), PALPRES)
