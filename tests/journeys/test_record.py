"""`aggregator record`: the answers of sources, kept as they came, and played again."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from aggregator.config import load
from aggregator.demo import Newsroom, feeds_yaml, serve
from aggregator.model import Entry, Fetched, Source
from aggregator.pipeline import process
from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import Page, Recorded, RecordedServer, recorded

TELLING = ("guid", "url", "title", "content", "published", "categories", "image")
PLAYED = [
    "harian-limas",
    "serelo-post",
    "kabar-seberang-ulu",
    "songket-digital",
    "dempo-raya",
    "warta-lematang",
]


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with serve(seed=3, now=lambda: datetime.now(UTC), interval=None) as newsroom:
        yield newsroom


def entries_of(document: Fetched, source: Source, now: datetime) -> list[tuple]:
    found: tuple[Entry, ...] = process(document, source, (), now).entries
    return [tuple(getattr(entry, name) for name in TELLING) for entry in found]


def as_received(answer: Recorded) -> Fetched:
    return Fetched(answer.url, answer.page.body, answer.page.headers["Content-Type"])


def configure(folder, **urls: str):
    file = folder / "feeds.yaml"
    lines = [f"  - {{slug: {slug}, title: {slug}, url: '{url}'}}\n" for slug, url in urls.items()]
    file.write_text(f"site: {{title: Uji}}\nsources:\n{''.join(lines)}")
    return file


def test_what_was_recorded_is_played_with_the_same_entries(room, tmp_path):
    config = tmp_path / "feeds.yaml"
    config.write_text(feeds_yaml(room), encoding="utf-8")
    said = run(config, "record", *PLAYED, "--to", str(tmp_path / "kept"))
    assert said.exit_code == 0, said.output
    history = recorded(tmp_path / "kept")
    assert sorted(history) == sorted(PLAYED)
    settings = load(config)
    for slug, (answer,) in history.items():
        source = settings.source(slug)
        live = room.render(slug)
        now = answer.received_at
        assert answer.page.body == live.body
        document = Fetched(answer.url, live.body, live.headers["Content-Type"])
        assert entries_of(as_received(answer), source, now) == entries_of(document, source, now) != []


def test_the_wire_polls_a_recording_as_it_polled_the_paper(room, tmp_path):
    config = tmp_path / "feeds.yaml"
    config.write_text(feeds_yaml(room), encoding="utf-8")
    run(config, "record", *PLAYED, "--to", str(tmp_path / "kept"))
    history = recorded(tmp_path / "kept")
    with RecordedServer({f"/{slug}": answers[0].page for slug, answers in history.items()}) as server:
        wire = Wire(tmp_path)
        wire.configure([(slug, server.url(f"/{slug}")) for slug in PLAYED])
        first, again = wire.poll(), wire.poll()
    printed = {slug: sum(one.paper == slug for one in room.articles) for slug in PLAYED}
    assert {slug: report.new for slug, report in first.items()} == printed
    assert {report.new for report in again.values()} == {0}


def test_each_run_keeps_one_more_answer_and_they_are_played_in_order(tmp_path):
    with RecordedServer({"/rss": rss(item(1))}) as server:
        config = configure(tmp_path, koran=server.url("/rss"))
        for number in (1, 2):
            server.put("/rss", rss(item(number)))
            run(config, "record", "--to", str(tmp_path / "kept"))
    first, second = recorded(tmp_path / "kept")["koran"]
    assert (first.page.body, second.page.body) == (rss(item(1)), rss(item(2)))
    assert first.received_at < second.received_at


def test_status_headers_and_validators_are_played_too(tmp_path):
    pages = {"/rss": Page(rss(item(1)), {"ETag": '"satu"', "Cache-Control": "max-age=60", "Last-Modified": ""}),
             "/busy": Page(b"", {"Retry-After": "120"}, 503)}  # fmt: skip
    with RecordedServer(pages) as server:
        config = configure(tmp_path, koran=server.url("/rss"), sibuk=server.url("/busy"))
        run(config, "record", "--to", str(tmp_path / "kept"))
    history = recorded(tmp_path / "kept")
    fields = history["koran"][0].page.fields("/koran")
    assert (fields["ETag"], fields["Cache-Control"], "Last-Modified" in fields) == (
        '"satu"',
        "max-age=60",
        False,
    )
    assert (history["sibuk"][0].page.status, history["sibuk"][0].page.fields("/")["Retry-After"]) == (
        503,
        "120",
    )


def test_no_secret_of_an_address_or_header_is_kept(tmp_path):
    headers = {
        "Set-Cookie": "s=rahasia",
        "X-Api-Key": "rahasia",
        "Link": "<https://h.example/?token=rahasia>",
    }
    with RecordedServer({"/rss": Page(rss(item(1)), headers)}) as server:
        url = server.url("/rss?token=rahasia").replace("http://", "http://kami:rahasia@")
        run(configure(tmp_path, koran=url), "record", "--to", str(tmp_path / "kept"))
        assert server.headers("/rss")["authorization"]
    (file,) = (tmp_path / "kept" / "koran").glob("*.json")
    assert "rahasia" not in file.read_text(encoding="utf-8")
    assert ["set-cookie", "***"] in json.loads(file.read_text(encoding="utf-8"))["headers"]


def test_a_source_without_an_answer_costs_only_itself(tmp_path):
    with RecordedServer({}) as gone:
        url = gone.url("/rss")
    with RecordedServer({"/rss": rss(item(1))}) as server:
        config = configure(tmp_path, hilang=url, koran=server.url("/rss"))
        said = run(config, "record", "--to", str(tmp_path / "kept"))
        alone = run(config, "record", "hilang", "--to", str(tmp_path / "kept"))
    assert (said.exit_code, alone.exit_code) == (0, 1)
    assert "hilang: connect: " in said.stderr
    assert list(recorded(tmp_path / "kept")) == ["koran"]


def test_a_name_that_is_no_source_is_refused(tmp_path):
    said = run(
        configure(tmp_path, koran="https://koran.example/"), "record", "koron", "--to", str(tmp_path / "kept")
    )
    assert said.exit_code == 2
    assert "no such source" in said.stderr
