"""Real feed readers, from Debian, take a topic's feed: every entry once, with its title, link and date."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.journeys.feeds import item, rss
from tests.journeys.processes import free_port, running, wait_until
from tests.journeys.wire import Wire
from tests.servers import RecordedServer
from tests.values import NOW

STOCK = rss(*(item(number) for number in range(5)))
FIVE = [
    (
        f"KPU Sumsel tetapkan pasangan nomor {n}",
        f"https://palpres.example/read/{n}/berita-{n}",
        int(NOW.timestamp()) - 3600 * n,
    )
    for n in range(5)
]


def program(name: str) -> str:
    """The path of a reader; skips where it is not installed, but fails in CI."""
    found = shutil.which(name)
    if found is None:
        assert not os.environ.get("CI"), f"{name} is missing: apt-get install {name}"
        pytest.skip(f"{name} is not installed: apt-get install {name}")
    return found


def fetch(url: str) -> str:
    """A document as it is served now."""
    parts = urlsplit(url)
    with closing(HTTPConnection(parts.hostname or "", parts.port)) as connection:
        connection.request("GET", parts.path)
        return connection.getresponse().read().decode()


@pytest.fixture
def site(tmp_path):
    """A wire with five entries and the address at which it serves them."""
    port = free_port()
    with Wire(tmp_path) as wire, RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        with running(wire, "web", "--workers", "1", port=port):
            yield wire, server, f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_newsboat_shows_every_entry_once_even_after_an_update(site, form, tmp_path):
    wire, server, url = site
    newsboat = program("newsboat")
    (tmp_path / "urls").write_text(f"{url}/topics/pilkada-2024.{form}\n")
    (tmp_path / "config").write_text("")

    def reload() -> list[tuple[str, str, int]]:
        files = [
            f"--{kind}={tmp_path / name}" for kind, name in (("url-file", "urls"), ("cache-file", "cache.db"))
        ]
        command = [newsboat, *files, f"--config-file={tmp_path / 'config'}", "--execute=reload"]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(tmp_path)})
        with closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
            return cache.execute("SELECT title, url, pubDate FROM rss_item ORDER BY pubDate DESC").fetchall()

    assert reload() == FIVE
    server.put(
        "/rss",
        rss(item(-1), item(0, guid="other", link="http://palpres.example/read/0/berita-0?utm_source=x")),
    )
    wire.poll()
    wait_until(lambda: "nomor -1" in fetch(f"{url}/topics/pilkada-2024.{form}"))  # renewed behind its readers
    titles = [title for title, _, _ in reload()]
    assert titles == ["KPU Sumsel tetapkan pasangan nomor -1", *(title for title, _, _ in FIVE)]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_sfeed_reads_every_entry_with_its_date_and_link(site, form):
    wire, _, _ = site
    document = wire.get(f"/topics/pilkada-2024.{form}").data
    lines = subprocess.run(
        [program("sfeed")], input=document, check=True, capture_output=True
    ).stdout.decode()
    fields = [line.split("\t") for line in lines.splitlines()]
    assert [(title, link, int(date)) for date, title, link, *_ in fields] == FIVE
