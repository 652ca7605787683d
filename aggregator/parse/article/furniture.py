"""What stands around a story: `furniture.toml` beside this file, as questions about names and lines."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from aggregator.text import presets_for

_DATA: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_BOX_TAGS = frozenset({"nav", "footer", "aside", "figcaption", "header", "form"})
_PUNCTUATION = " \t:;.|#»›>-–—*•()[]"


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def _named(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{'|'.join(words)})(?![a-z])")


_COMMENTS, _BOXES, _BODIES = _named(_DATA["comments"]), _named(_DATA["boxes"]), _any(_DATA["bodies"])
_ENDS, _LINES, _CREDITS = _any(_DATA["ends"]), _any(_DATA["lines"]), _any(_DATA["credits"])
_LEADS = _any([rf"\W{{0,3}}{re.escape(lead)}\b" for preset in presets_for("") for lead in preset.leads])


@lru_cache(maxsize=8192)
def box(tag: str, names: str) -> str | None:
    """`comments`, or `box` for anything else that is furniture; None for what may hold the story."""
    if _COMMENTS.search(names):
        return "comments"
    return "box" if tag in _BOX_TAGS or _BOXES.search(names) else None


@lru_cache(maxsize=8192)
def is_body(names: str, itemprop: str) -> bool:
    """Whether an element is called what programs call the body of an article."""
    return itemprop.lower() == "articlebody" or _BODIES.search(names) is not None


def is_end(line: str) -> bool:
    """Whether a line begins what follows a story."""
    return len(line) < 60 and _ENDS.fullmatch(line.strip(_PUNCTUATION)) is not None


def is_line(line: str) -> bool:
    """Whether a line in the midst of a story is none of it: share buttons, credits, an invitation to follow."""
    return len(line) < 300 and _LINES.fullmatch(line) is not None


def credits_picture(line: str) -> bool:
    """Whether a line ends by saying who took the picture that it describes."""
    return len(line) < 600 and _CREDITS.search(line[-100:]) is not None


def points_elsewhere(line: str) -> bool:
    """Whether a line leads to another story ("BACA JUGA:Judul")."""
    return _LEADS.match(line) is not None
