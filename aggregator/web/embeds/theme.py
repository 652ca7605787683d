"""The look of an embed as CSS: one stylesheet of ours, and before it what the webmaster chose."""

from functools import cache
from pathlib import Path

from aggregator.web.embeds.colours import Palette, ink_for, palette
from aggregator.web.embeds.options import Options, paper_of

_STYLESHEET = Path(__file__).parents[1] / "static" / "embed.css"
_ACCENTS = {"light": "#8a1f3d", "dark": "#f0a0b0"}
_FACES = {
    "serif": 'Charter,"Iowan Old Style","Source Serif 4","Sitka Text",Cambria,"Noto Serif","Liberation Serif",serif',
    "sans": '-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif',
    "humanist": 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans","Open Sans",sans-serif',
}
_SPACES = {"tight": ".45em", "normal": ".75em", "airy": "1.15em"}


@cache
def _stylesheet() -> str:
    return _STYLESHEET.read_text(encoding="utf-8")


def css_of(options: Options) -> str:
    """The whole stylesheet. It holds nothing of what was asked but numbers and colours that were checked."""
    fixed = f"--face:{_FACES[options.font]};--space:{_SPACES[options.density]};--radius:{options.radius}px"
    if options.theme != "auto":
        colours = _palette(options, options.theme)
        return f"{_canvas(_scheme(colours))}\n{_rule(colours, fixed)}\n{_stylesheet()}"
    dark = _rule(_palette(options, "dark"))
    light = _rule(_palette(options, "light"), fixed)
    return f"{_canvas('light dark')}\n{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n{_stylesheet()}"


def _canvas(schemes: str) -> str:
    """What a frame leaves free shows the page around it only where both have one scheme; a component has no root."""
    return f":root{{color-scheme:{schemes}}}"


def _scheme(colours: Palette) -> str:
    return "dark" if colours.dark else "light"


def _palette(options: Options, theme: str) -> Palette:
    paper = options.paper or paper_of(theme)
    return palette(paper, options.ink or ink_for(paper), options.accent or _accent(paper))


def _accent(paper: str) -> str:
    return _ACCENTS["light" if ink_for(paper) in {"#1c1917", "#000000"} else "dark"]


def _rule(colours: Palette, fixed: str = "") -> str:
    names = ("paper", "ink", "soft", "accent", "rule", "tint")
    tokens = [f"--{name}:{getattr(colours, name)}" for name in names]
    # Twice the class: these are set beside the stylesheet's `all: initial`, and must not depend on their order.
    scheme = f"color-scheme:{_scheme(colours)}"
    return f".topic-feed.topic-feed{{{';'.join([*tokens, scheme, *filter(None, [fixed])])}}}"
