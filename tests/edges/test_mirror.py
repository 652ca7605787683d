"""Published files: the same bytes as served, written when they change, whole at any moment; and nginx in front."""

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import brotli
import pytest
import zstandard

from aggregator.mirror import Mirror
from aggregator.mirror.folder import Folder
from tests.edges.site import FEEDS_YAML, Site, fill, news, site
from tests.journeys.processes import free_port, wait_for_port

DECODERS = {
    "": bytes,
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
    ".zst": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
CHANGED = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "www"


@pytest.fixture
def place(tmp_path: Path, folder: Path) -> Iterator[Site]:
    with site(tmp_path, f"publish: {{folder: {folder}}}\n{FEEDS_YAML}") as made:
        fill(made)
        yield made


def documents(folder: Path) -> set[str]:
    return {
        f"/{file.relative_to(folder)}"
        for file in folder.rglob("*")
        if file.is_file() and file.suffix in {".atom", ".rss", ".json", ".opml"} and file.name[0] != "."
    }


def test_every_document_is_there_as_it_is_served(place: Site, folder: Path) -> None:
    written = Mirror(place.rt).write(datetime.now(UTC))
    paths = documents(folder)
    names = ("all", "topics/pilkada-2024", "topics/sumsel", "topics/kosong")
    sources = ("sources/palpres", "sources/antara", "sources/baru")
    formats = ("atom", "rss", "json")
    lists = ("/feeds.opml", "/topics.opml", "/sources.opml")
    rankings = ("terpopuler", "pilihan")
    every = (*names, *sources, *rankings)
    assert paths == {*lists, *(f"/{name}.{one}" for name in every for one in formats)}
    assert written == len(paths)
    for path in paths:
        served = place.client.get(path)
        for ending, decoded in DECODERS.items():
            file = folder / f"{path[1:]}{ending}"
            assert decoded(file.read_bytes()) == served.data
            last_modified = served.headers.get("Last-Modified")
            if last_modified and not path.startswith(
                tuple(f"/{name}" for name in rankings)
            ):  # they have a clock
                assert file.stat().st_mtime == parsedate_to_datetime(last_modified).timestamp()


def test_only_what_has_changed_is_written(place: Site, folder: Path) -> None:
    mirror = Mirror(place.rt)
    mirror.write(datetime.now(UTC))
    before = {path: (folder / path[1:]).stat() for path in documents(folder)}
    assert mirror.write(datetime.now(UTC)) == 0
    place.publish(news(-1, source="palpres", topics=("sumsel",)))
    assert mirror.write(datetime.now(UTC)) == 9
    changed = {path for path in before if (folder / path[1:]).stat().st_ino != before[path].st_ino}
    assert {path.rpartition(".")[0] for path in changed} == {"/all", "/topics/sumsel", "/sources/palpres"}


def test_a_worker_that_starts_again_writes_nothing_anew_but_what_is_missing(
    place: Site, folder: Path
) -> None:
    Mirror(place.rt).write(datetime.now(UTC))
    assert Mirror(place.rt).write(datetime.now(UTC)) == 0
    (folder / "all.atom.br").write_bytes(b"half")
    (folder / "all.rss").unlink()
    assert Mirror(place.rt).write(datetime.now(UTC)) == 2
    assert brotli.decompress((folder / "all.atom.br").read_bytes()) == (folder / "all.atom").read_bytes()


def test_what_is_no_longer_published_goes_and_what_is_not_ours_stays(place: Site, folder: Path) -> None:
    mirror = Mirror(place.rt)
    mirror.write(datetime.now(UTC))
    (folder / "robots.txt").write_text("User-agent: *\n")
    (folder / "topics" / "mine.atom").write_text("<feed/>")
    text = place.config.read_text()
    place.config.write_text(
        "\n".join(line for line in text.splitlines() if "slug: kosong" not in line) + "\n"
    )
    place.rt.look_again()
    assert mirror.write(datetime.now(UTC)) == 3 + 2, "and two lists of topics say so"
    assert not list((folder / "topics").glob("kosong*"))
    assert (folder / "robots.txt").exists()
    assert (folder / "topics" / "mine.atom").exists()


def test_of_two_workers_one_writes(place: Site, folder: Path) -> None:
    with Folder(folder).held() as ours:
        assert ours
        assert Mirror(place.rt).write(datetime.now(UTC)) == 0
        assert not documents(folder)
    assert Mirror(place.rt).write(datetime.now(UTC)) > 0


_LIMITED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from aggregator.mirror.folder import Folder
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    Folder(Path(sys.argv[1])).put("/all.atom", b"new " * 25_000, datetime.now(UTC))
except OSError:
    print("refused")
"""


def test_a_full_disk_leaves_the_version_before(folder: Path) -> None:
    Folder(folder).put("/all.atom", b"old " * 25_000, CHANGED)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    done = subprocess.run(
        [sys.executable, "-c", _LIMITED, folder], capture_output=True, text=True, check=True
    )
    assert done.stdout == "refused\n"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert Folder(folder).put("/all.atom", b"new " * 25_000, CHANGED + timedelta(seconds=1))


_WRITING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from aggregator.mirror.folder import Folder
folder, number = Folder(Path(sys.argv[1])), 0
while True:
    number += 1
    folder.put("/all.atom", f"{number} ".encode() * 100_000, datetime.now(UTC))
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_no_half_file(folder: Path) -> None:
    for pause in (0, 0.004, 0.009):
        command = [sys.executable, "-c", _WRITING, folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            writer.stdout.readline()
            time.sleep(pause)
            writer.send_signal(signal.SIGKILL)
        for ending, decoded in DECODERS.items():
            words = set(decoded((folder / f"all.atom{ending}").read_bytes()).split())
            assert len(words) == 1
    Folder(folder).sweep()
    assert not list(folder.glob(".*unfinished"))


@contextmanager
def nginx(folder: Path, state: Path) -> Iterator[HTTPConnection]:
    """A real nginx by the block of docs/publishing.md; skips where there is none, but fails in CI."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        assert not os.environ.get("CI"), "nginx is missing: apt-get install nginx-light"
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    page = (Path(__file__).parents[2] / "docs" / "publishing.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```nginx\n(.*?)```", page, re.DOTALL)
    port, state = free_port(), state / "nginx"
    state.mkdir()
    block = block.replace("/srv/kabar/var/www", str(folder))
    block = block.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "127.0.0.1:8000", f"127.0.0.1:{free_port()}"
    )
    user = "user root;" if os.geteuid() == 0 else ""
    places = " ".join(
        f"{name}_temp_path {state}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = state / "nginx.conf"
    config.write_text(
        f"{user} daemon off; pid {state}/pid; error_log {state}/error.log; events {{}}"
        f" http {{ access_log off; {places} {block} }}"
    )
    process = subprocess.Popen(
        [program, "-p", state, "-c", config, "-e", state / "start.log"], stderr=subprocess.DEVNULL
    )
    try:
        wait_for_port(port)
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            yield connection
    finally:
        process.terminate()
        process.wait(10)


def test_nginx_serves_the_folder_as_we_serve_it(place: Site, folder: Path, tmp_path: Path) -> None:
    Mirror(place.rt).write(datetime.now(UTC))
    with nginx(folder, tmp_path) as connection:

        def get(path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer, answer.read()

        for path in ("/topics/pilkada-2024.atom", "/all.rss", "/all.json", "/feeds.opml"):
            ours = place.client.get(path)
            answer, body = get(path)
            assert (answer.status, body) == (200, ours.data)
            for name in ("Content-Type", "Access-Control-Allow-Origin", "X-Content-Type-Options"):
                assert answer.headers[name] == ours.headers[name]
            zipped, body = get(path, **{"Accept-Encoding": "gzip"})
            assert zipped.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(body) == ours.data
            tag = zipped.headers["ETag"]
            unsent, body = get(path, **{"Accept-Encoding": "gzip", "If-None-Match": tag})
            assert (unsent.status, body) == (304, b"")
            if "Last-Modified" in ours.headers:
                assert answer.headers["Last-Modified"] == ours.headers["Last-Modified"]
                assert get(path, **{"If-Modified-Since": ours.headers["Last-Modified"]})[0].status == 304
        for name, kept in (
            ("2024-08", "public, max-age=31536000, immutable"),
            ("before-1-a", "public, no-cache"),
        ):
            Folder(folder).put(f"/all/archive/{name}.atom", b"<feed/>", CHANGED)
            assert get(f"/all/archive/{name}.atom")[0].headers["Cache-Control"] == kept
        assert (
            get("/all.atom")[0].headers["Cache-Control"]
            == place.client.get("/all.atom").headers["Cache-Control"]
        )
        assert get("/topics/pilkada-2024.atom?stories=off")[0].status == 502  # the wire's, which is not there


def test_the_worker_tells_what_keeps_it_from_writing(place: Site, folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="exists"):
        Mirror(place.rt).write(datetime.now(UTC))
    folder.unlink()
    assert Mirror(place.rt).write(datetime.now(UTC)) > 0
