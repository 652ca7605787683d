"""The shipped topics on headlines that look alike: what belongs, and what only seems to."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.config import load
from aggregator.topics import compile_rules
from tests.values import headline

SHIPPED = Path(__file__).parents[3] / "config" / "feeds.yaml"
NEITHER: tuple[str, ...] = ()
PILKADA, SUMSEL, BOTH = ("pilkada-2024",), ("sumsel",), ("pilkada-2024", "sumsel")

HEADLINES = [
    ("Sekjen OKI Kecam Serangan Israel", NEITHER),
    ("KTT OKI Digelar di Riyadh", NEITHER),
    ("Bupati OKI Lantik 12 Camat", SUMSEL),
    ("Menlu Hadiri Sidang OKI Bahas Palestina", NEITHER),
    ("Jenazah Diturunkan ke Liang Lahat", NEITHER),
    ("Harga Kopi di Lahat Naik", SUMSEL),
    ("Macet di Jalan ZA Pagar Alam Bandar Lampung", NEITHER),
    ("Wisata Pagar Alam Ramai", SUMSEL),
    ("Resep Pempek Palembang Lembut", NEITHER),
    ("Pria Asal Palembang Ditangkap di Bali", NEITHER),
    ("Kebakaran di Palembang Hanguskan 5 Rumah", SUMSEL),
    ("Banjir Martapura Kalsel", NEITHER),
    ("Sriwijaya Air Buka Rute Baru", NEITHER),
    ("Bupati Mura Kalteng Resmikan Jalan", NEITHER),
    ("Polres PALI Ringkus Bandar", SUMSEL),
    ("Pilkada Muratara: KPU Tetapkan DPT", BOTH),
    ("Pilkada 2020 Dikenang", NEITHER),
    ("Evaluasi Pilkada 2020 untuk Pilkada 2024", PILKADA),
    ("Hasil Pilkada DKI 2017 Jadi Pelajaran", NEITHER),
    ("Gerindra Siapkan Cagub Sumsel", BOTH),
    ("Calon Gubernur BI Diuji DPR", NEITHER),
    ("KPU Tetapkan Hasil Pilpres 2024", NEITHER),
    ("KPPS Meninggal Usai Pemilu di TPS", NEITHER),
    ("Bawaslu Periksa Bupati Petahana", PILKADA),
    ("Pilkades Serentak Digelar di Banyuasin", SUMSEL),
    ("Paslon Nomor Urut 2 Kampanye di Baturaja", BOTH),
    ("Warga Ogan Ilir Panen Raya", SUMSEL),
    ("Wacana Pilkada Lewat DPRD Menguat", NEITHER),
    ("Pilkada 2029 Diusulkan Terpisah", NEITHER),
    ("KPU Musi Rawas Buka Pendaftaran Paslon Bupati", BOTH),
    ("Pilwako Lubuklinggau: Tiga Paslon Bersaing", BOTH),
    ("Debat Capres: Paslon 1 dan 2 Saling Sindir", NEITHER),
    ("Pantarlih Mulai Coklit di OKU Timur", BOTH),
    ("Tim Futsal Indonesia Lolos", NEITHER),
    ("Pemilih Pemula Antusias", NEITHER),
    ("Pilihan Redaksi: Kuliner", NEITHER),
    ("Herman Deru-Cik Ujang Unggul di Hitung Cepat", BOTH),
    ("Mahkamah Konstitusi Perintahkan PSU Pilkada Empat Lawang 2025", BOTH),
    ("Bupati Lampung Selatan Panen Raya", NEITHER),
]

AT = datetime(2024, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize(("title", "topics"), HEADLINES)
def test_a_headline_belongs_to_the_topics_it_is_about(title: str, topics: tuple[str, ...]) -> None:
    belongs = compile_rules(load(SHIPPED).topics).topics_of(headline(title, at=AT))
    assert tuple(slug for slug in belongs if slug in BOTH) == topics
