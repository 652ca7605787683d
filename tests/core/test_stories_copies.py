"""Which entries are the same text in another paper, and which only look so."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.stories import Grouped, Stories, Told

NOON = datetime(2024, 8, 28, 5, tzinfo=UTC)
TITLE = "KPU Ogan Ilir Terima 312.400 Surat Suara Pilkada, Pelipatan Dimulai Kamis"
TEXT = (
    "Komisi Pemilihan Umum Kabupaten Ogan Ilir menerima 312.400 lembar surat suara di gudang logistik Indralaya, "
    "Rabu (28/8/2024). Ketua KPU Ogan Ilir Masjida Rahman mengatakan, pelipatan melibatkan warga sekitar gudang."
)


def told(key: str, title: str, summary: str = "", hours: float = 0, source: str = "") -> Told:
    return Told(key, source or f"koran-{key}", title, summary, NOON + timedelta(hours=hours))


def leads(*entries: Told) -> dict[str, str]:
    stories = Stories()
    return {one.key: one.copy_of for entry in entries for one in stories.add((entry,))}


def same(first: Told, second: Told) -> bool:
    return leads(first, second)[second.key] == first.key


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE, TEXT),
        (TITLE.upper(), TEXT),
        (TITLE, ""),
        (TITLE + ", Begini Penjelasannya", TEXT),
        (TITLE, "INDRALAYA, KABARKITA.com – " + TEXT),
        (TITLE, "Indralaya (Kabar Kita) — " + TEXT),
        (TITLE, TEXT.partition(". ")[0] + "."),
        (TITLE, TEXT.replace("Kabupaten", "Kab.").replace("mengatakan", "menyebutkan")),
        (TITLE, TEXT.replace("312.400", "312400").replace("gudang", "tempat penyimpanan")),
        (TITLE, TEXT.replace("Rahman", "Rachman")),
        (TITLE, TEXT.replace("Ogan Ilir", "OI")),
        ("Surat Suara Pilkada Tiba di Indralaya, Warga Dilibatkan Melipat", TEXT),
        ("Surat Suara Pilkada Tiba di Indralaya", ". ".join(reversed(TEXT.rstrip(".").split(". "))) + "."),
    ],
)
def test_an_edited_reprint_is_a_copy(title: str, text: str) -> None:
    assert same(told("a", TITLE, TEXT), told("b", title, text, hours=5))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (TITLE.replace("312.400", "298.100"), TEXT.replace("312.400", "298.100")),
        (TITLE.replace("Ogan Ilir", "Ogan Komering Ilir"), TEXT.replace("Ogan Ilir", "Ogan Komering Ilir")),
        (TITLE.replace("Ogan Ilir", "Lahat"), TEXT.replace("Ogan Ilir", "Lahat")),
        (TITLE.replace("Kamis", "Jumat"), TEXT.replace("Rabu (28/8/2024)", "Kamis (29/8/2024)")),
        (TITLE, TEXT.replace("Masjida Rahman", "Hendra Kurnia")),
    ],
)
def test_another_number_place_day_or_name_is_another_edition(title: str, text: str) -> None:
    assert not same(told("a", TITLE, TEXT), told("b", title, text, hours=5))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Harga Emas Antam Hari Ini 28 Agustus 2024", "Harga Emas Antam Hari Ini 29 Agustus 2024"),
        ("Harga Emas Antam Hari Ini di Palembang", "Harga Emas Antam Hari Ini di Palembang"),
        ("Prakiraan Cuaca Sumsel Besok: Hujan Ringan", "Prakiraan Cuaca Sumsel Besok: Hujan Ringan"),
        ("Ramalan Zodiak Leo dan Virgo, Rabu", "Ramalan Zodiak Leo dan Virgo, Kamis"),
        ("Kurs Dolar Rp15.480, Rupiah Menguat", "Kurs Dolar Rp15.520, Rupiah Menguat"),
        ("Gold price today, 28 August 2024", "Gold price today, 29 August 2024"),
        ("Precio del dólar hoy, 28 de agosto", "Precio del dólar hoy, 29 de agosto"),
        ("Sinopsis Episode 11: Janji di Tepi Musi", "Sinopsis Episode 12: Janji di Tepi Musi"),
        ("Debat Pertama Pilgub Sumsel Berlangsung Sengit", "Debat Kedua Pilgub Sumsel Berlangsung Sengit"),
    ],
)
def test_what_is_filled_in_anew_is_never_a_copy(first: str, second: str) -> None:
    assert not same(told("a", first), told("b", second, hours=20))


def test_rival_candidates_in_one_sentence_are_two_texts() -> None:
    frame = (
        "Calon gubernur {} menyapa pedagang Pasar Cinde dan berjanji menata kios tanpa menggusur siapa pun."
    )
    ours, theirs = (frame.format(name) for name in ("Mawardi Yahya", "Eddy Santana"))
    assert not same(
        told("a", "Mawardi Yahya Menyapa Pedagang Pasar Cinde", ours),
        told("b", "Eddy Santana Menyapa Pedagang Pasar Cinde", theirs, hours=1),
    )


def test_within_one_source_only_the_same_text_is_a_copy() -> None:
    column = "Catatan Akhir Pekan: Politik Uang dan Kita"
    first, second = (
        TEXT,
        "Politik uang selalu datang menjelang pemungutan suara, dan selalu ada yang menerimanya.",
    )
    assert not same(
        told("a", column, first, source="palpres"), told("b", column, second, 20, source="palpres")
    )
    assert same(told("a", column, first, source="palpres"), told("b", column, first, 1, source="palpres"))


def test_after_36_hours_nothing_is_a_copy() -> None:
    assert not same(told("a", TITLE, TEXT), told("b", TITLE, TEXT, hours=37))


def test_a_chain_of_copies_has_one_lead() -> None:
    entries = [told(key, TITLE, TEXT, hours) for key, hours in (("a", 0), ("b", 3), ("c", 9), ("d", 30))]
    assert set(leads(*entries).values()) == {"a"}


def test_the_paper_that_is_credited_leads_even_if_it_comes_later() -> None:
    copy = told("a", TITLE, TEXT + " Artikel ini telah tayang di Lematang News.", source="kabar-musi")
    origin = told("b", TITLE, TEXT, hours=1, source="lematang-news")
    assert leads(copy, origin) == {"a": "b", "b": "b"}


def test_an_entry_without_words_is_a_copy_of_nothing() -> None:
    assert leads(told("a", ""), told("b", ""), told("c", "!"), told("d", "—", "…")) == {
        key: key for key in "abcd"
    }


def test_what_was_answered_is_not_answered_again() -> None:
    stories = Stories()
    assert stories.add((told("a", TITLE),)) == (Grouped("a", "a", "a", "a"),)
    assert stories.add((told("a", TITLE),)) == ()
