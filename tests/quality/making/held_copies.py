"""Makes `copies-held.tsv` from `held-copies.txt` beside this: `python -m tests.quality.making.held_copies`.

Written by hand, apart from the phrasebook and from the editor of `copies.py`, and held out: no guard was made after it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from tests.quality.making.copies import START
from tests.quality.sets import COPIES_HELD, write_set

TOLD = Path(__file__).parent / "held-copies.txt"
HEADER = ("id", "ts", "source", "title", "summary", "copy", "seems", "how")

Line = tuple[float, str, str, str, str, str, str]
"""Hours after the start, name, source, title, summary, what was done, the name of the original."""


def cut(summary: str) -> str:
    return summary.split(". ", maxsplit=1)[0] + "."


def bare(summary: str) -> str:
    return ""


def reordered(summary: str) -> str:
    first, *others = summary.removesuffix(".").split(". ")
    return ". ".join((*others, first)) + "."


def credited(paper: str) -> Callable[[str], str]:
    return lambda summary: f"{summary} Demikian dikutip dari {paper}."


EDITS: dict[str, Callable[[str], str]] = {"cut": cut, "bare": bare, "reordered": reordered}


def lines() -> Iterator[Line]:
    hours, original, title, summary = 0.0, "", "", ""
    for number, line in enumerate(TOLD.read_text(encoding="utf-8").splitlines()):
        kind, _, cells = line.partition("|")
        match kind, cells.split("|"):
            case "O", [at, source, title, summary]:
                hours, original = float(at), f"h{number:03}"
                yield hours, original, source, title, summary, "original", original
            case "C", [later, source, how, other, swapped]:
                how, _, paper = how.partition(" ")
                edited = (credited(paper) if paper else EDITS.get(how, str))(swap(summary, swapped))
                at_hour, headline = hours + float(later), other or swap(title, swapped)
                yield at_hour, f"h{number:03}", source, headline, edited, how, original
            case "T", [later, source, swapped]:
                other, text = swap(title, swapped), swap(summary, swapped)
                yield hours + float(later), f"h{number:03}", source, other, text, "trap", original


def swap(text: str, swapped: str) -> str:
    for one in filter(None, swapped.split("; ")):
        old, new = one.split(">")
        text = text.replace(old, new)
    return text


def main() -> None:
    rows = [
        (name, str(int((START + timedelta(hours=hours + 12)).timestamp())), source, title, summary,
         name if how == "trap" else original, original if how == "trap" else "", how)
        for hours, name, source, title, summary, how, original in sorted(lines())
    ]  # fmt: skip
    write_set(COPIES_HELD, HEADER, rows)


if __name__ == "__main__":
    main()
