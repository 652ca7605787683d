"""What serving costs, beside nginx with the same bytes as files; then a thousand readers while polls run.

Needs wrk and nginx (apt-get install wrk nginx-light); says so where they are missing.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.journeys.processes import free_port, wait_for_port

FEEDS = 300
NEWS_SECONDS = 5
ROUNDS = 2
ROUND_SECONDS = 2
READERS = 1000
READING_SECONDS = 30
PAUSE_SECONDS = 1.0
FEED = "/topics/pilkada.atom"
_TOPICS = {
    "pilkada": ["pilkada*", "KPU", "Bawaslu"],
    "palembang": ["Palembang"],
    "hukum": ["polisi", "jaksa", "korupsi"],
    "ekonomi": ["harga", "pasar", "petani", "karet"],
    "bencana": ["banjir", "kebakaran", "kabut asap"],
    "olahraga": ["sepak bola", "atlet", "pertandingan"],
    "pendidikan": ["sekolah", "siswa", "guru"],
    "kesehatan": ["rumah sakit", "dokter", "kesehatan"],
    "jalan": ["jalan", "tol", "jembatan"],
    "musi": ["Musi", "sungai"],
    "gubernur": ["gubernur", "bupati", "wali kota"],
    "budaya": ["budaya", "festival", "tari"],
}
_NGINX = """\
{user} daemon off; worker_processes {cores}; pid {state}/pid; error_log /dev/null;
events {{ worker_connections 4096; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; {places}
    server {{
        listen 127.0.0.1:{port}; root {folder};
        location / {{
            types {{ application/atom+xml atom; }}
            gzip_static on;
            add_header Cache-Control "public, max-age=60";
        }}
    }}
}}
"""


def main(console: Console) -> None:
    """Prints both tables."""
    missing = [name for name in ("wrk", "nginx") if not _program(name)]
    if missing:
        console.print(f"\nServing is not measured: apt-get install {' '.join(missing)}")
        return
    with tempfile.TemporaryDirectory(prefix="aggregator-bench-") as name:
        folder = Path(name)
        with _newspapers() as url:
            port = free_port()
            settings = _configure(folder, f"{url}/validators", port)
            subprocess.run(_busy(settings, "once"), check=True, stdout=subprocess.DEVNULL)
            with _web(settings, port), _nginx(folder) as files:
                console.print(_beside_nginx(port, files, folder))
                console.print(_readers(port, settings))


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin")


def _configure(folder: Path, url: str, port: int) -> list[str]:
    """Writes a configuration; returns it, the database and the site's address."""
    config = folder / "feeds.yaml"
    topics = "".join(
        f"  - {{slug: {slug}, title: {slug.title()}, match: {{any: {json.dumps(words)}}}}}\n"
        for slug, words in _TOPICS.items()
    )
    sources = "".join(
        f"  - {{slug: koran-{n}, title: Koran {n}, url: '{url}/{n:05}.xml'}}\n" for n in range(FEEDS)
    )
    config.write_text(
        "site: {title: Bench}\npolling: {concurrency: 64, per_host: 16}\n"
        f"publish: {{folder: {folder}/www}}\ntopics:\n{topics}sources:\n{sources}",
        encoding="utf-8",
    )
    return [str(config), f"sqlite:///{folder}/wire.db", f"http://127.0.0.1:{port}"]


