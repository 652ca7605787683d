"""Whatever publishers do to their feeds, nothing is announced twice and no served id changes.

`AGGREGATOR_HISTORIES=10000 pytest tests/core/test_dedupe_histories.py` plays as many histories.
"""

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import unescape
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aggregator.model import Entry, ParsedEntry, ParsedFeed
from aggregator.normalize import normalize
from tests.memory import Memory
from tests.values import NOW, source

HISTORIES = int(os.environ.get("AGGREGATOR_HISTORIES", "200"))
TOWNS = ("Palembang", "Lahat", "Pagar Alam", "Muara Enim", "Prabumulih", "Baturaja", "Martapura", "Sekayu")


@dataclass(frozen=True)
class Item:
    """One story as its publisher shows it now; `number` is the truth that nobody sees."""

    number: int
    guid: str
    url: str
    title: str
    text: str
    at: datetime
    first_at: datetime

    def parsed(self) -> ParsedEntry:
        return ParsedEntry(
            guid=self.guid,
            url=self.url,
            title=self.title,
            summary=self.text,
            published=self.at.isoformat(),
            image=f"https://truth.example/{self.number}.jpg",
        )


GUIDS = {
    "uri": "https://palpres.example/?p={0}",
    "plain": "berita-{0}",
    "none": "",
    "zero": "0",
    "null": "null",
    "dash": "-",
    "shared": "palpres",
    "shared-uri": "https://palpres.example/rss",
    "fragment": "https://palpres.example/live#entri-{0}",
}
URLS = {"fragment": "https://palpres.example/live#entri-{0}"}


def item(number: int, kind: str, at: datetime) -> Item:
    """Titles and texts that resemble each other as those of one paper do."""
    town = TOWNS[number % len(TOWNS)]
    return Item(
        number=number,
        guid=GUIDS[kind].format(number),
        url=URLS.get(kind, "https://palpres.example/read/{0}/kabar-{0}").format(number),
        title=f"Warga {town} “menanti” kabar ke-{number} soal Pilkada & harga karet",
        text=f"Warga {town} menanti kabar nomor {number} dari KPU Sumsel soal Pilkada serta harga karet di pasar.",
        at=at,
        first_at=at,
    )


class Publisher:
    """Churns what it shows; each churn leaves one thing by which a careful reader would still know the story."""

    def __init__(self, random: Random, kind: str) -> None:
        self.random, self.kind, self.turn = random, kind, 0

    def churned(self, one: Item, now: datetime) -> Item:
        self.turn += 1
        if self.kind == "fragment":
            return self._edited(one, now) if self._maybe() else one
        named = self.kind in {"uri", "plain"}
        anchors = [self._by_url, self._by_words, self._by_path, *([self._by_guid] * named)]
        return self.random.choice(anchors)(one, now)

    def _by_guid(self, one: Item, now: datetime) -> Item:
        """The guid stays, or comes back; link, title, text and date may all be others."""
        one = replace(one, guid=GUIDS[self.kind].format(one.number))
        if self._maybe():
            one = replace(one, url=f"https://palpres.example/arsip/{one.number}/{self.turn}")
        return self._edited(one, now)

    def _by_url(self, one: Item, now: datetime) -> Item:
        """The address stays in one of its spellings; with another guid, so do the date or the words."""
        one = replace(one, url=self._respelt(one.url))
        if self.random.random() < 0.3:
            return one if self.kind in {"uri", "plain"} else self._edited(one, now)
        one = replace(one, guid=self._other_guid(one))
        if self._maybe():
            return replace(self._edited(one, now), at=one.first_at)
        return replace(one, at=now) if self._maybe() else one

    def _by_words(self, one: Item, _now: datetime) -> Item:
        """Title and date stay, in other characters; guid and link are new."""
        url = f"https://palpres.example/baru/{self.turn}-{one.number}"
        return replace(one, guid=self._other_guid(one), url=url, title=self._rewritten(one.title))

    def _by_path(self, one: Item, now: datetime) -> Item:
        """The site moves to another host."""
        host = self.random.choice(["palpres.co.id", "www.palpres.example", "palpres.bacakoran.example"])
        guid = one.guid if "shared" in self.kind else _on(host, one.guid)
        moved = replace(one, url=_on(host, one.url), guid=guid)
        if self._maybe():
            return replace(self._edited(moved, now), at=one.first_at)
        return replace(moved, at=now) if self._maybe() else moved

    def _edited(self, one: Item, now: datetime) -> Item:
        turn = self.turn
        titles = [one.title, f"{one.title} (pembaruan {turn})", f"Ralat redaksi nomor {turn}"]
        texts = [
            one.text,
            one.text.replace("karet", "sawit"),
            f"Redaksi telah menulis ulang seluruh naskah ini, {turn}.",
        ]
        if self.kind == "fragment":  # without guid, place or old date there would be nothing to go by
            titles, texts = titles[:1], texts[:2]
        dates = [one.at, one.first_at, *([now] * (self.kind in {"uri", "plain"}))]
        choose = self.random.choice
        return replace(one, title=choose(titles), text=choose(texts), at=choose(dates))

    def _other_guid(self, one: Item) -> str:
        if self.kind not in {"uri", "plain"}:
            return one.guid
        plain = GUIDS[self.kind].format(one.number)
        flipped = plain.replace("https:", "http:")
        return self.random.choice(
            [plain, flipped, "", f"{plain}&v={self.turn}", f"acak-{self.turn}-{one.number}"]
        )

    def _respelt(self, url: str) -> str:
        bare = url.partition("?utm")[0].replace("http://", "https://")
        forms = [bare, bare.replace("https:", "http:"), f"{bare}?utm_source=rss{self.turn}", f"{bare}/"]
        return self.random.choice(forms)

    def _rewritten(self, title: str) -> str:
        title = unescape(unescape(title))
        forms = [
            title,
            title.replace("“", '"').replace("”", '"'),
            title.upper(),
            title.replace("&", "&amp;amp;"),
        ]
        return self.random.choice([*forms, title.replace(" ", "\u00a0"), f"  {title} "])

    def _maybe(self) -> bool:
        return self.random.random() < 0.5


