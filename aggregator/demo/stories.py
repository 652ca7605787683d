"""Stories and the texts that tell them.

A story is what happened: a beat, a place, a time and a key, from which every name and number follows. A text
is one telling of it. Two papers that tell the same story share its facts and none of its sentences; a reprint
takes over another paper's text with small edits.
"""

import hashlib
import random
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from aggregator.demo import datelines
from aggregator.demo.dice import dice
from aggregator.demo.phrasebook import Beat, Phrasebook, Place

_SLOT = re.compile(r"\{([^{}]+)\}")
_SMALL_WORDS = {"dan", "di", "ke", "dari", "untuk", "yang", "tanpa", "sampai", "disertai"}


@dataclass(frozen=True, slots=True)
class Story:
    """What happened. `world` is the seed that offices are filled by, `key` the one for this story's facts."""

    key: str
    world: str
    beat: Beat
    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Text:
    """One telling, plain text throughout."""

    title: str
    paragraphs: tuple[str, ...]
    category: str
    tags: tuple[str, ...]
    caption: str
    credit: str


def tell(book: Phrasebook, story: Story, variant: int = 0) -> Text:
    """The story in the words of `variant`; another variant says it in others."""
    words = _Words(book, story, dice(story.key, variant))
    beat = story.beat
    body = _choose_body(words, variant)
    lead = beat.leads[(words.draw("lead") + variant) % len(beat.leads)]
    return Text(
        title=words.fill(beat.titles[(words.draw("title") + variant) % len(beat.titles)]),
        paragraphs=tuple(words.fill(paragraph) for paragraph in (lead, *body)),
        category=beat.category,
        tags=tuple(words.fill(tag) for tag in beat.tags),
        caption=words.fill(words.rng.choice(book.picture_captions)),
        credit=words.fill(words.rng.choice(book.picture_credits)),
    )


def reprint(book: Phrasebook, text: Text, origin: str, dateline: str, rng: random.Random) -> Text:
    """`text` as another paper prints it: its own dateline, a few other words, the origin named at the end."""
    paragraphs = list(text.paragraphs)
    if len(paragraphs) > 4 and rng.random() < 0.6:
        del paragraphs[rng.randrange(2, len(paragraphs))]
    for old, new in rng.sample(book.synonyms, 4):
        paragraphs = [paragraph.replace(old, new) for paragraph in paragraphs]
    credit = rng.choice(book.credits).replace("{paper}", origin)
    paragraphs = [f"{dateline} – {paragraphs[0]}", *paragraphs[1:], credit]
    title = text.title + rng.choice(book.title_tails) if rng.random() < 0.3 else text.title
    return replace(text, title=title, paragraphs=tuple(paragraphs))


def _choose_body(words: "_Words", variant: int) -> list[str]:
    beat, rng = words.story.beat, words.rng
    kept = sorted(rng.sample(range(len(beat.body)), rng.randint(min(3, len(beat.body)), len(beat.body))))
    body = [beat.body[i][(words.draw(f"body {i}") + variant) % len(beat.body[i])] for i in kept]
    return body + rng.sample(words.book.backgrounds[beat.theme], rng.randint(0, 2))


class _Words:
    """Fills a story's slots: the same slot is the same fact in all tellings, but `{~pool}` is drawn anew."""

    def __init__(self, book: Phrasebook, story: Story, rng: random.Random) -> None:
        self.book, self.story, self.rng = book, story, rng
        self._known = {**story.place.facts, **_calendar(story.at, self.draw("jam") % 75)}

    def fill(self, template: str) -> str:
        """The template with all slots filled, beginning with a capital letter."""
        filled = self._filled(template)
        return filled[:1].upper() + filled[1:]

    def _filled(self, template: str) -> str:
        parts = list(_split(template))
        parts[1::2] = map(self._value, parts[1::2])
        return "".join(parts)

    def draw(self, slot: str, key: str = "") -> int:
        """A large number that depends on the slot and the story, not on what was asked before."""
        digest = hashlib.blake2b(f"{key or self.story.key}\0{slot}".encode(), digest_size=8).digest()
        return int.from_bytes(digest)

    def _value(self, slot: str) -> str:
        if slot.startswith("~"):
            return self.rng.choice(self.book.pools[slot[1:]])
        if slot not in self._known:
            self._known[slot] = self._fact(slot)
        return self._known[slot]

    def _fact(self, slot: str) -> str:
        if slot in self.story.beat.numbers:
            return self._number(slot)
        form, _, role = slot.partition(":")
        if role:
            first, last = self._name(role)
            return first if form == "panggil" else f"{first} {last}"
        if slot.endswith("_judul"):
            return _headline(self._value(slot.removesuffix("_judul")))
        pool = slot.rstrip("0123456789")
        entries = self.story.place.districts if pool == "kecamatan" else self.book.pools[pool]
        nth = int(slot[len(pool) :] or 1) - 1  # {klub2} is never {klub}
        return self._filled(entries[(self.draw(pool) + nth) % len(entries)])

    def _number(self, slot: str) -> str:
        low, high, *step = self.story.beat.numbers[slot]
        share = self.draw(slot) / 2**64
        if isinstance(low, int):
            stride = step[0] if step else 1
            return f"{low + stride * int(share * ((high - low) // stride + 1)):,}".replace(",", ".")
        return f"{low + share * (high - low):.1f}".replace(".", ",")

    def _name(self, role: str) -> tuple[str, str]:
        world = self.story.world
        if role in self.book.offices:
            world = f"{world}/{self.story.place.name}"
        elif role not in self.book.province_offices:
            world = self.story.key
        first, last = self.book.first_names, self.book.last_names
        number = self.draw(role, world)
        return first[number % len(first)], last[number // len(first) % len(last)]


@lru_cache(maxsize=4096)
def _split(template: str) -> tuple[str, ...]:
    return tuple(_SLOT.split(template))


def _headline(words: str) -> str:
    return " ".join(word if word in _SMALL_WORDS else word[:1].upper() + word[1:] for word in words.split())


@lru_cache(maxsize=512)
def _calendar(at: datetime, ago: int) -> dict[str, str]:
    happened = at - timedelta(minutes=45 + 5 * ago)
    return {
        "hari": datelines.in_text(happened),
        "jam": datelines.clock(happened),
        "hari_ini": f"{datelines.weekday(at)} {datelines.day(at)}",
        "tanggal": datelines.day(at),
        "besok": datelines.weekday(at + timedelta(days=1)),
        "lusa": datelines.weekday(at + timedelta(days=2)),
    }
