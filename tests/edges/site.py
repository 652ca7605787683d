"""A site over a real store, filled by hand: what the tests of pages and feeds look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from aggregator.config import Live
from aggregator.identity import handles
from aggregator.model import Changes, Entry, SourceError
from aggregator.runtime import Runtime
from aggregator.store import Store, entries, sources
from aggregator.web import create_app
from tests.databases import new_database
from tests.values import entry, profile

HOME = "https://kabar.example.org"
NOW = datetime.now(UTC).replace(microsecond=0)

FEEDS_YAML = f"""\
site: {{title: Kabar Uji, url: "{HOME}", description: Berita dari banyak redaksi, contact: redaksi@example.org}}
topics:
  - {{slug: pilkada-2024, title: Pilkada 2024, description: Pemilihan kepala daerah, match: {{any: [pilkada]}}}}
  - {{slug: sumsel, title: "Sumsel & sekitarnya", match: {{any: [sumsel]}}}}
  - {{slug: kosong, title: Kosong, match: {{any: [kosong]}}}}
sources:
  - {{slug: palpres, title: Palembang Ekspres, url: "https://user:rahasia@palpres.example/rss"}}
  - {{slug: antara, title: ANTARA Sumsel, url: "https://antara.example/rss"}}
  - {{slug: baru, title: Koran Baru, url: "https://baru.example/rss"}}
"""


@dataclass(frozen=True)
class Site:
    """The application, its runtime, and ways to make news."""

    app: Flask
    rt: Runtime
    config: Path

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def publish(self, *made: Entry) -> None:
        """Stores these entries as the first answer of their sources."""
        learned = tuple((one.key, handle) for one in made for handle in handles(one))
        with self.rt.store.write() as tx:
            entries.save(tx, Changes(new=made, learned=learned))

    def answered(self, *slugs: str) -> None:
        """Says that these sources were read just now."""
        for slug in slugs:
            self._finish(slug, last_success_at=NOW, last_new_at=NOW, profile=profile(slug), error=None)

    def failed(
        self, slug: str, code: str, message: str = "palpres.example:443: rincian", **fields: object
    ) -> None:
        """Says that the source's last poll failed."""
        error = SourceError(code, message, NOW - timedelta(hours=3), 7)
        self._finish(slug, error=error, **fields)

    def retire(self, slug: str) -> None:
        """Takes the source out of the due table, as a configuration without it does."""
        with self.rt.store.write() as tx:
            kept = [one for one in self.rt.settings.sources if one.slug != slug]
            sources.sync(tx, kept, NOW)

    def _finish(self, slug: str, **fields: object) -> None:
        with self.rt.store.write() as tx:
            [state] = sources.claim(
                tx, now=self.rt.now(), limit=1, owner="test", lease=timedelta(minutes=1), slugs=[slug]
            )
            due = self.rt.now() + timedelta(minutes=15)
            sources.finish(tx, replace(state, **{"next_poll_at": due, **fields}), "test")


@contextmanager
def site(folder: Path, yaml: str = FEEDS_YAML) -> Iterator[Site]:
    """A site without news."""
    config = folder / "feeds.yaml"
    config.write_text(yaml, encoding="utf-8")
    with new_database("sqlite", folder, migrated=True) as url:
        rt = Runtime(Live(config), Store.open(url))
        with rt.store.write() as tx:
            sources.sync(tx, rt.settings.sources, NOW)
        yield Site(create_app(rt), rt, config)
        assert rt.store.connections_in_use == 0, "a transaction was left open"
        rt.store.close()


def news(number: int, **fields: object) -> Entry:
    """The number-th newest entry: the higher, the older."""
    at = NOW - timedelta(minutes=7 * number)
    plain = {
        "guid": f"guid-{number}-{fields.get('source', 'palpres')}",
        "url": f"https://palpres.example/read/{number}/pilkada",
        "title": f"Kabar ke-{number} dari Palembang",
        "published": at,
        "updated": at,
        "first_seen": at,
        "order_at": at,
        "topics": ("pilkada-2024",),
    }
    return entry(**{**plain, **fields})


def fill(place: Site, count: int = 40) -> None:
    """News of two papers in two topics, some with pictures."""
    place.answered("palpres", "antara")
    made = []
    for number in range(count):
        source = "antara" if number % 3 == 0 else "palpres"
        topics = ("pilkada-2024", "sumsel") if number % 2 else ("pilkada-2024",)
        image = f"https://cdn.example/{number}.jpg" if number % 4 == 1 else ""
        made.append(news(number, source=source, topics=topics, image=image))
    place.publish(*made)
