"""Makes `tests/quality/data/copies.tsv`: `python -m tests.quality.making.copies`. The same seed, the same file.

The file is the truth, not this: what it holds was looked through, and a new phrasebook would make another.
"""

import random
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator.demo.datelines import day, weekday
from aggregator.demo.phrasebook import Phrasebook, Place, phrasebook
from aggregator.demo.stories import Story, tell
from aggregator.text import excerpt
from tests.quality.making import edits
from tests.quality.making.edits import Desk, Edit, Printed
from tests.quality.sets import COPIES, write_set

SEED = 4
START = datetime(2024, 8, 26, 0, tzinfo=UTC)
DAYS = 5
STORIES = 175
FRAMES = Path(__file__).parent / "frames.toml"
PAPERS = {
    "kabar-musi": "Kabar Musi", "ampera-pos": "Ampera Pos", "lematang-news": "Lematang News",
    "suara-ogan": "Suara Ogan",
    "dempo-kini": "Dempo Kini", "rawas-terkini": "Rawas Terkini", "banyuasin-update": "Banyuasin Update",
    "siguntang-id": "Siguntang.id", "lintas-sumsel": "Lintas Sumsel", "kantor-musi": "Kantor Berita Musi",
    "palapa-daily": "Palapa Daily", "serelo-post": "Serelo Post",
}  # fmt: skip
MILD: tuple[Edit, ...] = (
    edits.unchanged,
    edits.credited,
    edits.tailed,
    edits.turned,
    edits.shouted,
    edits.dated,
)
STRONG: tuple[Edit, ...] = (
    edits.retitled,
    edits.cut,
    edits.reordered,
    edits.respelt,
    edits.reworded,
    edits.bare,
)
WITH_BARE: tuple[Edit, ...] = (edits.unchanged, edits.tailed, edits.shouted, edits.turned)
"""A text without its summary is known by its headline alone."""
_SLOT = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Made:
    """A line of the set: `copy` and `seems` are names of other lines, `how` what was done."""

    name: str
    at: datetime
    source: str
    category: str
    text: Printed
    how: str
    copy: str = ""
    seems: str = ""


