"""The layer before Flask: what is kept, HEAD, codings, hosts; and readers while the database is gone."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
import zstandard
from flask import Response, request
from werkzeug.test import TestResponse

from aggregator.config import Live
from aggregator.runtime import Runtime
from aggregator.store import Store
from aggregator.web import create_app, delivery
from aggregator.web.answers import answer, rendered
from tests.edges.site import Site, fill, news, site

DECODERS = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}
PATHS = (
    "/",
    "/all",
    "/all.atom",
    "/topics/pilkada-2024",
    "/topics/pilkada-2024.atom",
    "/topics/pilkada-2024.rss",
    "/topics/pilkada-2024.json",
    "/topics/pilkada-2024.atom?stories=off",
    "/sources/palpres.atom",
    "/feeds.opml",
    "/about",
    "/status",
    "/sources",
    "/topics/none.atom",
    "/nowhere",
    "/health",
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 60)
        yield made


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("coding", ["identity", *DECODERS])
def test_head_is_get_without_its_body(path: str, coding: str, place: Site) -> None:
    for _ in range(2):  # made, then kept
        get = place.client.get(path, headers={"Accept-Encoding": coding})
        head = place.client.head(path, headers={"Accept-Encoding": coding})
        assert head.data == b""
        assert (head.status, lasting(path, head)) == (get.status, lasting(path, get))


def lasting(path: str, answer: TestResponse) -> dict[str, str]:
    """The header, but for what changes by the minute on pages that say how long ago something was."""
    moving = {"ETag", "Content-Length"} if path in {"/status", "/sources"} else set()
    return {name: value for name, value in answer.headers.items() if name not in moving}


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("path", ["/", "/all.atom", "/topics/pilkada-2024.json"])
def test_each_coding_is_the_same_document_under_a_tag_of_its_own(path: str, coding: str, place: Site) -> None:
    plain = place.client.get(path)
    coded = place.client.get(path, headers={"Accept-Encoding": coding})
    assert coded.headers["Content-Encoding"] == coding
    assert DECODERS[coding](coded.data) == plain.data
    assert int(coded.headers["Content-Length"]) == len(coded.data) < len(plain.data)
    assert coded.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-{coding}"'
    again = {"Accept-Encoding": coding, "If-None-Match": coded.headers["ETag"]}
    assert place.client.get(path, headers=again).status_code == 304
    assert place.client.get(path, headers={**again, "Accept-Encoding": "identity"}).status_code == 200


def test_who_refuses_every_coding_is_told_so(place: Site) -> None:
    answer = place.client.get("/all.atom", headers={"Accept-Encoding": "identity;q=0"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (406, "no-store")


def test_what_cannot_be_promised_is_refused(place: Site) -> None:
    answer = place.client.get("/all.atom", headers={"If-Match": '"other"'})
    assert (answer.status_code, answer.data) == (412, b"")


def test_caches_may_go_on_while_we_are_gone(place: Site) -> None:
    for path in ("/", "/all.atom"):
        field = place.client.get(path).headers["Cache-Control"]
        assert {"public", "stale-while-revalidate=600", "stale-if-error=86400"} <= set(field.split(", "))
    assert "immutable" in place.client.get(_stylesheet(place)).headers["Cache-Control"]


def _stylesheet(place: Site) -> str:
    page = place.client.get("/").text
    return urlsplit(page.split('rel="stylesheet" href="')[1].split('"')[0]).path


def test_304_says_what_a_cache_has_to_know_and_nothing_of_the_body(place: Site) -> None:
    full = place.client.get("/all", headers={"Accept": "application/atom+xml"})
    unsent = place.client.get(
        "/all", headers={"Accept": "application/atom+xml", "If-None-Match": full.headers["ETag"]}
    )
    assert unsent.status_code == 304
    for name in ("ETag", "Vary", "Cache-Control", "Last-Modified", "Content-Location"):
        assert unsent.headers[name] == full.headers[name]
    assert not {"Content-Type", "Content-Encoding", "Content-Length"} & set(unsent.headers.keys())


HOSTS = ("jahat.example", "jahat.example:8080", "127.0.0.1", "[::1]", "kabar.example.org@jahat.example", "")


@pytest.mark.parametrize("path", PATHS)
def test_the_host_that_a_client_names_changes_nothing(path: str, place: Site) -> None:
    usual = place.client.get(path)
    for host in HOSTS:
        fields = {"Host": host, "X-Forwarded-Host": "jahat.example", "X-Forwarded-Proto": "gopher"}
        answer = place.client.get(path, headers=fields)
        assert b"jahat" not in answer.data
        assert "jahat" not in str(answer.headers)
        assert (answer.status, lasting(path, answer)) == (usual.status, lasting(path, usual))
        assert answer.data == usual.data or path in {"/status", "/sources"}


def test_processes_give_equal_bytes_and_tags(place: Site) -> None:
    other = Runtime(Live(place.config), Store.open(place.rt.store._place.url.render_as_string()))
    with closing(other.store):
        client = create_app(other).test_client()
        for path in PATHS[:10]:
            mine, theirs = place.client.get(path), client.get(path)
            assert (mine.data, mine.headers) == (theirs.data, theirs.headers)


def test_what_is_kept_is_sent_without_a_query_until_somebody_looks(place: Site) -> None:
    app = create_app(place.rt, look_seconds=3600)
    client = app.test_client()
    first = client.get("/all.atom")
    place.publish(news(-1, source="palpres"))
    assert client.get("/all.atom").data == first.data
    assert place.client.get("/all.atom").data != first.data


@pytest.mark.parametrize("path", PATHS[:10])
def test_readers_get_the_last_good_documents_while_the_database_is_gone(path: str, place: Site) -> None:
    first = place.client.get(path)
    unknown = "/topics/sumsel.rss"
    file = Path(str(place.rt.store._place.url.database))
    place.rt.store.close()
    kept = file.rename(file.with_suffix(".away"))
    file.mkdir()  # which nobody can open as a database
    gone = place.client.get(path)
    assert (gone.status_code, gone.data) == (200, first.data)
    assert place.client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert place.client.get(unknown).status_code == 503
    file.rmdir()
    kept.rename(file)
    place.publish(news(-1, source="palpres", topics=("pilkada-2024",)))
    assert place.client.get(unknown).status_code == 200
    changed = place.client.get(path)
    assert changed.status_code == 200
    assert path in ("/feeds.opml", "/about") or changed.data != first.data


def test_one_thread_renders_and_the_others_get_what_there_was(place: Site) -> None:
    entered, leave = threading.Event(), threading.Event()

    @place.app.before_request
    def slow() -> None:
        if threading.current_thread().name == "renders":
            entered.set()
            assert leave.wait(20)

    first = place.client.get("/all.atom").data
    place.publish(news(-1, source="palpres"))
    made: list[bytes] = []
    renders = threading.Thread(target=lambda: made.append(place.client.get("/all.atom").data), name="renders")
    renders.start()
    assert entered.wait(20)
    assert place.client.get("/all.atom").data == first
    leave.set()
    renders.join()
    assert made[0] != first
    assert place.client.get("/all.atom").data == made[0]


def test_a_renewal_that_fails_takes_the_last_good_document_from_nobody(
    place: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_REST_SECONDS", 0)
    app, broken, tried = create_app(place.rt, 0.001), threading.Event(), threading.Semaphore(0)

    @app.get("/weather")
    def weather() -> Response:
        if not broken.is_set():
            return answer(rendered(b"sunny", "text/plain"), 60)
        tried.release()
        return Response(status=503)

    client = app.test_client()
    assert client.get("/weather").data == b"sunny"
    broken.set()
    place.publish(news(-1, source="palpres"))
    for _ in range(3):
        while not tried.acquire(timeout=0.005):
            assert client.get("/weather").data == b"sunny"
    assert client.get("/weather").data == b"sunny"


def test_a_page_that_tells_how_polls_go_is_never_kept(place: Site) -> None:
    before = place.client.get("/status").data
    place.failed("palpres", "dns")
    assert place.client.get("/status").data != before


def test_an_answer_to_one_origin_is_not_given_to_another(place: Site) -> None:
    @place.app.get("/of-origin")
    def of_origin() -> Response:
        response = answer(rendered(request.headers.get("Origin", "").encode(), "text/plain"), 60)
        response.vary.update(("Origin",))
        return response

    for origin in ("https://a.example", "https://b.example"):
        assert place.client.get("/of-origin", headers={"Origin": origin}).text == origin
