"""Makes `tests/quality/data/stories.tsv`: what `told.txt` tells by hand, among generated news told once.

`python -m tests.quality.making.stories`. The same seed, the same file.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path

from aggregator.demo.phrasebook import phrasebook
from aggregator.demo.stories import Story, tell
from aggregator.text import excerpt
from tests.quality.making.copies import PAPERS, START
from tests.quality.sets import STORIES, write_set

SEED = 5
SINGLES = 60
HOURS = 136
TOLD = Path(__file__).parent / "told.txt"
ONE_A_WEEK = {"nasional", "harga"}
"""Themes of which a second story would be the same one, or a template: those are in the set of copies."""
TOLD_BY_HAND = {
    ("banjir", "Musi Rawas Utara"), ("banjir", "Lahat"), ("debat", "Palembang"), ("debat", "Banyuasin"),
    ("karhutla", "Ogan Komering Ilir"), ("karhutla", "Ogan Ilir"), ("kecelakaan", "Lahat"), ("satwa", "Muara Enim"),
    ("kecelakaan", "Ogan Komering Ilir"), ("satwa", "Ogan Komering Ilir"), ("kesehatan", "Palembang"),
    ("narkoba", "Lubuklinggau"), ("narkoba", "Ogan Komering Ilir"), ("aparatur", "OKU"), ("karhutla", "Banyuasin"),
}  # fmt: skip

Line = tuple[float, str, str, str, str]
"""Hours after the start, story, source, title, summary."""


def told() -> Iterator[Line]:
    for line in TOLD.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            story, hours, source, title, summary = line.split("|")
            yield float(hours), story, source, title, summary


def singles() -> Iterator[Line]:
    """News that only one paper has, each of another kind or place."""
    book, rng = phrasebook(), random.Random(SEED)
    pairs = [
        pair for pair in product(book.beats, book.places) if (pair[0].name, pair[1].name) not in TOLD_BY_HAND
    ]
    rng.shuffle(pairs)
    once: set[str] = set()
    left = SINGLES
    for beat, place in pairs:
        if not left or (beat.theme in ONE_A_WEEK and beat.name in once):
            continue
        once.add(beat.name)
        left -= 1
        hours = round(rng.uniform(0, HOURS), 2)
        story = Story(f"singles-{left}", "stories", beat, place, START + timedelta(hours=hours))
        text = tell(book, story, left % 3)
        summary = excerpt(text.paragraphs[0], 160) if rng.random() < 0.8 else ""
        yield hours, f"single-{left:03}", rng.choice(list(PAPERS)), text.title, summary


def main() -> None:
    lines = sorted((*told(), *singles()))
    write_set(
        STORIES,
        ("id", "ts", "source", "title", "summary", "story"),
        [
            (
                f"s{number:04}",
                str(int((START + timedelta(hours=hours)).timestamp())),
                source,
                title,
                summary,
                story,
            )
            for number, (hours, story, source, title, summary) in enumerate(lines, 1)
        ],
    )


if __name__ == "__main__":
    main()
