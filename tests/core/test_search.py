"""What a reader types, and which texts say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.search import Mistake, Query, Term, holds, indexed, parse, pieces, words_of
from aggregator.search.words import located

ANY_TEXT = st.text(max_size=80)
NEWS = st.lists(
    st.sampled_from(
        str.split('KPU oku Anak-anak "harga cabai" -impor Qur’an Rp1,5 pilk* - -"di yang" " * É ﬁ ½ nya')
    )
).map(" ".join)


def query(text: str) -> Query:
    found = parse(text)
    assert isinstance(found, Query), found
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("KPU Sumsel", "kpu sumsel"),
        ("anak-anak", "anak anak"),
        ("Rp1,5 triliun", "rp 1 5 triliun"),
        ("Rp 1,5 triliun", "rp 1 5 triliun"),
        ("Covid-19, covid19", "covid 19 covid 19"),
        ("Qur'an Qur’an Quran", "quran quran quran"),
        ("Jum`at, 'kutipan'", "jumat kutipan"),
        ("Café MÜNCHEN naïve", "cafe munchen naive"),
        ("cafe\u0301", "cafe"),
        ("ﬁnal ５ ½", "final 5 1 2"),
        ("gubernurnya hanya bertanya ibunya", "gubernur hanya bertanya ibu"),
        ("pemilih pemilihan pilihan", "pemilih pemilihan pilihan"),
        ("se-Sumsel_Raya", "se sumsel raya"),
        ("\0 ... & | ! <->", ""),
        ("القُرْآن", "القران"),
    ],
)
def test_text_falls_into_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("oku KPU kpu", "kpu oku"),
        ('"harga cabai" naik', '"harga cabai" naik'),
        ("“harga cabai” naik", '"harga cabai" naik'),
        ("anak-anak", '"anak anak"'),
        ('"kpu"', "kpu"),
        ("kpu -bawaslu", "kpu -bawaslu"),
        ('kpu −"pilkada ulang"', 'kpu -"pilkada ulang"'),
        ("kpu - bawaslu", "bawaslu kpu"),
        ("pilk*", "pilk*"),
        ('"kpu oku*"', '"kpu oku*"'),
        ("pil*kada", '"pil kada"'),
        ('kpu "tanpa akhir', 'kpu "tanpa akhir"'),
        ("title: kpu", "kpu title"),
        ("kpu NEAR/2 oku", 'kpu "near 2" oku'),
        ("kpu & oku | ! <-> 'x'", "kpu oku x"),
        ("di", "di"),
        ("a", "a"),
    ],
)
def test_query_has_one_form_for_all_that_ask_the_same(text: str, canonical: str) -> None:
    assert str(query(text)) == canonical
    assert query(canonical) == query(text)


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", Mistake.EMPTY),
        (" \0\n", Mistake.EMPTY),
        ('""', Mistake.EMPTY),
        ("*** && - ", Mistake.EMPTY),
        ("-kpu", Mistake.NOTHING_WANTED),
        ('-"a b" -c', Mistake.NOTHING_WANTED),
        ("x" * 201, Mistake.TOO_LONG),
        ("a b c d e f g h i j k l m n o p q", Mistake.TOO_MANY),
        ("pi*", Mistake.SHORT_START),
    ],
)
def test_what_is_no_query_is_named(text: str, mistake: Mistake) -> None:
    assert parse(text) is mistake


@given(ANY_TEXT | NEWS)
def test_canonical_text_asks_for_the_same(text: str) -> None:
    found = parse(text)
    if isinstance(found, Query) and len(str(found)) <= 200:
        assert parse(str(found)) == found


@given(ANY_TEXT)
def test_words_of_words_are_the_words(text: str) -> None:
    words = words_of(text)
    assert words_of(" ".join(words)) == words
    assert all(word and " " not in word and "\0" not in word for word in words)


@given(st.text(alphabet="abN ya'`’‘“”–…\xa0é12-_.", max_size=60) | NEWS)
def test_words_are_the_same_wherever_they_stand(text: str) -> None:
    assert words_of(text) == tuple(word for word, _, _ in located(text))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kpu", True),
        ("KPU sumsel", True),
        ("pilkada", False),
        ("kpu -pilkada", True),
        ("kpu -sumsel", False),
        ('"tiga pasangan"', True),
        ('"pasangan tiga"', False),
        ('"calon komisi"', False),
        ('kpu -"calon komisi"', True),
        ("paslon", False),
        ("menetap*", True),
        ("tetap*", True),
        ("tetap", False),
        ("tetapkan", True),
    ],
)
def test_entry_is_found_by_title_and_summary_but_not_across(asked: str, found: bool) -> None:
    words = indexed("KPU Sumsel tetapkan tiga pasangan calon", "Komisi menetapkannya.")
    assert holds(query(asked), words) is found


@given(ANY_TEXT | NEWS, NEWS)
def test_pieces_are_the_text_again(text: str, asked: str) -> None:
    found = parse(asked)
    if isinstance(found, Query):
        cut = pieces(found, text)
        assert "".join(piece.text for piece in cut) == text
        assert all(words_of(piece.text) for piece in cut if piece.found)


def test_what_was_asked_for_is_marked_whole_words_and_whole_phrases() -> None:
    cut = pieces(
        query('kpu "harga cabai" anak-anak pilk* -impor'),
        "KPU-nya: harga beras, Harga <cabai; anak-anak pilkada; impor",
    )
    assert [piece.text for piece in cut if piece.found] == ["KPU", "Harga <cabai", "anak-anak", "pilkada"]


def test_a_term_prints_as_it_is_typed() -> None:
    assert str(Term(("harga", "cab"), prefix=True)) == '"harga cab*"'
