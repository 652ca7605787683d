"""Excerpts and tokens."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.text import excerpt, tokens


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Pendek saja.", 40, "Pendek saja."),
        ("Kalimat pertama selesai. Kalimat kedua lebih panjang lagi.", 40, "Kalimat pertama selesai."),
        ("Satu. Lalu kalimat kedua yang tidak muat di sini.", 30, "Satu. Lalu kalimat kedua yang…"),
        ("Menurut dr. H. Herman Deru, pilkada aman sekali", 30, "Menurut dr. H. Herman Deru…"),
        ("“Aman sekali,” katanya. “Damai juga.” Lalu pulang.", 40, "“Aman sekali,” katanya. “Damai juga.”"),
        ("https://contoh.id/" + "x" * 60, 20, "https://contoh.id/x…"),
    ],
)
def test_an_excerpt_ends_where_a_sentence_or_a_word_does(text: str, limit: int, expected: str) -> None:
    assert excerpt(text, limit) == expected


@given(st.text(), st.integers(1, 100))
def test_an_excerpt_is_never_longer_than_its_limit_and_begins_as_the_text(text: str, limit: int) -> None:
    short = excerpt(text, limit)
    assert len(short) <= limit
    assert text.startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cik Ujang-Herman Deru", "cik ujang herman deru"),
        ("Salat Jum'at, Jum’at, Jumat", "salat jumat jumat jumat"),
        ("Ma’ruf Amin", "maruf amin"),
        ("KPU-D dan KPU‑D", "kpud dan kpud"),
        ("KPU-Bawaslu", "kpu bawaslu"),
        ("se-Sumsel pasca-Pilkada", "se sumsel pasca pilkada"),
        ("Covid-19 ke-2", "covid 19 ke 2"),
        ("'kutipan' “lain”", "kutipan lain"),
        ("Rp1,5 miliar (07.30 WIB)", "rp1 5 miliar 07 30 wib"),
        ("#Pilkada_2024 @kpu", "pilkada 2024 kpu"),
        ("S1/S2 Éclair", "s1 s2 éclair"),
        ("… — !", ""),
    ],
)
def test_tokens_are_the_words_that_topics_compare(text: str, expected: str) -> None:
    assert tokens(text) == tuple(expected.split())


@given(st.text())
def test_a_token_is_letters_and_digits_alone(text: str) -> None:
    assert all(token.isalnum() for token in tokens(text))


def test_a_megabyte_is_tokenized_in_no_time() -> None:
    started = time.process_time()
    assert len(tokens("Jum'at KPU-D pilkada serentak " * 35_000)) == 35_000 * 4
    assert time.process_time() - started < 2
