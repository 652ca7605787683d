"""A good file says what it says: nothing is guessed, everything has a default."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.config import Limits, Polling, Settings, Site, load
from aggregator.config.reading import parse
from aggregator.http.addresses import AllowList
from aggregator.model import Kind, PageSelectors, Pick, Preset, Source

FULL = """\
site:
  title: Kabar   Sumsel
  url: https://kabar.example.org/
  language: id
  timezone: Asia/Makassar
  description: Satu dua.
  contact: redaksi@example.org
network:
  allow: [127.0.0.0/8, "10.0.0.5:8080", "::1", "[::1]:8000", "[fd00::]", "fd00::/8"]
polling: {minimum_interval: 90s, default_interval: 20m, maximum_interval: 1d, budget: 96, concurrency: 8, per_host: 1}
limits: {body: 512 KiB, poll_time: 20s, parse_time: 5s, parse_memory: 1 GiB}
topics:
  - slug: pilkada-2024
    title: Pilkada 2024
    match: {word: pilkada}
    description: Satu.
    language: min
    since: 2024-01-01
    until: 2024-12-31T06:00+07:00
sources:
  - slug: a
    title: A
    url: https://user:pass@a.example/feed
    kind: page
    language: en
    timezone: Asia/Jakarta
    interval: 30m
    group: Nasional
    page: {entry: li, link: a, title: h2, published: time, image: img, summary: p}
picks: [https://a.example/1, {url: https://a.example/2, until: 2026-12-01, note: Penting}]
ranking: {at_once: 9}
"""


def read(text: str) -> Settings:
    return parse(text.encode(), "feeds.yaml")


def test_every_key_arrives_in_the_settings() -> None:
    settings = read(FULL)
    assert settings.site == Site(
        title="Kabar Sumsel",
        url="https://kabar.example.org",
        language="id",
        timezone="Asia/Makassar",
        description="Satu dua.",
        contact="redaksi@example.org",
    )
    assert settings.polling == Polling(
        minimum_interval=timedelta(seconds=90),
        default_interval=timedelta(minutes=20),
        maximum_interval=timedelta(days=1),
        budget=96,
        concurrency=8,
        per_host=1,
    )
    assert settings.limits == Limits(
        body=524_288,
        poll_time=timedelta(seconds=20),
        parse_time=timedelta(seconds=5),
        parse_memory=1_073_741_824,
    )
    assert settings.sources == (
        Source(
            slug="a",
            title="A",
            url="https://user:pass@a.example/feed",
            kind=Kind.PAGE,
            language="en",
            timezone="Asia/Jakarta",
            interval=timedelta(minutes=30),
            group="Nasional",
            selectors=PageSelectors("li", "a", "h2", "time", "img", "p"),
        ),
    )
    until = datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert settings.picks == (Pick("https://a.example/1"), Pick("https://a.example/2", until, "Penting"))
    assert settings.ranking.at_once == 9
    (topic,) = settings.topics
    assert (topic.slug, topic.title, topic.description, topic.language) == (
        "pilkada-2024",
        "Pilkada 2024",
        "Satu.",
        "min",
    )


def test_what_is_not_said_has_the_default_of_the_settings() -> None:
    assert read("sources: []\n") == Settings()
    assert read("sources: []\npolling: {}\nlimits: {}\nsite: {}\nnetwork: {}\n") == Settings()


def test_sources_and_topics_inherit_the_language_and_zone_of_the_site() -> None:
    settings = read(
        "site: {language: ms, timezone: Asia/Makassar}\n"
        "sources: [{slug: a, title: A, url: https://a.example/}]\n"
        "topics: [{slug: t, title: T, match: {word: x}}]\n"
    )
    assert (settings.sources[0].language, settings.sources[0].timezone) == ("ms", "Asia/Makassar")
    assert settings.topics[0].language == "ms"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-01-01", datetime(2023, 12, 31, 17, tzinfo=UTC)),
        ("2024-01-01 06:30", datetime(2023, 12, 31, 23, 30, tzinfo=UTC)),
        ("2024-01-01T06:30:15", datetime(2023, 12, 31, 23, 30, 15, tzinfo=UTC)),
        ("2024-01-01T06:30+09:00", datetime(2023, 12, 31, 21, 30, tzinfo=UTC)),
        ("2024-01-01T06:30Z", datetime(2024, 1, 1, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_date_without_an_offset_is_local_time_of_the_site(written: str, meant: datetime) -> None:
    settings = read(f"sources: []\ntopics: [{{slug: t, title: T, match: {{word: x}}, since: '{written}'}}]\n")
    assert settings.topics[0].since == meant


@pytest.mark.parametrize(
    "written",
    [
        *("no", "yes", "on", "off", "y", "true", "False", "12:30", "190:20:30", "012", "0o14", "0x1F"),
        *("1e3", "1_000", "1.10", "+1", "-0", ".inf", ".nan", "=", "2024-01-01"),
    ],
)
def test_a_text_stays_the_text_that_was_written(written: str) -> None:
    assert read(f"site: {{title: {written}}}\nsources: []\n").site.title == written


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_an_optional_key_may_be_left_empty(nothing: str) -> None:
    source = f"  - {{slug: a, title: A, url: https://a.example/, kind: {nothing}}}\n"
    assert read(f"sources:\n{source}").sources[0].kind is None


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    settings = parse(b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode(), "feeds.yaml")
    assert settings == read(FULL)


def test_every_address_that_is_accepted_is_one_that_the_guard_understands() -> None:
    allow = read(FULL).allow
    assert len(AllowList.parse(allow).entries) == 6


def test_a_source_is_found_by_its_slug() -> None:
    settings = read(FULL)
    assert settings.source("a") is settings.sources[0]
    assert settings.source("b") is None


def test_a_file_is_loaded_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(FULL, encoding="utf-8")
    assert load(path) == read(FULL)


def test_what_interrupts_stories_goes_to_the_sources_that_it_holds_for() -> None:
    body = """\
interruptions:
  - {leads: [cek dulu]}
  - {hosts: [a.example], lines: ['editor: .{0,40}'], endings: ['\\(\\w{2,4}\\)'], boxes: [iklan baris]}
sources:
  - {slug: a, title: A, url: https://koran.a.example/rss}
  - {slug: b, title: B, url: https://b.example/rss}
"""
    a, b = parse(body.encode(), "feeds.yaml").sources
    everywhere = Preset(leads=("cek dulu",))
    at_a = Preset(
        hosts=("a.example",),
        lines=("editor: .{0,40}",),
        endings=(r"\(\w{2,4}\)",),
        cues=("",),
        boxes=("iklan baris",),
    )
    assert (a.presets, b.presets) == ((everywhere, at_a), (everywhere,))
