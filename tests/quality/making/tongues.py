"""Makes `stories-en.tsv`, `stories-es.tsv`, `stories-mega.tsv` and `stories-weeks.tsv` from the texts beside this.

`python -m tests.quality.making.tongues`. Each set has two halves, as the checksum of a story's name says.
"""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.quality.making.copies import START
from tests.quality.sets import DATA, write_set

TONGUES = ("en", "es", "mega", "weeks")
HEADER = ("id", "ts", "source", "title", "summary", "story", "part")

Line = tuple[float, str, str, str, str]
"""Hours after the start, story, source, title, summary."""


def told(tongue: str) -> Iterator[Line]:
    text = (Path(__file__).parent / f"told-{tongue}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines()):
        if not line.startswith("#"):
            story, hours, source, title, summary = line.split("|")
            yield float(hours), f"alone-{number}" if story == "-" else story, source, title, summary


def main() -> None:
    for tongue in TONGUES:
        rows = [
            (f"{tongue}{number:03}", str(int((START + timedelta(hours=hours)).timestamp())), f"paper-{source}", title,
             summary, story, "dev" if zlib.crc32(story.encode()) % 2 else "held")
            for number, (hours, story, source, title, summary) in enumerate(sorted(told(tongue)), 1)
        ]  # fmt: skip
        write_set(DATA / f"stories-{tongue}.tsv", HEADER, rows)


if __name__ == "__main__":
    main()
