"""Which places a text is about: sure names, short names in context, names that mean something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.places import Found, find_places, lies_in, place_ids

REGENCIES = {
    "oku": 13,
    "oki": 18,
    "muara-enim": 22,
    "lahat": 24,
    "musi-rawas": 14,
    "muba": 15,
    "banyuasin": 21,
    "oku-timur": 20,
    "oku-selatan": 19,
    "ogan-ilir": 16,
    "empat-lawang": 10,
    "pali": 5,
    "muratara": 7,
    "palembang": 18,
    "pagar-alam": 5,
    "lubuklinggau": 8,
    "prabumulih": 6,
}


def counted(title: str, summary: str = "") -> set[str]:
    """Regencies and the province, where they or places in them count."""
    found = find_places(title, summary)
    return {one.place.partition("/")[0] for one in found if one.strength != "weak"}


def test_the_gazetteer_holds_the_province_its_17_regencies_and_cities_and_their_241_districts() -> None:
    districts = {place: sum(other.startswith(f"{place}/") for other in place_ids()) for place in REGENCIES}
    assert districts == REGENCIES
    assert len(place_ids()) == len(set(place_ids())) == 1 + 17 + 241
    assert place_ids()[0] == "sumatera-selatan"


def test_a_district_lies_in_its_regency_and_all_in_the_province() -> None:
    assert lies_in("muba/sungai-lilin", "muba")
    assert lies_in("muba/sungai-lilin", "sumatera-selatan")
    assert lies_in("muba", "muba")
    assert not lies_in("muba", "muba/sungai-lilin")
    assert not lies_in("oku-timur", "oku")


NAMED = [
    ("Banjir di Musi Rawas Utara", {"muratara"}),
    ("Banjir di Musi Rawas", {"musi-rawas"}),
    ("Bupati OKU Timur dan Bupati OKU Selatan", {"oku-timur", "oku-selatan"}),
    ("KPK OTT di OKU", {"oku"}),
    ("Wisata Musi Banyuasin", {"muba"}),
    ("Muaraenim Berbenah", {"muara-enim"}),
    ("Lubuk Linggau dan Lubuklinggau Timur 2", {"lubuklinggau"}),
    ("Panen di Banyuasin III", {"banyuasin"}),
    ("Kabupaten ME Raih WTP", {"muara-enim"}),
    ("Raih Gelar ME dari Unsri", {"sumatera-selatan"}),
    ("Bupati OKI Lantik Camat", {"oki"}),
    ("bupati oki lantik camat", {"oki"}),
    ("Dinas Pendidikan OKI Berbenah", {"oki"}),
    ("Karhutla di OKI Meluas", {"oki"}),
    ("Banjir Rendam OKI dan Palembang", {"oki", "palembang"}),
    ("Bupati OKI Bahas Bantuan Gaza", {"oki"}),
    ("Pertemuan di OKI Bahas Gaza", set()),
    ("Sekjen OKI Tiba", set()),
    ("Bupati Mura Tinjau Jalan", {"musi-rawas"}),
    ("Bupati Mura Kalteng Tinjau Jalan", set()),
    ("POLRES PALI TANGKAP BANDAR", {"pali"}),
    ("KITAB PALI KUNO DITEMUKAN", set()),
    ("Ada Bahasa Pali di Prasasti", set()),
    ("Martapura Banjir", set()),
    ("Martapura OKU Timur Banjir", {"oku-timur"}),
    ("Jalan Martapura-Baturaja Rusak", {"oku-timur", "oku"}),
    ("Banjir Martapura Kalsel, Bantuan dari Palembang", {"palembang"}),
    ("Belitang Panen Raya", {"oku-timur"}),
    ("Belitang Kalbar Panen Raya", set()),
    ("Warga Saling Bantu di Empat Lawang", {"empat-lawang"}),
    ("Macet di Simpang Empat Palembang", {"palembang"}),
    ("Polsek Kemuning Palembang", {"palembang"}),
    ("Kecamatan Tanah Abang Jakarta", set()),
    ("Bandara Jayapura Ramai, Kata Warga OKU Timur", {"oku-timur"}),
    ("Ke Liang Lahat", set()),
    ("Jalan ZA Pagar Alam Macet", set()),
    ("Tebing Tinggi Sumut Diguncang Gempa", set()),
    ("Pria Asal Kota Palembang Viral", set()),
    ("Resep Pempek Palembang", set()),
    ("Warga Palembang Ditangkap di Bali", set()),
    ("Warga Palembang Ditangkap", {"palembang"}),
    ("Jalan Palembang-Jambi Macet", {"palembang"}),
    ("Jalan Palembang di Jakarta Macet", set()),
    ("Berita dari Tribun Sumsel", set()),
    ("Lihat sumsel.tribunnews.com", set()),
]


@pytest.mark.parametrize(("title", "places"), NAMED)
def test_a_name_counts_where_it_means_the_place(title: str, places: set[str]) -> None:
    assert counted(title) == places


SUMMARIES = [
    ("Motor Raib", "PALEMBANG - Polisi memburu pencuri.", {"palembang"}),
    ("Bupati Lahat Dipuji", "PALEMBANG, KABAR.com - Bupati Lahat menerima piala.", {"lahat"}),
    ("Kapolda Lampung Diganti", "Ia pernah bertugas di Palembang.", set()),
    ("Truk Asal Lampung Terbalik", "Polres OKI menutup jalan.", {"oki"}),
    ("Cuaca Besok", "Hujan turun di Jakarta, Bandung, Surabaya dan Palembang.", set()),
    ("Jembatan Ambruk", "Kejadian itu menimpa Prabumulih.", {"prabumulih"}),
]


@pytest.mark.parametrize(("title", "summary", "places"), SUMMARIES)
def test_a_summary_counts_unless_it_names_a_place_in_passing(
    title: str, summary: str, places: set[str]
) -> None:
    assert counted(title, summary) == places


def test_what_does_not_count_is_found_all_the_same_and_says_why() -> None:
    assert find_places("Sekjen OKI dan Pria Asal Palembang") == (
        Found("oki", "weak", "“oki” beside “sekjen”"),
        Found("palembang", "weak", "“palembang” after “asal”"),
    )


def test_evidence_names_the_office_that_made_a_short_name_a_place() -> None:
    assert find_places("Pemkab OI Rapat") == (Found("ogan-ilir", "title", "“pemkab oi”"),)


@pytest.mark.parametrize("place", place_ids())
def test_every_place_is_found_by_its_own_name_beside_the_province(place: str) -> None:
    regency, _, district = place.partition("/")
    name = f"Kecamatan {district.title()}" if district else f"Kabupaten {regency.upper()}"
    found = find_places(f"{name.replace('-', ' ')}, Sumatera Selatan")
    assert place in {one.place for one in found if one.strength == "title"}


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_is_too_strange_to_be_searched(title: str, summary: str) -> None:
    assert all(one.place in place_ids() for one in find_places(title, summary))
