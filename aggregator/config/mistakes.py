"""A mistake of the operator: which key, what is wrong, what to do. Never prints what may be a secret."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Location = tuple[str | int, ...]
"""The way from the top of the file to a value: `("sources", 3, "url")`."""

_SECRET = re.compile(r"://|@")
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with the value at `location`; with its key, if `of_key`."""

    location: Location
    message: str
    of_key: bool = False


def shown(text: str) -> str:
    """The operator's own word in backticks, short, on one line; never a URL, which may carry a password."""
    if _SECRET.search(text):
        return "`…`"
    text = "".join(letter if letter.isprintable() else "·" for letter in text)
    return f"`{text[:_SHOWN]}…`" if len(text) > _SHOWN else f"`{text}`"


def spelled(location: Location) -> str:
    """`sources[3].url`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shown(step).strip('`')}" for step in location)
    return "".join(steps).removeprefix(".")


def meant(word: str, choices: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing when no choice comes near."""
    near = get_close_matches(word[:_SHOWN].lower(), list(choices), n=1, cutoff=0.5)
    return f"; did you mean `{near[0]}`?" if near else ""