def _busy(settings: list[str], how: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.busy", *settings, how]


@contextmanager
def _running(command: list[str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(command, text=True, **more) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def _newspapers() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.newspapers", str(FEEDS), str(NEWS_SECONDS)]
    with _running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        yield process.stdout.readline().strip()


@contextmanager
def _web(settings: list[str], port: int) -> Iterator[None]:
    names = ("AGGREGATOR_CONFIG", "AGGREGATOR_DATABASE_URL", "AGGREGATOR_SITE_URL")
    environment = {**os.environ, **dict(zip(names, settings, strict=True)), "PORT": str(port)}
    with _running([sys.executable, "-m", "aggregator", "web"], env=environment):
        wait_for_port(port)
        yield


@contextmanager
def _nginx(folder: Path) -> Iterator[int]:
    port, state = free_port(), folder / "nginx"
    state.mkdir()
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    (state / "nginx.conf").write_text(
        _NGINX.format(
            user="user root;" if os.geteuid() == 0 else "",
            cores=os.cpu_count(),
            state=state,
            places=" ".join(f"{kind}_temp_path {state}/{kind};" for kind in kinds),
            port=port,
            folder=folder / "www",
        )
    )
    command = [str(_program("nginx")), "-p", str(state), "-c", str(state / "nginx.conf")]
    with _running(command, stderr=subprocess.DEVNULL):
        wait_for_port(port)
        yield port


def _beside_nginx(port: int, files: int, folder: Path) -> Table:
    """The best of some rounds, in turns, so that what else the machine does hits both alike."""
    size = (folder / "www" / FEED[1:]).stat().st_size
    table = Table(
        "answer",
        "wire/s",
        "p99 ms",
        "nginx/s",
        "p99 ms",
        "ratio",
        title=f"{FEED}: {size // 1024} KiB, 16 connections",
    )
    for name, conditional in (("304", True), ("200, gzipped", False)):
        figures = {
            where: max(_wrk(where, conditional=conditional) for _ in range(ROUNDS)) for where in (port, files)
        }
        (ours, our_p99), (theirs, their_p99) = figures[port], figures[files]
        row = (f"{ours:,.0f}", f"{our_p99:.1f}", f"{theirs:,.0f}", f"{their_p99:.1f}", f"{ours / theirs:.2f}")
        table.add_row(name, *row)
    return table


def _wrk(port: int, *, conditional: bool) -> tuple[float, float]:
    """Requests a second and p99 in milliseconds; any answer other than those wanted ends the measurement."""
    fields = ["-H", "Accept-Encoding: gzip"]
    tag, size = _ask(port)
    if conditional:
        fields += ["-H", f"If-None-Match: {tag}"]
    url = f"http://127.0.0.1:{port}{FEED}"
    command = [str(_program("wrk")), "-t2", "-c16", f"-d{ROUND_SECONDS}", "--latency", *fields, url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    rate, received = _number(said, r"Requests/sec:\s+([\d.]+)"), _number(said, r"(\d+) requests in")
    assert received
    assert size > 1000
    [(p99, unit)] = re.findall(r"99%\s+([\d.]+)(us|ms|s)", said)
    return rate, float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def _number(said: str, pattern: str) -> float:
    found = re.search(pattern, said)
    assert found, said
    return float(found[1])


def _ask(port: int) -> tuple[str, int]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", FEED, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    connection.close()
    return str(answer.headers["ETag"]), len(body)


def _readers(port: int, settings: list[str]) -> Table:
    paths = ["/", "/all", *(f"/topics/{slug}" for slug in _TOPICS)]
    paths += [f"/topics/{slug}.{form}" for slug in _TOPICS for form in ("atom", "rss", "json")]
    paths += [f"/all.{form}" for form in ("atom", "rss", "json")]
    paths += [f"/sources/koran-{number}.atom" for number in range(11)]
    command = [sys.executable, "-m", "tests.bench.readers", str(port), str(READERS), str(READING_SECONDS)]
    with _running(_busy(settings, "on"), stdout=subprocess.PIPE) as polling:
        done = subprocess.run(
            [*command, str(PAUSE_SECONDS), json.dumps(paths)], check=True, capture_output=True, text=True
        )
        polling.terminate()
        assert polling.stdout
        polled = json.loads(polling.stdout.read().splitlines()[-1])  # behind what was logged
    seen = json.loads(done.stdout)
    title = (
        f"{READERS:,} readers of {len(paths)} documents for {READING_SECONDS} s: {seen['answers']:,} answers, "
        f"{seen.get('errors', 0)} errors, {seen['conditional']:,} conditional; meanwhile {polled['polls']:,} polls, "
        f"{polled['new']:,} new entries"
    )
    table = Table("answer", "count", "median ms", "p99 ms", "slowest ms", title=title)
    for kind, (count, median, p99, slowest) in sorted(seen["kinds"].items()):
        table.add_row(kind, f"{count:,}", f"{median:.1f}", f"{p99:.1f}", f"{slowest:.1f}")
    return table


if __name__ == "__main__":
    main(Console(width=110))
