"""What a webmaster may choose of an embed: every option checked, and one spelling for each meaning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlencode

from aggregator.web.embeds.colours import LEAST_CONTRAST, contrast, read_colour
from aggregator.words import LANGUAGES, Phrase, message, phrase

LAYOUTS = ("list", "cards", "ticker", "compact")
THEMES = ("auto", "light", "dark")
FONTS = ("serif", "sans", "humanist")
DENSITIES = ("normal", "airy", "tight")
MOST_ENTRIES = 20
LARGEST_RADIUS = 24
MOST_MISTAKES = 20
"""So many are told at once: a long query of nonsense must not cost more than to read it."""
LIGHT_PAPER, DARK_PAPER = "#ffffff", "#171412"


@dataclass(frozen=True, slots=True)
class Options:
    """How an embed looks and what it shows. A colour that is "" follows from the theme and the others."""

    count: int = 5
    layout: str = "list"
    theme: str = "auto"
    paper: str = ""
    ink: str = ""
    accent: str = ""
    font: str = "serif"
    density: str = "normal"
    radius: int = 0
    lang: str = ""
    """Of our own words; "" for the topic's, as far as we speak it."""
    sources: bool = True
    """Whether entries name their papers in words; they lead there in any case."""
    images: bool = True

    def query(self) -> str:
        """The one spelling of this meaning: `count=8&layout=cards`, "" for the defaults."""
        chosen = (
            (field.name, getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != field.default
        )
        return urlencode([(name, _written(value)) for name, value in chosen])

    def without_look(self) -> "Options":
        """What is left where another page's style decides how it looks."""
        return Options(
            count=self.count, layout=self.layout, lang=self.lang, sources=self.sources, images=self.images
        )


@dataclass(frozen=True, slots=True)
class Mistake:
    """An option that could not be read as it was written, and what to do, in a sentence."""

    option: str
    sentence: Phrase


def read_options(given: Mapping[str, Sequence[str]]) -> tuple[Options, tuple[Mistake, ...]]:
    """The options of a query, and the mistakes in it. What is wrong has its default; empty is not given."""
    mistakes: list[Mistake] = []
    read: dict[str, Any] = {}
    for name, values in given.items():
        reader = _READERS.get(name)
        if reader is None and len(mistakes) >= MOST_MISTAKES:
            continue
        if reader is None:
            mistakes.append(Mistake(name[:40], _unknown(name)))
            continue
        value = values[0].strip() if len(values) == 1 else None
        if value == "":
            continue
        found = reader.read(value) if value is not None else None
        if found is None:
            mistakes.append(Mistake(name, phrase(reader.expected, name=name, **reader.values)))
        else:
            read[name] = found
    return _settled(Options(**read), mistakes)


def _settled(options: Options, mistakes: list[Mistake]) -> tuple[Options, tuple[Mistake, ...]]:
    """Colours that do not go together are refused; those that change nothing are not kept."""
    if options.paper or options.ink:
        # A ground of one's own is one theme: nothing is left that could change with the reader's.
        options = replace(options, theme="dark" if options.theme == "dark" and not options.paper else "light")
        paper = options.paper or paper_of(options.theme)
        if options.ink and contrast(options.ink, paper) < LEAST_CONTRAST:
            mistakes.append(Mistake("ink", _illegible(options.ink, paper)))
            options = replace(options, ink="")
    return options, tuple(mistakes)


def paper_of(theme: str) -> str:
    """The ground of a theme that the webmaster gave none."""
    return DARK_PAPER if theme == "dark" else LIGHT_PAPER


@dataclass(frozen=True, slots=True)
class _Reader:
    read: Callable[[str], int | str | bool | None]
    """None for what cannot be read."""
    expected: str
    """The message that says so; `values` stand in it."""
    values: Mapping[str, object] = field(default_factory=dict)


def _number(least: int, most: int) -> _Reader:
    def read(text: str) -> int | None:
        fits = text.isascii() and text.isdigit() and len(text) <= 3
        return int(text) if fits and least <= int(text) <= most else None

    expected = message("“%(name)s” must be a whole number from %(least)s to %(most)s.")
    return _Reader(read, expected, {"least": least, "most": most})


def _choice(choices: tuple[str, ...]) -> _Reader:
    return _Reader(
        lambda text: text.lower() if text.lower() in choices else None,
        message("“%(name)s” must be one of %(choices)s."),
        {"choices": tuple(f"“{one}”" for one in choices)},
    )


_COLOUR = _Reader(
    read_colour,
    message("“%(name)s” must be a colour such as #8a1f3d, or the name of one such as navy."),
)
_SWITCH = _Reader({"on": True, "off": False}.get, message("“%(name)s” must be “on” or “off”."))
_READERS = {
    "count": _number(1, MOST_ENTRIES),
    "layout": _choice(LAYOUTS),
    "theme": _choice(THEMES),
    "paper": _COLOUR,
    "ink": _COLOUR,
    "accent": _COLOUR,
    "font": _choice(FONTS),
    "density": _choice(DENSITIES),
    "radius": _number(0, LARGEST_RADIUS),
    "lang": _choice(LANGUAGES),
    "sources": _SWITCH,
    "images": _SWITCH,
}


def _unknown(name: str) -> Phrase:
    near, name = get_close_matches(name.lower(), _READERS, 1), name[:40]
    if near:
        return phrase("There is no option “%(name)s”. Did you mean “%(near)s”?", name=name, near=near[0])
    return phrase(
        "There is no option “%(name)s”. There are: %(known)s.", name=name, known=", ".join(_READERS)
    )


def _illegible(ink: str, paper: str) -> Phrase:
    return phrase(
        "Text in %(ink)s on %(paper)s is hard to read: its contrast is %(ratio)s : 1 and should be %(least)s : 1 "
        "or more. Choose another colour, or leave “ink” empty: the colour of the text then adapts itself.",
        ink=ink,
        paper=paper,
        ratio=round(contrast(ink, paper), 1),
        least=LEAST_CONTRAST,
    )


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value).removeprefix("#")
