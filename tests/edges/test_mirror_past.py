"""The past of feeds, and rankings, as files: a chain that can be walked, and what stays there for a while."""

import io
import itertools
import re
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from aggregator.mirror import Mirror
from aggregator.mirror.folder import STAYS
from aggregator.ranking import as_of
from aggregator.store import revisions
from tests.edges.site import FEEDS_YAML, HOME, Site, news, site

LONG_AGO = datetime(2024, 8, 20, 12, tzinfo=UTC)
NAMES = ("all", "topics/pilkada-2024", "sources/palpres")
RECENT, OLD = 55, 12


def at(moment: datetime, number: int, **fields: object) -> object:
    when = dict.fromkeys(("published", "updated", "first_seen", "order_at"), moment)
    return news(number, **{**when, **fields})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "www"


@pytest.fixture
def place(tmp_path: Path, folder: Path) -> Iterator[Site]:
    """News of now, and of three months of 2024."""
    with site(tmp_path, f"publish: {{folder: {folder}}}\n{FEEDS_YAML}") as made:
        made.answered("palpres")
        made.publish(*(at(LONG_AGO - timedelta(days=8 * number), 1000 + number) for number in range(OLD)))
        made.publish(*(news(number) for number in range(RECENT)))
        yield made


def mirror_of(place: Site) -> Mirror:
    """One that takes the time that it needs."""
    return Mirror(place.rt, closed_seconds=600)


def read(file: Path) -> feedparser.FeedParserDict:
    return feedparser.parse(io.BytesIO(file.read_bytes()))  # noqa: TID251 - our own bytes


def walk(folder: Path, path: str) -> dict[str, list[str]]:
    """The ids of the entries of each document, from the current one on, as a reader follows the links in files."""
    found: dict[str, list[str]] = {}
    while path:
        feed = read(folder / path[1:])
        assert not feed.bozo
        found[path] = [entry.id for entry in feed.entries]
        links = {link.rel: link.href for link in feed.feed.links}
        path = links.get("prev-archive", "").removeprefix(HOME)
    return found


def archived(folder: Path) -> set[str]:
    return {f"/{file.relative_to(folder)}" for file in folder.glob("**/archive/*") if file.suffix == ".atom"}


def test_the_chain_of_files_meets_every_entry_once(place: Site, folder: Path) -> None:
    mirror_of(place).write(datetime.now(UTC))
    for name, extension in itertools.product(NAMES, ("atom", "rss")):
        chain = walk(folder, f"/{name}.{extension}")
        met = Counter(one for ids in chain.values() for one in ids)
        assert len(met) == RECENT + OLD
        assert set(met.values()) == {1}
        assert [path.rpartition("/")[2] for path in chain][-4:] == [
            f"2024-{month}.{extension}" for month in ("08", "07", "06", "05")
        ]
        for path in chain:
            for one in (path, path.replace(f".{extension}", ".json")):
                assert (folder / one[1:]).read_bytes() == place.client.get(one).data


def test_a_part_linked_a_moment_ago_stays_for_a_day(place: Site, folder: Path) -> None:
    mirror, now = mirror_of(place), datetime.now(UTC)
    mirror.write(now)
    before = walk(folder, "/all.atom")
    part = list(before)[1]
    place.publish(news(-1))
    mirror.write(now)
    assert part not in walk(folder, "/all.atom")
    place.publish(news(-2))
    mirror.write(now + STAYS - timedelta(minutes=1))
    assert [entry.id for entry in read(folder / part[1:]).entries] == before[part]
    mirror.write(now + STAYS + timedelta(minutes=20))
    assert not list((folder / part[1:]).parent.glob(f"{Path(part).stem}.*"))
    assert archived(folder) >= set(walk(folder, "/all.atom")) - {"/all.atom"}


def test_a_part_is_known_as_left_after_the_worker_starts_again(place: Site, folder: Path) -> None:
    now = datetime.now(UTC)
    mirror_of(place).write(now)
    part = folder / list(walk(folder, "/all.atom"))[1][1:]
    place.publish(news(-1))
    mirror_of(place).write(now)
    assert part.exists()
    mirror_of(place).write(now + STAYS)
    assert not part.exists()


def test_months_are_looked_at_only_when_something_in_them_has_changed(place: Site, folder: Path) -> None:
    mirror = mirror_of(place)
    mirror.write(datetime.now(UTC))
    months = [folder / f"{name}/archive/2024-0{month}.atom" for name in NAMES for month in (5, 6, 7, 8)]
    for month in months:
        month.write_bytes(b"as nobody would render it")
    place.publish(news(-1))
    mirror.write(datetime.now(UTC))
    assert {month.read_bytes() for month in months} == {b"as nobody would render it"}
    place.publish(at(LONG_AGO - timedelta(days=31, hours=1), 5000))
    mirror.write(datetime.now(UTC))
    again = {month.name for month in months if month.stat().st_size > 100}
    assert again == {"2024-07.atom"}
    july = folder / "all/archive/2024-07.atom"
    assert july.read_bytes() == place.client.get("/all/archive/2024-07.atom").data


def test_the_past_is_written_in_slices(place: Site, folder: Path) -> None:
    mirror, now = Mirror(place.rt, closed_seconds=0), datetime.now(UTC)
    mirror.write(now)
    assert (folder / "all.atom").exists()
    assert not list(folder.glob("**/archive/2024-*"))
    mirror_of(place).write(now)
    assert len(list(folder.glob("**/archive/2024-*.atom"))) == 4 * len(NAMES)
    mirror.write(now)
    assert len(list(folder.glob("**/archive/2024-*.atom"))) == 4 * len(NAMES), "what is not yet seen stays"


def test_what_is_named_is_there_whatever_comes_meanwhile(place: Site, folder: Path) -> None:
    """A look at files takes a while, and news does not wait for it."""
    done = threading.Event()

    def publish() -> None:
        for number in range(1, 16):
            place.publish(news(-number))
        done.set()

    publisher, mirror = threading.Thread(target=publish), mirror_of(place)
    mirror.write(datetime.now(UTC))
    publisher.start()
    while not done.is_set():
        mirror.write(datetime.now(UTC))
        for path in ("/all.atom", "/topics/pilkada-2024.json", "/sources/palpres.rss"):
            led_to = re.search(
                rf"{HOME}(/[a-z0-9/-]+/archive/before-[a-z0-9.-]+)", (folder / path[1:]).read_text()
            )
            assert led_to
            assert (folder / led_to[1][1:]).exists(), path
    publisher.join()


def test_rankings_are_as_of_their_ten_minutes(place: Site, folder: Path) -> None:
    two = [news(302, story="lead", key="lead"), news(301, source="antara", story="lead", follows=True)]
    place.answered("antara")
    place.publish(*two)
    mirror, now = mirror_of(place), datetime.now(UTC) + timedelta(hours=1)
    mirror.write(now)
    file = folder / "terpopuler.atom"
    feed = read(file)
    assert len(feed.entries) == 1
    with place.rt.store.read() as tx:
        assert file.stat().st_mtime == max(as_of(now), revisions.of(tx, "all").at).timestamp()
    assert file.read_bytes() == place.client.get("/terpopuler.atom").data
    assert mirror.write(as_of(now)) == 0
    mirror.write(now + timedelta(days=4))
    assert read(file).entries == []
