"""Entries that look alike and are not the same stay apart: 50 pairs of each sort, shown in three ways."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from aggregator.model import ParsedEntry, ParsedFeed
from aggregator.normalize import normalize
from tests.memory import Memory
from tests.values import NOW, source

SITE = "https://palpres.example"
PAIRS = 50


def column(n: int, half: int) -> ParsedEntry:
    """A weekly column: one title, another text each week."""
    week = 2 * n + half
    return _item(f"kolom-{week}", f"/kolom/{week}", "Catatan Akhir Pekan", _prose(week), _day(7 * week))


def ticker(n: int, half: int) -> ParsedEntry:
    """A live ticker: every line of it at one address, minutes apart."""
    line = 2 * n + half
    at = NOW + timedelta(minutes=3 * line)
    return _item(
        f"live-{line}", "/live/pilkada", f"{_WORDS[line % 20].title()}: {_prose(line)[:40]}", _prose(line), at
    )


def ticker_of_one_title(n: int, half: int) -> ParsedEntry:
    """The same, where the title is that of the page."""
    line = 2 * n + half
    return _item(
        f"baris-{line}",
        "/live/debat",
        "LIVE: Debat Pilgub Sumsel",
        _prose(line),
        NOW + timedelta(minutes=line),
    )


def price(n: int, half: int) -> ParsedEntry:
    """The price of the day: one title, one address, one sentence; only the number is another."""
    day = 2 * n + half
    text = f"Harga emas Antam hari ini di Palembang Rp1.{400 + day}.000 per gram, kata pegadaian."
    return _item(f"emas-{day}", "/harga-emas", "Harga Emas Antam Hari Ini", text, _day(day))


def price_at_its_own_address(n: int, half: int) -> ParsedEntry:
    """The same, with the day in title and address."""
    day = 2 * n + half
    title = f"Harga Emas Antam Hari Ini, {day + 1} Agustus 2024"
    text = f"Harga emas Antam hari ini di Palembang Rp1.{400 + day}.000 per gram, kata pegadaian."
    return _item("", f"/harga/emas-{day}", title, text, _day(day))


def gallery(n: int, half: int) -> ParsedEntry:
    """Two galleries of one event, uploaded in one minute."""
    what = (
        "Bupati dan wakilnya mengucapkan sumpah jabatan",
        "Ribuan warga memenuhi halaman kantor gubernur sejak pagi",
    )
    return _item(f"foto-{n}-{half}", f"/foto/{n}/{half}", f"FOTO: Pelantikan Bupati {n}", what[half], _day(n))


def weather(n: int, half: int) -> ParsedEntry:
    """Weather today: a guid a day, one page."""
    day = 2 * n + half
    text = (
        f"Palembang {_WORDS[day % 20]}, {22 + day % 5} sampai {30 + day % 4} derajat, angin {day} km per jam."
    )
    return _item(f"cuaca-{day}", "/cuaca", "Cuaca Hari Ini", text, _day(day))


def place_on_a_page(n: int, half: int) -> ParsedEntry:
    """Entries of one page, each with a fragment and no guid."""
    line = 2 * n + half
    return _item("", f"/liputan#entri-{line}", f"Entri {line}: {_prose(line)[:30]}", _prose(line), _day(line))


def page_that_changes(n: int, half: int) -> ParsedEntry:
    """One address for whatever leads today."""
    day = 2 * n + half
    return _item(f"utama-{day}", "/utama", _prose(day)[:60], _prose(day + 500), _day(day))


def same_headline_of_another_day(n: int, half: int) -> ParsedEntry:
    """Without guid and text: a town's flood, and its next one."""
    return _item("", f"/read/{n}{half}/banjir", f"Banjir Rendam Kecamatan {n}", "", _day(30 * n + half))


def other_blog(n: int, half: int) -> ParsedEntry:
    """A feed of two blogs that number alike."""
    line = 2 * n + half
    host = f"https://blog-{half}.example/?p={n}"
    return ParsedEntry(
        guid=host, url=host, title=_prose(line)[:50], summary=_prose(line), published=_day(line).isoformat()
    )


SORTS = [
    column,
    ticker,
    ticker_of_one_title,
    price,
    price_at_its_own_address,
    gallery,
    weather,
    place_on_a_page,
    page_that_changes,
    same_headline_of_another_day,
    other_blog,
]
_WORDS = [
    "banjir",
    "karet",
    "sawit",
    "pemilu",
    "jembatan",
    "pasar",
    "sekolah",
    "guru",
    "hujan",
    "kabut",
    "jalan",
    "beras",
    "kopi",
    "sungai",
    "polisi",
    "hakim",
    "bupati",
    "gubernur",
    "warga",
    "nelayan",
]


def _prose(seed: int) -> str:
    """Twelve words of a paper's stock, others for each seed."""
    return " ".join(_WORDS[(seed * step + step * step) % 20] for step in range(3, 15)) + f" {seed}"


def _day(number: int) -> datetime:
    return NOW - timedelta(days=2000) + timedelta(days=number)


def _item(guid: str, path: str, title: str, text: str, at: datetime) -> ParsedEntry:
    return ParsedEntry(guid=guid, url=SITE + path, title=title, summary=text, published=at.isoformat())


def together(first: ParsedEntry, second: ParsedEntry) -> list[list[ParsedEntry]]:
    return [[first, second]]


def one_after_the_other(first: ParsedEntry, second: ParsedEntry) -> list[list[ParsedEntry]]:
    return [[first], [second, first], [second]]


def alone(first: ParsedEntry, second: ParsedEntry) -> list[list[ParsedEntry]]:
    return [[first], [second]]


WAYS = [together, one_after_the_other, alone]


def announced(answers: list[list[ParsedEntry]]) -> int:
    memory = Memory()
    now = NOW + timedelta(days=1)
    count = 0
    for number, items in enumerate(answers):
        seen = now + timedelta(minutes=15 * number)
        feed = ParsedFeed(format="rss", entries=tuple(items))
        count += len(memory.poll(normalize(feed, source(), f"{SITE}/rss", seen).entries, seen).new)
    return count


@pytest.mark.parametrize("way", WAYS)
def test_five_hundred_pairs_of_different_entries_stay_apart(way):
    merged = [
        (sort.__name__, n)
        for sort, n in product(SORTS, range(PAIRS))
        if announced(way(sort(n, 0), sort(n, 1))) != 2
    ]
    assert merged == []
    assert len(SORTS) * PAIRS >= 500


@pytest.mark.parametrize("sort", SORTS)
def test_a_year_of_them_is_a_year_of_entries(sort):
    stream = [sort(n, half) for n in range(PAIRS) for half in (0, 1)]
    windows = [stream[max(0, end - 5) : end] for end in range(1, len(stream) + 1)]
    assert announced(windows) == len(stream)
