"""What an operator entrusts to us is printed nowhere (promise 14): no page, feed, log, metric or command."""

import html
import logging
import re

import pytest
import structlog
from click.testing import CliRunner

from aggregator.cli.commands import main
from aggregator.cli.logs import configure_logs, log_report
from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import Page, RecordedServer

CANARY = "KANARI-rahasia"
TOKEN = f"?edisi=pagi&token={CANARY}"
TOPIC = "https://kabar.example.org/topics/pilkada-2024.atom"
CALLBACK = f"https://pembaca.example/{TOKEN}"
START = (
    "/", "/status", "/status.json", "/status.atom", "/metrics", "/health", "/robots.txt", "/sitemap.xml", "/oembed",
    "/search?q=pilkada", "/search.json?q=pilkada", "/feeds.opml", "/embed", "/embed/pilkada-2024", "/embed.json",
    "/sources/baik.rss", "/sources/baik.json", "/all.atom?full=1", "/all.json?stories=off", "/websub/callback/x",
)  # fmt: skip
MOST = 200
"""Answers that are looked at."""
COMMANDS = (
    ("check",),
    ("poll",),
    ("status",),
    ("export-opml",),
    ("quarantine",),
    ("explain", "https://palpres.example/read/1/berita-1"),
)
MARKS = {
    "/sources/baik.atom": "berita-1",
    "/status.json": "http_401",
    "status": "http_401",
    "our log": "source=baik",
}
"""What must be there, so that no empty answer is taken for a discreet one."""
_LINK = re.compile(r"(?:href|src|xmlUrl|url|loc)[=>:]\s?[\"']?(?:https://kabar\.example\.org)?(/[^\"'<>\s]*)")


def test_no_secret_is_printed_anywhere(
    lone_wire: Wire,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    caplog.set_level(logging.DEBUG)  # of libraries as well
    configure_logs()
    request.addfinalizer(structlog.reset_defaults)
    with RecordedServer(_pages()) as paper:
        _configure(lone_wire, paper)
        for _ in range(2):
            for report in lone_wire.poll().values():
                log_report(report)
        printed = {**_answers(lone_wire), **_said(lone_wire)}
    printed |= {"our log": "".join(capfd.readouterr()), "libraries' log": _lines(caplog)}
    for place, mark in MARKS.items():
        assert mark in printed[place], place
    assert [place for place, text in printed.items() if CANARY.lower() in text.lower()] == []


def _lines(caplog: pytest.LogCaptureFixture) -> str:
    """All but those of the server that plays the papers: it may log what it is asked."""
    return "\n".join(one.getMessage() for one in caplog.records if one.name != "aiohttp.access")


def _pages() -> dict[str, Page]:
    cookie = {"Set-Cookie": f"sesi={CANARY}"}
    return {
        "/baik": Page(rss(*(item(number) for number in range(3))), cookie),
        "/tertutup": Page(CANARY.encode(), {"WWW-Authenticate": f"Basic realm={CANARY}"}, status=401),
        "/pindah": Page(b"", {"Location": f"/baik{TOKEN}", **cookie}, status=301),
        "/buntu": Page(b"", {"Location": f"http://10.0.0.1/{TOKEN}"}, status=302),
        "/halaman": Page(b"<html><title>Kabar</title><p>Bukan umpan</html>"),
    }


def _configure(wire: Wire, paper: RecordedServer) -> None:
    origin = paper.url("").replace("//", f"//redaksi:{CANARY}@")
    sources = [
        (path, f"{origin}/{path}{TOKEN}") for path in ("baik", "tertutup", "pindah", "buntu", "halaman")
    ]
    wire.configure([*sources, ("mati", f"http://{CANARY}@127.0.0.1:9/{TOKEN}")])


def _answers(wire: Wire) -> dict[str, str]:
    """Every answer to GET that is reached from where readers begin, with its header fields."""
    printed: dict[str, str] = {}
    with wire.web() as client:
        form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.secret": CANARY, "hub.callback": CALLBACK}
        assert client.post("/websub/hub", data=form).status_code == 202
        waiting = list(START)
        while waiting:
            path = waiting.pop(0)
            if path not in printed and len(printed) < MOST:
                answer = client.get(path)
                printed[path] = f"{answer.headers}\n{answer.text}"
                waiting += [html.unescape(found) for found in _LINK.findall(answer.text)]
    return printed


def _said(wire: Wire) -> dict[str, str]:
    """What commands say."""
    variables = wire.options.environment()
    return {" ".join(command): CliRunner(env=variables).invoke(main, command).output for command in COMMANDS}