class Making:
    def __init__(self) -> None:
        self.book: Phrasebook = phrasebook()
        self.rng = random.Random(SEED)
        self.made: list[Made] = []

    def news(self) -> None:
        """Stories with their copies, told by others in other words, and with what only looks the same."""
        beats = [beat for beat in self.book.beats if beat.reprinted]
        unused = {beat.name: self.rng.sample(self.book.places, len(self.book.places)) for beat in beats}
        for number in range(STORIES):
            at = START + timedelta(minutes=self.rng.randrange(DAYS * 24 * 60))
            beat = beats[number % len(beats)]
            place = unused[beat.name].pop()
            story = Story(f"copies-{number}", "copies", beat, place, at)
            original = self._add(f"n{number:03}", at, story.beat.category, self._printed(story), "original")
            self._copies(original, place, 1 + number % 3, known_by_title=number % 2 == 1)
            if number % 3 == 0:
                told = Printed(*self._words(story, 1))
                self._add(
                    f"{original.name}-told", self._after(at, 20), story.beat.category, told, "told anew"
                )
            if number % 2 == 0:
                self._edition(original, place)

    def frames(self) -> None:
        """What is printed every day with other values, by two papers."""
        for number, frame in enumerate(tomllib.loads(FRAMES.read_text(encoding="utf-8"))["frames"]):
            pools = {name: value.split("|") for name, value in frame.items() if "|" in value}
            editions = min(map(len, pools.values()), default=DAYS)
            first = self.rng.randrange(24 * 60)
            same_paper = self.rng.choice(list(PAPERS))
            hours = 24 if frame["kind"] in {"price", "column"} else self.rng.choice((1, 3, 9))
            earlier = ""
            for nth in range(min(editions, DAYS)):
                at = START + timedelta(minutes=first, hours=hours * nth)
                values = {name: pool[nth] for name, pool in pools.items()}
                text = self._framed(frame, at, values)
                source = same_paper if nth % 2 == 0 else ""
                line = self._add(
                    f"f{number:02}-{nth}", at, "-", text, frame["kind"], seems=earlier, source=source
                )
                earlier = line.name
                if nth % 3 == 1:
                    self._copies(line, self.rng.choice(self.book.places), 1)

    def _edition(self, original: Made, place: Place) -> None:
        later = original.at + timedelta(hours=self.rng.randrange(4, 32))
        other = self.rng.choice([one for one in self.book.places if one.kind == place.kind and one != place])
        titled = any(name in original.text.title for name in (place.name, place.capital, *place.districts))
        if titled and self.rng.random() < 0.5:
            text, how = edits.elsewhere(original.text, place, other, later, self.rng), "elsewhere"
        else:
            text, how = edits.later(original.text, edits.next_day(original.at), self.rng), "later edition"
        if (text.title, text.summary) == (original.text.title, original.text.summary):
            return
        line = self._add(f"{original.name}-{how}", later, original.category, text, how, seems=original.name)
        if self.rng.random() < 0.3:
            self._copies(line, other, 1)

    def _copies(self, original: Made, place: Place, count: int, *, known_by_title: bool = False) -> None:
        taken = {original.source}
        for nth in range(count):
            source = self.rng.choice([paper for paper in PAPERS if paper not in taken])
            taken.add(source)
            desk = Desk(self.book, PAPERS[source], PAPERS[original.source], place.capital, self.rng)
            chosen = self._edits(known_by_title)
            text = original.text
            for edit in chosen:
                text = edit(text, desk)
            how = "+".join(edit.__name__ for edit in chosen)
            at = self._after(original.at, 30)
            self._add(
                f"{original.name}-c{nth}", at, original.category, text, how, copy=original.name, source=source
            )

    def _edits(self, known_by_title: bool) -> list[Edit]:
        """One or two, sometimes three; where another edition has the same headline, the summary stays."""
        strong = self.rng.sample(STRONG, self.rng.choice((0, 1, 1, 1, 2)))
        mild = self.rng.sample(MILD, self.rng.choice((1, 1, 2) if not strong else (0, 1)))
        if edits.bare in strong:
            if known_by_title:
                return [edits.bare, self.rng.choice(WITH_BARE)]
            strong = [edits.reworded]
        return sorted((*strong, *mild), key=(*STRONG, *MILD).index)

    def _after(self, at: datetime, hours: int) -> datetime:
        """Most reprints come within the hour, some the next day."""
        return at + timedelta(minutes=round(3 + hours * 60 * self.rng.random() ** 3))

    def _printed(self, story: Story) -> Printed:
        return Printed(*self._words(story, 0), others=(self._words(story, 2)[0],))

    def _words(self, story: Story, variant: int) -> tuple[str, str]:
        text = tell(self.book, story, variant)
        return text.title, excerpt(" ".join(text.paragraphs[: 1 + self.rng.randrange(3)]), 320)

    def _framed(self, frame: dict[str, str], at: datetime, values: dict[str, str]) -> Printed:
        known = {**values, "hari": weekday(at), "tanggal": day(at), "angka": f"{at.day}/{at.month}/{at.year}"}

        def fill(slot: re.Match[str]) -> str:
            if not slot[1].startswith("#"):
                return known[slot[1]]
            low, high = slot[1][1:].split("-")
            return known.setdefault(slot[1], str(self.rng.randint(int(low), int(high))))

        return Printed(*(_SLOT.sub(fill, frame[field]) for field in ("title", "summary")))

    def _add(
        self, name: str, at: datetime, category: str, text: Printed, how: str, *,
        copy: str = "", seems: str = "", source: str = "",
    ) -> Made:  # fmt: skip
        line = Made(name, at, source or self.rng.choice(list(PAPERS)), category, text, how, copy, seems)
        self.made.append(line)
        return line


def main() -> None:
    making = Making()
    making.news()
    making.frames()
    lines = sorted(making.made, key=lambda line: (line.at, line.name))
    ids = {line.name: f"c{number:04}" for number, line in enumerate(lines, 1)}
    write_set(
        COPIES,
        ("id", "ts", "source", "category", "title", "summary", "copy", "seems", "how"),
        [
            (ids[line.name], str(int(line.at.timestamp())), line.source, line.category, line.text.title,
             line.text.summary, ids[line.copy or line.name], ids.get(line.seems, ""), line.how)
            for line in lines
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