def _on(host: str, url: str) -> str:
    scheme, mark, rest = url.partition("://")
    return f"{scheme}://{host}/{rest.partition('/')[2]}" if mark else url


def read(items: list[Item], now: datetime) -> tuple[Entry, ...]:
    feed = ParsedFeed(format="rss", entries=tuple(one.parsed() for one in items))
    return normalize(feed, source(), "https://palpres.example/rss", now).entries


class History:
    """Plays answers and checks after each of them who was announced, and under which name."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.key_of: dict[str, str] = {}
        self.id_of: dict[str, str] = {}

    def play(self, items: list[Item], now: datetime) -> None:
        changes = self.memory.poll(read(items, now), now)
        unseen = {one.parsed().image for one in items} - set(self.key_of)
        announced = [one.image for one in changes.new]
        assert sorted(announced) == sorted(unseen)
        for one in changes.new:
            assert one.id not in self.id_of.values()
            self.key_of[one.image], self.id_of[one.image] = one.key, one.id
        for one in changes.edited:
            assert (one.key, one.id) == (self.key_of[one.image], self.id_of[one.image])


@given(st.integers(0, 2**64), st.sampled_from(sorted(GUIDS)))
@settings(max_examples=HISTORIES, suppress_health_check=list(HealthCheck))
def test_no_history_announces_twice_or_renames(seed, kind):
    random = Random(seed)
    history, publisher = History(), Publisher(random, kind)
    now = NOW
    items = [item(number, kind, now - timedelta(hours=number + 1, seconds=number)) for number in range(6)]
    history.play(items, now)
    for _ in range(random.randint(1, 6)):
        now += timedelta(minutes=random.choice([15, 60, 60 * 24, 60 * 24 * 30]))
        shown = random.sample(range(len(items)), random.randint(1, len(items)))
        for number in shown:
            if random.random() < 0.6:
                items[number] = publisher.churned(items[number], now)
        if random.random() < 0.4:
            items.append(item(len(items), kind, now - timedelta(minutes=3)))
            shown.append(len(items) - 1)
        answer = [items[number] for number in shown]
        if random.random() < 0.3:
            answer.append(random.choice(answer))
        history.play(answer, now)


# One guid for all in a feed of one place cannot be told from one entry that is edited.
@pytest.mark.parametrize(
    ("kind", "window"),
    [(kind, window) for kind in sorted(GUIDS) for window in (1, 2, 5) if window > 1 or "shared" not in kind],
)
def test_a_feed_of_a_few_places_announces_each_story_once(kind, window):
    history = History()
    items = [item(number, kind, NOW + timedelta(minutes=7 * number)) for number in range(60)]
    for end in range(1, len(items) + 1):
        now = NOW + timedelta(minutes=7 * end)
        for _ in range(2):
            history.play(list(reversed(items[max(0, end - window) : end])), now)
