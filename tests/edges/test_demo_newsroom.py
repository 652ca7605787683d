"""The newsroom on real sockets."""

import gzip
import http.client
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aggregator.config import load
from aggregator.demo import Newsroom, feeds_yaml, serve
from aggregator.model import Kind


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with serve(seed=3, now=lambda: datetime.now(UTC), interval=None) as newsroom:
        yield newsroom


def _ask(
    room: Newsroom, slug: str, path: str = "", method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(room.origins[slug]).netloc, timeout=10)
    try:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path or room.papers[slug].feed_path, headers=fields)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_each_paper_has_a_port_of_its_own_on_loopback(room: Newsroom) -> None:
    places = [urlsplit(origin) for origin in room.origins.values()]
    assert {place.hostname for place in places} == {"127.0.0.1"}
    assert len({place.port for place in places}) == len(room.papers)


def test_every_healthy_paper_answers_with_its_feed(room: Newsroom) -> None:
    for paper in room.papers.values():
        if paper.healthy and not paper.delay:
            response, body = _ask(room, paper.slug)
            assert (response.status, body) == (200, room.render(paper.slug).body)


def test_a_matching_etag_is_answered_with_304_and_no_body(room: Newsroom) -> None:
    etag = _ask(room, "kemplang-update")[0].headers["ETag"]
    response, body = _ask(room, "kemplang-update", If_None_Match=f'"other", {etag}')
    assert (response.status, body, response.headers["ETag"]) == (304, b"", etag)
    assert _ask(room, "kemplang-update", If_None_Match='"other"')[0].status == 200


def test_last_modified_is_honoured_where_it_is_the_only_validator(room: Newsroom) -> None:
    last = _ask(room, "serelo-post")[0].headers["Last-Modified"]
    assert _ask(room, "serelo-post", If_Modified_Since=last)[0].status == 304
    assert _ask(room, "serelo-post", If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT")[0].status == 200
    assert _ask(room, "serelo-post", If_Modified_Since="kemarin")[0].status == 200


def test_gzip_carries_the_same_document_under_a_tag_of_its_own(room: Newsroom) -> None:
    plain, document = _ask(room, "harian-limas")
    packed, body = _ask(room, "harian-limas", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == document
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = _ask(room, "harian-limas", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])[0]
    assert again.status == 304


def test_head_has_the_headers_of_get_and_no_body(room: Newsroom) -> None:
    get, document = _ask(room, "songket-digital")
    head, body = _ask(room, "songket-digital", method="HEAD")
    assert body == b""
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(document))


def test_what_is_not_there_is_404(room: Newsroom) -> None:
    assert _ask(room, "pempek-ekspres", "/favicon.ico")[0].status == 404


def test_it_publishes_by_itself_and_stops_at_once_even_with_a_slow_answer_under_way() -> None:
    with serve(seed=3, now=lambda: datetime.now(UTC), interval=0.02) as room:
        stock = len(room.articles)
        slow = http.client.HTTPConnection(urlsplit(room.origins["biduk-musi"]).netloc, timeout=10)
        slow.request("GET", "/feed.xml")
        deadline = time.monotonic() + 5
        while len(room.articles) < stock + 5 and time.monotonic() < deadline:
            time.sleep(0.02)
        leaving = time.monotonic()
    assert time.monotonic() - leaving < 1.5
    assert len(room.articles) >= stock + 5
    assert slow.getresponse().status == 200
    slow.close()


def test_the_configuration_is_accepted(room: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(feeds_yaml(room), encoding="utf-8")
    settings = load(file)
    assert [source.slug for source in settings.sources] == list(room.papers)
    assert {source.kind for source in settings.sources} == {None, Kind.SITEMAP, Kind.PAGE}
    assert [topic.slug for topic in settings.topics] == ["pilkada-2024", "sumsel"]
