"""What a webmaster may choose, and the colours that follow from it."""

import re
from dataclasses import fields
from itertools import product
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.web.embeds.colours import LEAST_CONTRAST, NAMES, contrast, ink_for, palette, read_colour
from aggregator.web.embeds.options import (
    DENSITIES,
    FONTS,
    LAYOUTS,
    MOST_MISTAKES,
    THEMES,
    Options,
    read_options,
)
from aggregator.web.embeds.theme import css_of
from aggregator.words import ENGLISH, INDONESIAN, LANGUAGES, words_in

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def read(query: str) -> tuple[Options, list[str]]:
    options, mistakes = read_options(parse_qs(query, keep_blank_values=True))
    return options, [mistake.option for mistake in mistakes]


def test_a_long_query_of_nonsense_is_not_told_to_its_end() -> None:
    options, mistakes = read_options({f"p{number}": ["1"] for number in range(5000)} | {"count": ["8"]})
    assert options.count == 8
    assert len(mistakes) == MOST_MISTAKES


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", ""),
        ("count=5&layout=list&theme=auto&radius=0&sources=on&images=on", ""),
        ("count=&paper=&layout=", ""),
        ("layout=CARDS&count=08", "count=8&layout=cards"),
        ("images=off&count=3", "count=3&images=off"),
        ("accent=%23ABC", "accent=aabbcc"),
        ("accent=AABBCC", "accent=aabbcc"),
        ("accent=biru", "accent=0b57a4"),
        ("accent=blue", "accent=0b57a4"),
        ("paper=putih", "theme=light&paper=ffffff"),
        ("paper=putih&theme=dark", "theme=light&paper=ffffff"),
    ],
)
def test_every_meaning_has_one_spelling(written: str, meant: str) -> None:
    options, mistakes = read(written)
    assert mistakes == []
    assert options.query() == meant
    assert read(meant) == (options, [])


@pytest.mark.parametrize(
    "written",
    [
        "count=0", "count=21", "count=-1", "count=1.5", "count=٣", "count=1e1", "count=999999999999", "layout=grid",
        "theme=red", "font=Comic Sans", "density=2", "radius=25", "lang=fr", "sources=yes", "images=1", "paper=red;",
        "paper=%23ff", "paper=url(x)", "paper=rgb(0,0,0)", "paper=%23ggg", "ink=var(--x)", "accent=%23aabbccdd",
        "accent=</style>", "colour=red", "utm_source=x", "count=3&count=4",
    ],
)  # fmt: skip
def test_what_is_no_option_is_named_in_a_sentence_and_left_out(written: str) -> None:
    options, mistakes = read_options(parse_qs(written, keep_blank_values=True))
    assert options == Options()
    [mistake] = mistakes
    assert mistake.option == written.partition("=")[0]
    assert all(mistake.sentence.said(words_in(one)).endswith((".", "?")) for one in LANGUAGES)


def test_option_that_was_misspelt_is_guessed() -> None:
    [mistake] = read_options({"acent": ["red"]})[1]
    assert "Maksudnya “accent”?" in mistake.sentence.said(words_in(INDONESIAN))
    assert "Did you mean “accent”?" in mistake.sentence.said(words_in(ENGLISH))


def test_words_that_could_not_be_read_are_refused_with_their_contrast() -> None:
    options, [mistake] = read_options({"paper": ["#888"], "ink": ["#777"]})
    assert mistake.option == "ink"
    assert "1,3 : 1, seharusnya 4,5 : 1" in mistake.sentence.said(words_in(INDONESIAN))
    assert "1.3 : 1 and should be 4.5 : 1" in mistake.sentence.said(words_in(ENGLISH))
    assert options.ink == ""
    assert read("ink=fff")[1] == ["ink"]
    assert read("ink=fff&theme=dark")[1] == []


@given(paper=COLOURS, ink=COLOURS | st.just(""), accent=COLOURS)
def test_words_are_legible_in_whatever_colours(paper: str, ink: str, accent: str) -> None:
    legible = bool(ink) and contrast(ink, paper) >= LEAST_CONTRAST
    colours = palette(paper, ink if legible else ink_for(paper), accent)
    for words in (colours.ink, colours.soft, colours.accent):
        assert contrast(words, paper) >= LEAST_CONTRAST


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48)]
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_names_are_colours_that_mean_themselves() -> None:
    assert set(NAMES) == set(LANGUAGES)
    for names in NAMES.values():
        assert {name: read_colour(name.upper()) for name in names} == names
        assert {colour: read_colour(colour) for colour in names.values()} == {
            one: one for one in names.values()
        }


def test_choice_is_told_as_one() -> None:
    [mistake] = read_options({"theme": ["red"]})[1]
    assert mistake.sentence.said(words_in(ENGLISH)) == "“theme” must be one of “auto”, “light” or “dark”."


def test_stylesheet_holds_nothing_that_could_load_leave_or_run() -> None:
    for layout, theme, font, density in product(LAYOUTS, THEMES, FONTS, DENSITIES):
        css = css_of(
            Options(layout=layout, theme=theme, font=font, density=density, paper="#123456", radius=7)
        )
        assert not re.search(r"[<&\\]|url\(|@import|expression|javascript", css)
        assert css.count("{") == css.count("}")


@given(
    st.dictionaries(
        st.sampled_from([one.name for one in fields(Options)]), st.text(max_size=30).map(lambda text: [text])
    )
)
def test_whatever_is_asked_has_an_answer(query: dict[str, list[str]]) -> None:
    options, mistakes = read_options(query)
    assert read(options.query()) == (options, [])
    assert {mistake.option for mistake in mistakes} <= set(query)
    assert css_of(options)
