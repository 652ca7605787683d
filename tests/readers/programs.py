"""Feed readers from Debian: how each subscribes, asks again, and what it then shows."""

import email
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import quoteattr


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry in a reader's list; `at` is seconds since 1970."""

    feed: str
    link: str
    title: str
    at: int


class Reader(Protocol):
    """A program with a folder of its own."""

    name: str
    programs: Sequence[str]
    """What must be installed; the first is the package's name, too, unless `packages` says otherwise."""
    packages: Sequence[str]

    def subscribe(self, folder: Path, urls: Sequence[str]) -> None:
        """Before the first `poll`."""

    def poll(self) -> None:
        """Asks every feed once."""

    def shown(self) -> list[Shown]:
        """All that it holds now."""


class Newsboat:
    """With a cache for each feed: it keeps an entry of one id once, however many feeds hold it."""

    name, programs, packages = "newsboat", ("newsboat",), ("newsboat",)

    def subscribe(self, folder: Path, urls: Sequence[str]) -> None:
        self._urls = {folder / f"feed{number}": url for number, url in enumerate(urls)}
        for home, url in self._urls.items():
            home.mkdir()
            (home / "urls").write_text(f"{url}\n")
            (home / "config").write_text("max-items 0\n")

    def poll(self) -> None:
        for home in self._urls:
            files = [
                f"--url-file={home}/urls",
                f"--cache-file={home}/cache.db",
                f"--config-file={home}/config",
            ]
            _run(["newsboat", *files, "--execute=reload"], home)

    def shown(self) -> list[Shown]:
        found = []
        for home in self._urls:
            with closing(sqlite3.connect(home / "cache.db")) as cache:
                rows = cache.execute("SELECT feedurl, url, title, pubDate FROM rss_item").fetchall()
            found += [Shown(*row) for row in rows]
        return found


class Sfeed:
    name, programs, packages = "sfeed", ("sfeed_update", "curl"), ("sfeed", "curl")

    def subscribe(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder, self._urls = folder, {f"feed{number}": url for number, url in enumerate(urls)}
        lines = "".join(f"feed '{name}' '{url}'\n" for name, url in self._urls.items())
        (folder / "sfeedrc").write_text(f"sfeedpath='{folder}/feeds'\nfeeds() {{\n{lines}}}\n")

    def poll(self) -> None:
        _run(["sfeed_update", str(self._folder / "sfeedrc")], self._folder)

    def shown(self) -> list[Shown]:
        return [
            Shown(url, link, title, int(at or 0))
            for name, url in self._urls.items()
            for line in (self._folder / "feeds" / name).read_text().splitlines()
            for at, title, link, *_ in [line.split("\t")]
        ]


class Rss2email:
    name, programs, packages = "rss2email", ("r2e",), ("rss2email",)

    def subscribe(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder, self._urls = folder, {f"feed{number}": url for number, url in enumerate(urls)}
        (folder / "mail").mkdir()
        (folder / "config").write_text(
            "[DEFAULT]\nfrom = wire@kabar.example\nto = reader@kabar.example\nemail-protocol = maildir\n"
            f"maildir-path = {folder}/mail\nmaildir-mailbox = inbox\ndate-header = True\n"
            "date-header-order = issued, modified\n"
        )
        for name, url in self._urls.items():
            self._r2e("add", name, url)

    def poll(self) -> None:
        self._r2e("run")

    def shown(self) -> list[Shown]:
        found = []
        for path in sorted((self._folder / "mail" / "inbox" / "new").iterdir()):
            mail = email.message_from_bytes(path.read_bytes(), policy=default)
            title = str(make_header(decode_header(str(mail["Subject"]))))
            at = int(parsedate_to_datetime(str(mail["Date"])).timestamp())
            feed = str(mail["X-RSS-Feed"])
            found.append(Shown(feed, str(mail["X-RSS-URL"]), title, at))
        return found

    def _r2e(self, *command: str) -> None:
        files = ["-c", str(self._folder / "config"), "-d", str(self._folder / "data.json")]
        _run(["r2e", *files, *command], self._folder)


class Liferea:
    name, programs = "liferea", ("liferea", "xvfb-run", "dbus-run-session")
    packages = ("liferea", "xvfb", "xauth", "dbus")

    def subscribe(self, folder: Path, urls: Sequence[str]) -> None:
        self._folder, self._urls = folder, {f"feed{number:04}": url for number, url in enumerate(urls)}
        outlines = "".join(
            f'<outline text="{node}" title="{node}" type="{url.rpartition(".")[2]}" xmlUrl={quoteattr(url)} '
            f'updateInterval="-1" cacheLimit="unlimited" id="{node}"/>'
            for node, url in self._urls.items()
        )
        feeds = folder / ".config" / "liferea" / "feedlist.opml"
        feeds.parent.mkdir(parents=True)
        feeds.write_text(f'<opml version="1.0"><head><title/></head><body>{outlines}</body></opml>')

    def poll(self) -> None:
        process = subprocess.Popen(
            ["dbus-run-session", "--", "xvfb-run", "-a", "sh", "-c", _LIFEREA],
            env=_environment(self._folder) | {"GIO_USE_NETWORK_MONITOR": "base"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        process.wait(60)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)

    def shown(self) -> list[Shown]:
        database = self._folder / ".local" / "share" / "liferea" / "liferea.db"
        with closing(sqlite3.connect(database)) as cache:
            rows = cache.execute("SELECT node_id, source, title, date FROM items").fetchall()
        return [Shown(self._urls[node], link, title, at) for node, link, title, at in rows]


_LIFEREA = """
liferea &
sleep 12
dbus-send --session --print-reply --dest=org.gnome.feed.Reader /org/gnome/feed/Reader org.gnome.feed.Reader.Refresh
sleep 12
kill $!
wait
"""
"""It asks no feed by itself where it thinks that it is offline, and has no command that ends when it has asked."""


READERS: tuple[Reader, ...] = (Newsboat(), Sfeed(), Rss2email(), Liferea())


def missing(reader: Reader) -> list[str]:
    """The packages to install, when one of its programs is not there."""
    return [] if all(map(shutil.which, reader.programs)) else list(reader.packages)


def _run(command: Sequence[str], folder: Path) -> None:
    subprocess.run(
        command, check=True, env=_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def _environment(folder: Path) -> dict[str, str]:
    """A home of its own, and nothing of the user's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DBUS_"))}
    return kept | {"HOME": str(folder), "TZ": "Asia/Jakarta"}
