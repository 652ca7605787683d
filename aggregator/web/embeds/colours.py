"""Colours that words can be read in: WCAG 2.2 contrast (§1.4.3), and what follows from one colour to the others."""

import re
from dataclasses import dataclass

LEAST_CONTRAST = 4.5

_INDONESIAN = {
    "hitam": "#000000", "putih": "#ffffff", "abu-abu": "#6b6b6b", "merah": "#b3001b", "marun": "#8a1f3d",
    "jingga": "#b34700", "cokelat": "#6b4226", "kuning": "#ffd21f", "hijau": "#1d6b36", "toska": "#0b6e6e",
    "biru": "#0b57a4", "biru-tua": "#123a6b", "ungu": "#5b2a86", "krem": "#fbf8f1",
}  # fmt: skip
_ENGLISH = {
    "black": "#000000", "white": "#ffffff", "gray": "#6b6b6b", "red": "#b3001b", "maroon": "#8a1f3d",
    "orange": "#b34700", "brown": "#6b4226", "yellow": "#ffd21f", "green": "#1d6b36", "teal": "#0b6e6e",
    "blue": "#0b57a4", "navy": "#123a6b", "purple": "#5b2a86", "cream": "#fbf8f1",
}  # fmt: skip
NAMES = {"id": _INDONESIAN, "en": _ENGLISH}
"""By language; either are understood everywhere."""
_BY_NAME = _INDONESIAN | _ENGLISH
_HEX = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE | re.ASCII)
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Palette:
    """Everything that has a colour, as `#rrggbb`. Words stand on `paper` in `ink`, `soft` or `accent`."""

    paper: str
    ink: str
    soft: str
    accent: str
    rule: str
    tint: str
    dark: bool


def read_colour(text: str) -> str | None:
    """`#8a1f3d`, `8A1F3D`, `#fff` or a name of `NAMES` → `#rrggbb` in small letters; None for anything else."""
    if text.lower() in _BY_NAME:
        return _BY_NAME[text.lower()]
    if not _HEX.fullmatch(text):
        return None
    digits = text.removeprefix("#").lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def contrast(one: str, other: str) -> float:
    """From 1, the same, to 21, black on white."""
    darker, lighter = sorted((_light(one), _light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_for(paper: str) -> str:
    """Black or white, softened as far as it stays well legible: one of the two always is."""
    best = max(("#000000", "#ffffff"), key=lambda ink: contrast(ink, paper))
    warm = {"#000000": "#1c1917", "#ffffff": "#f4efe6"}[best]
    return warm if contrast(warm, paper) >= 7 else best


def palette(paper: str, ink: str, accent: str) -> Palette:
    """What follows from three colours; the accent is moved towards the ink until it can be read."""
    return Palette(
        paper=paper,
        ink=ink,
        soft=_legible(_mixed(ink, paper, 0.35), ink, paper),
        accent=_legible(accent, ink, paper),
        rule=_mixed(ink, paper, 0.82),
        tint=_mixed(ink, paper, 0.91),
        dark=_light(paper) < _light(ink),
    )


def _legible(colour: str, ink: str, paper: str) -> str:
    steps = (_mixed(colour, ink, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if contrast(one, paper) >= LEAST_CONTRAST), ink)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(one: str, other: str, part: float) -> str:
    """`part` of the other in the one."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _light(colour: str) -> float:
    """Relative luminance, from 0 to 1."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
