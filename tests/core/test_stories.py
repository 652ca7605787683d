"""Entries that tell the same news come together, in other words too; the rest stays apart; keys never die."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.stories import REPLAY, Stories, Told

MONDAY = datetime(2024, 8, 26, 1, tzinfo=UTC)

FLOOD = (
    "Banjir Rendam Ratusan Rumah di Rupit, Warga Mengungsi ke Masjid",
    "Sungai Rupit Meluap, Warga Mengungsi dan Ratusan Rumah Terendam Banjir",
    "Ratusan Rumah di Rupit Masih Terendam, Pengungsi Banjir Butuh Air Bersih",
)
BARGE = (
    "Tongkang Batu Bara Tabrak Tiang Jembatan Ampera",
    "Jembatan Ampera Ditabrak Tongkang Batu Bara, Tiang Retak",
    "Tiang Jembatan Ampera Retak Usai Tabrakan Tongkang, Polisi Periksa Nakhoda",
)
BRIDGING = (
    "Tongkang Tabrak Jembatan Ampera: Nakhoda Kapal Masih Diperiksa Polisi",
    "Polisi Tahan Nakhoda Kapal, Tongkang Tabrak Ampera Jadi Perkara",
    "Jembatan Ampera Rusak, Nakhoda Kapal Tongkang Diperiksa Polisi Lagi",
    "Diperiksa Polisi, Nakhoda Kapal Akui Tongkang Tabrak Jembatan",
)
OTHERS = (
    "Petani Kopi Semende Panen Raya, Harga Tembus Rp70 Ribu",
    "Dua Pelajar SMA Lahat Lolos Olimpiade Matematika",
    "Bawaslu OKU Timur Periksa Lurah yang Ikut Kampanye",
    "Kebakaran Hanguskan Gudang Karet di Prabumulih",
    "Timnas Latihan Perdana di Jakabaring Sore Ini",
    "Dinkes Banyuasin Catat Lonjakan Demam Berdarah",
    "Pemkot Pagar Alam Rekrut Ratusan Tenaga Kebersihan",
    "Harimau Terlihat di Kebun Warga Ulu Rawas",
)


def told(key: str, title: str, hours: float = 0, summary: str = "", source: str = "") -> Told:
    return Told(key, source or f"koran-{key}", title, summary, MONDAY + timedelta(hours=hours))


def stories_of(entries: Sequence[Told]) -> dict[str, str | None]:
    stories = Stories()
    for entry in entries:
        stories.add((entry,))
    return {entry.key: stories.story_of(entry.key) for entry in entries}


def in_the_news(*titles: str, every: float = 1) -> list[Told]:
    """The titles among other news, an entry an hour."""
    mixed = [title for pair in zip(OTHERS, titles, strict=False) for title in pair]
    return [told(f"k{number:02}", title, number * every) for number, title in enumerate(mixed)]


@pytest.mark.parametrize("titles", [FLOOD, BARGE])
def test_the_same_news_in_other_words_is_one_story(titles: tuple[str, ...]) -> None:
    entries = in_the_news(*titles)
    found = stories_of(entries)
    assert {found[entry.key] for entry in entries if entry.title in titles} == {"k01"}
    assert len(set(found.values())) == len(titles) + 1


def test_two_stories_grow_side_by_side() -> None:
    titles = [title for pair in zip(FLOOD, BARGE, strict=True) for title in pair]
    found = stories_of([told(str(number), title, number) for number, title in enumerate(titles)])
    assert [found[str(number)] for number in range(6)] == ["0", "1"] * 3


def test_a_story_without_news_for_72_hours_is_over() -> None:
    found = stories_of([told("a", BARGE[0]), told("b", BARGE[1], 73), told("c", BARGE[2], 80)])
    assert found == {"a": "a", "b": "b", "c": "b"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Harga Emas Antam Hari Ini, 26 Agustus 2024", "Harga Emas Antam Hari Ini, 27 Agustus 2024"),
        ("Harga Emas Antam Turun Jadi Rp1.412.000", "Harga Emas Antam Turun Jadi Rp1.405.000"),
        ("KPU Lahat Terima 210.000 Surat Suara", "KPU Muara Enim Terima 310.000 Surat Suara"),
        (
            "Debat Pertama Pilgub Sumsel Digelar di Palembang",
            "Debat Kedua Pilgub Sumsel Digelar di Palembang",
        ),
        ("Jadwal Salat Palembang Senin", "Jadwal Salat Palembang Selasa"),
        ("Kampanye di Pasar Cinde, Mawardi Janji Tata Kios", "Kampanye di Pasar Cinde, Eddy Janji Tata Kios"),
    ],
)
def test_another_edition_does_not_join_on_likeness_alone(first: str, second: str) -> None:
    found = stories_of([told("a", first), *in_the_news(*FLOOD), told("b", second, 10)])
    assert found["b"] == "b"


def test_a_copy_goes_with_what_it_copies() -> None:
    text = "Nakhoda tongkang diperiksa polisi perairan setelah kapalnya menyenggol tiang, Senin (26/8/2024)."
    entries = [told("a", BARGE[0], 0, text), told("b", "Nakhoda Diperiksa Semalaman", 2, text)]
    assert stories_of(entries) == {"a": "a", "b": "a"}


def test_stories_that_turn_out_to_be_one_merge_and_the_later_key_leads_on() -> None:
    first, second = (
        told("a", "Tongkang Tabrak Jembatan Ampera"),
        told("b", "Nakhoda Kapal Diperiksa Polisi", 1),
    )
    stories = Stories()
    stories.add((first, second))
    assert stories.story_of("b") == "b"
    for number, title in enumerate(BRIDGING):
        stories.add((told(f"c{number}", title, 2 + number),))
    assert stories.aliases == {"b": "a"}
    assert stories.story_of("b") == "a"


def test_the_parts_of_a_batch_come_in_any_order() -> None:
    entries = in_the_news(*FLOOD, *BARGE)
    one, two = Stories(), Stories()
    assert one.add(entries) == two.add(entries[::-1])


# Entries of a small world: what tells stories apart is few words, so that they join, merge, copy and contradict.
_WORDS = (
    "tongkang",
    "jembatan",
    "ampera",
    "banjir",
    "rupit",
    "warga",
    "12",
    "15",
    "Lahat",
    "Senin",
    "harga",
    "emas",
)
_TITLES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=7).map(" ".join)
_STREAM = st.lists(
    st.tuples(_TITLES, _TITLES, st.sampled_from([0, 1, 5, 26, 70, 200]), st.sampled_from("xyz")),
    max_size=25,
)


def _stream(rows: list[tuple[str, str, int, str]]) -> list[Told]:
    at, entries = 0, []
    for number, (title, summary, hours, source) in enumerate(rows):
        at += hours
        entries.append(told(f"e{number:03}", title, at, summary, source))
    return entries


def _batches(entries: list[Told], size: int) -> list[list[Told]]:
    return [entries[start : start + size] for start in range(0, len(entries), size)]


@given(_STREAM, st.randoms(use_true_random=False), st.integers(1, 10))
def test_order_within_a_batch_changes_nothing(rows: list[tuple[str, str, int, str]], rng, size: int) -> None:
    one, two = Stories(), Stories()
    for batch in _batches(_stream(rows), size):
        mixed = rng.sample(batch, len(batch))
        assert one.add(batch) == two.add(mixed)
    assert one.aliases == two.aliases


@given(_STREAM, st.integers(1, 10))
def test_every_key_ever_given_leads_to_a_living_story(
    rows: list[tuple[str, str, int, str]], size: int
) -> None:
    stories, given_keys = Stories(), set()
    entries = _stream(rows)
    for batch in _batches(entries, size):
        given_keys |= {one.story for one in stories.add(batch)}
        living = {stories.story_of(entry.key) for entry in entries} - {None}
        assert living.isdisjoint(stories.aliases)
        assert set(stories.aliases.values()).isdisjoint(stories.aliases)
        assert set(stories.aliases) <= {entry.key for entry in entries}
    now = {entry.key: stories.story_of(entry.key) for entry in entries}
    for key in given_keys:
        assert now[key] in (None, stories.aliases.get(key, key), now.get(stories.aliases.get(key, key)))


@settings(max_examples=30)
@given(_STREAM, _STREAM)
def test_the_window_alone_gives_the_same_keys(
    before: list[tuple[str, str, int, str]], rows: list[tuple[str, str, int, str]]
) -> None:
    """A process that starts again and adds the last `REPLAY` answers as the one that ran all along."""
    entries = _stream(before + rows)
    whole = Stories()
    whole.add(entries)
    window = [entry for entry in entries if entry.at >= entries[-1].at - REPLAY]
    again = Stories()
    again.add(window)
    assert all(again.story_of(entry.key) == whole.story_of(entry.key) for entry in entries)
    later = [
        told(f"z{n}", e.title, (e.at - MONDAY) / timedelta(hours=1) + 1) for n, e in enumerate(entries[-1:])
    ]
    assert again.add(later) == whole.add(later)


def test_the_window_is_enough_for_a_stream_of_months() -> None:
    titles = FLOOD + BARGE + OTHERS
    rows = [told(f"m{n:04}", titles[n * 7 % 5 + n % 9], n * 5) for n in range(400)]
    whole = Stories()
    for entry in rows:
        whole.add((entry,))
    again = Stories()
    window = [entry for entry in rows if entry.at >= rows[-1].at - REPLAY]
    assert len(window) < len(rows) / 2
    again.add(window)
    keys = [(again.story_of(entry.key), whole.story_of(entry.key)) for entry in rows]
    assert all(one == other for one, other in keys)
    assert sum(one != other for one, other in pairwise(one for one, _ in keys if one)) > 1


def test_what_is_remembered_does_not_grow() -> None:
    stories = Stories()
    for number in range(300):
        stories.add((told(f"n{number}", OTHERS[number % 8] + f" {number}", number * 12),))
    assert stories.story_of("n299") == "n299"
    assert sum(stories.story_of(f"n{number}") is not None for number in range(300)) <= 28


def surely(*entries: Told) -> list[str]:
    stories, found = Stories(), {}
    for entry in entries:
        found.update({one.key: one.surely for one in stories.add((entry,))})
    return [found[entry.key] for entry in entries if not entry.key.startswith("k")]


NEWS = tuple(
    told(f"k{number:03}", f"{OTHERS[1 + number % 6]} {number}", number / 999) for number in range(300)
)
"""Enough to say which words are rare."""
TIGER = (
    told("a", "Petani Kopi Diterkam Harimau di Semende", 1, "Korban sedang memetik kopi di kebunnya."),
    told("b", "Harimau Terkam Petani Kopi di Semende, Warga Takut ke Kebun", 3, "Warga minta BKSDA turun."),
)


def test_the_same_news_in_other_words_surely_is_one_story() -> None:
    assert surely(*NEWS, *TIGER) == ["a", "a"]


@pytest.mark.parametrize(
    "other",
    [
        told("b", "Jalan Semende Longsor, Petani Semende Terjebak", 3),
        told(
            "b", "Dua Harimau Terlihat di Semende, Petani Kopi Diterkam Harimau Senin Lalu", 3, "", "koran-a"
        ),
        told("b", TIGER[1].title, 74),
        told("b", "Petani Kopi Diterkam Harimau di Pagar Alam", 3, "Korban sedang memetik kopi di kebunnya."),
    ],
    ids=["one place", "one paper", "days later", "elsewhere"],
)
def test_what_may_be_other_news_stays_apart(other: Told) -> None:
    assert surely(*NEWS, TIGER[0], other) == ["a", "b"]


def test_all_that_surely_tell_it_follow_when_the_credit_goes_to_another_paper() -> None:
    text = "Korban sedang memetik kopi di kebunnya di Desa Pulau Panggung ketika harimau datang dari hutan lindung."
    stories = Stories()
    stories.add(NEWS)
    copy = told("a", TIGER[0].title, 1, f"{text} Dikutip dari Rawas Kini.")
    stories.add((copy,))
    assert [one.surely for one in stories.add((TIGER[1],))] == ["a"]
    origin = told("c", TIGER[0].title, 4, text, "Rawas Kini")
    moved = {one.key: one.surely for one in stories.add((origin,))}
    assert moved == {"a": "c", "b": "c", "c": "c"}
