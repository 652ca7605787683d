"""A paper without a feed: its listing is read, and each article's page once."""

import pytest

from aggregator.cli.opening import open_runtime
from aggregator.demo import serve
from aggregator.model import Outcome
from aggregator.store import listings
from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import Page, RecordedServer
from tests.values import NOW

PLAIN = {"ETag": "", "Last-Modified": "", "Content-Type": "text/html; charset=utf-8"}


def article(number: int, more: str = "", part: str = "Paragraf") -> Page:
    story = "".join(
        f"<p>{part} {line} dari berita {number} tentang Pilkada di Palembang, ditulis dengan lengkap.</p>"
        for line in range(6)
    )
    html = f"""<!doctype html><html lang="id"><head><title>Berita lengkap nomor {number} - Koran</title>
        <meta property="og:title" content="Berita lengkap nomor {number}">
        <meta property="article:published_time" content="2024-08-28T0{number % 10}:30:00+07:00"></head>
        <body><article><h1>Berita lengkap nomor {number}</h1>{story}
        <p>BACA JUGA:<a href="/read/99/lain">Berita lain yang dibaca orang</a></p>{more}</article></body></html>"""
    return Page(html.encode(), PLAIN)


def listing(*numbers: int) -> Page:
    blocks = "".join(
        f"<article><h2><a href='{path(number)}'>Berita lengkap nomor {number} hari ini</a></h2></article>"
        for number in numbers
    )
    return Page(f"<!doctype html><html><body><main>{blocks}</main></body></html>".encode(), PLAIN)


def path(number: int) -> str:
    return f"/read/{number}/berita-lengkap-nomor-{number}"


def sitemap(*numbers: int) -> bytes:
    urls = "".join(f"<url><loc>https://koran.example{path(number)}</loc></url>" for number in numbers)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()


def configure(wire: Wire, url: str, kind: str = "kind: page") -> None:
    wire.config.write_text(
        f"site: {{title: Uji}}\npolling: {{minimum_interval: 1s}}\nsources:\n"
        f"  - {{slug: koran, title: Koran, url: '{url}', {kind}}}\n"
    )


def items(wire: Wire) -> list[dict]:
    return wire.get("/sources/koran.json").json["items"]


def test_every_article_is_fetched_once_and_read_whole(wire):
    pages = {"/": listing(*range(1, 7)), **{path(n): article(n) for n in range(1, 7)}}
    with RecordedServer(pages) as server:
        configure(wire, server.url("/"))
        assert wire.poll()["koran"].new == 6
        server.put("/", listing(*range(1, 8)))
        server.put(path(7), article(7))
        assert wire.poll()["koran"].new == 1
        assert {server.hits[path(n)] for n in range(1, 8)} == {1}
    found = items(wire)
    assert [one["title"] for one in found] == [f"Berita lengkap nomor {n}" for n in range(7, 0, -1)]
    assert found[0]["date_published"] == "2024-08-28T00:30:00Z"
    assert "BACA JUGA" not in found[0]["content_html"]
    assert "Paragraf 5" in found[0]["content_html"]


def test_more_articles_than_one_poll_may_fetch_come_with_the_next(wire):
    numbers = range(1, 25)
    pages = {"/": listing(*numbers), **{path(n): article(n) for n in numbers}}
    with RecordedServer(pages) as server:
        configure(wire, server.url("/"))
        assert [wire.poll()["koran"].new for _ in range(4)] == [10, 10, 4, 0]
        assert {server.hits[path(n)] for n in numbers} == {1}


def test_an_article_that_fails_is_tried_again_and_then_taken_as_listed(wire):
    pages = {"/": listing(1, 2, 3), path(1): article(1), path(2): Page(b"", PLAIN, 500), path(3): article(3)}
    with RecordedServer(pages) as server:
        configure(wire, server.url("/"))
        assert wire.poll()["koran"].new == 2
        assert wire.poll()["koran"].new == 0
        assert wire.poll()["koran"].new == 1
        assert wire.poll()["koran"].new == 0
        assert server.hits[path(2)] == 3
    assert "Berita lengkap nomor 2 hari ini" in [one["title"] for one in items(wire)]


def test_an_article_in_parts_is_joined(wire):
    pager = f"<nav>Halaman: 1 <a href='{path(1)}/2'>2</a> <a href='{path(1)}/2'>Selanjutnya</a></nav>"
    pages = {"/": listing(1, 2, 3), path(2): article(2), path(3): article(3)}
    parts = {path(1): article(1, more=pager), f"{path(1)}/2": article(1, part="Lanjutan")}
    with RecordedServer(pages | parts) as server:
        configure(wire, server.url("/"))
        assert wire.poll()["koran"].new == 3
    (joined,) = (one for one in items(wire) if one["title"].endswith("nomor 1"))
    assert "Paragraf 5" in joined["content_html"]
    assert "Lanjutan 5" in joined["content_html"]
    assert "Halaman" not in joined["content_html"]


def test_a_feed_of_excerpts_gets_its_full_text(wire):
    with RecordedServer({}) as server:
        server.put("/rss", Page(rss(item(1, link=server.url(path(1)))), {"ETag": "", "Last-Modified": ""}))
        server.put(path(1), article(1))
        configure(wire, server.url("/rss"), "full_text: true")
        assert wire.poll()["koran"].new == 1
        assert wire.poll()["koran"].outcome is Outcome.SAME_BODY
    (only,) = items(wire)
    assert "Paragraf 5" in only["content_html"]
    assert only["id"].startswith("urn:uuid:")


def test_the_sitemaps_of_an_index_are_read(wire):
    with RecordedServer({"/a.xml": sitemap(1, 2), "/b.xml": sitemap(2, 3)}) as server:
        children = "".join(
            f"<sitemap><loc>{server.url(name)}</loc></sitemap>" for name in ("/a.xml", "/b.xml", "/gone.xml")
        )
        server.put("/index.xml", f"<sitemapindex>{children}</sitemapindex>".encode())
        configure(wire, server.url("/index.xml"), "kind: sitemap")
        report = wire.poll()["koran"]
    assert report.new == 3
    assert any("gone.xml" in problem for problem in report.problems)


@pytest.mark.timeout(120)
def test_the_demo_paper_without_a_feed_is_read_whole(lone_wire):
    wire = lone_wire
    with serve(seed=5, now=lambda: NOW, interval=None) as newsroom:
        origin = newsroom.origins["pempek-ekspres"]
        configure(wire, f"{origin}/")
        while wire.poll()["koran"].new:
            pass
        truth = [one for one in newsroom.articles if one.paper == "pempek-ekspres"]
    found = {one["url"]: one for one in items(wire)}
    listed = [one for one in truth if one.url in found]
    assert len(listed) == len(found) >= 8
    for one in listed:
        assert found[one.url]["title"] == one.title
        assert (
            found[one.url]["date_published"]
            == f"{one.published:%Y-%m-%dT%H:%M}" + found[one.url]["date_published"][16:]
        )
        assert "BACA JUGA" not in found[one.url]["content_html"]
        assert set(one.tags) <= set(found[one.url].get("tags", ()))
        assert (
            one.paragraphs[-1][:40] in found[one.url]["content_text"]
            if "content_text" in found[one.url]
            else True
        )


def test_a_sitemap_that_failed_or_grew_is_read_again_although_its_index_is_the_same(wire):
    with RecordedServer({"/a.xml": Page(b"", PLAIN, 503), "/b.xml": sitemap(9)}) as server:
        children = "".join(
            f"<sitemap><loc>{server.url(name)}</loc></sitemap>" for name in ("/a.xml", "/b.xml")
        )
        server.put("/index.xml", f"<sitemapindex>{children}</sitemapindex>".encode())
        configure(wire, server.url("/index.xml"), "kind: sitemap")
        assert wire.poll()["koran"].new == 1
        server.put("/a.xml", sitemap(1, 2))
        assert wire.poll()["koran"].new == 2
        server.put("/a.xml", sitemap(1, 2, 3))
        assert wire.poll()["koran"].new == 1
        server.put("/a.xml", Page(b"", PLAIN, 503))
        server.put("/b.xml", Page(b"", PLAIN, 503))
        assert wire.poll()["koran"].code == "http_503"


def test_an_entry_with_full_text_is_known_again_through_its_changes(wire):
    names = {"ETag": "", "Last-Modified": ""}
    with RecordedServer({path(1): article(1), path(2): article(1)}) as server:
        configure(wire, server.url("/rss"), "full_text: true")
        for guid, page, title in (
            ("g1", 1, "Judul"),
            ("g2", 1, "Judul"),
            ("g2", 2, "Judul lain sama sekali"),
        ):
            server.put("/rss", Page(rss(item(1, guid=guid, link=server.url(path(page)), title=title)), names))
            wire.poll()
        assert server.hits[path(1)] == 1
    (only,) = items(wire)
    assert "Paragraf 5" in only["content_html"]


def test_a_backlog_fetched_in_parts_keeps_its_own_dates(wire):
    numbers = range(1, 25)
    pages = {"/": listing(*numbers), **{path(n): article(n) for n in numbers}}
    with RecordedServer(pages) as server:
        configure(wire, server.url("/"))
        while wire.poll()["koran"].new:
            pass
    with open_runtime(wire.options) as rt, rt.store.read() as tx:
        assert all(one.order_at == one.published for one in listings.latest(tx, limit=50))


def test_a_server_that_has_enough_is_not_asked_for_the_next_page(wire):
    tired = Page(b"", PLAIN | {"Retry-After": "3600"}, 429)
    pages = {"/": listing(*range(1, 9)), **{path(n): tired for n in range(1, 9)}}
    with RecordedServer(pages) as server:
        configure(wire, server.url("/"))
        wire.poll()
        assert wire.poll() == {}
        assert sum(server.hits[path(n)] for n in range(1, 9)) == 1


def test_what_a_feed_says_in_a_problem_is_printed_as_it_is(wire):
    with RecordedServer(
        {"/": listing(1, 2, 3), path(1): Page(b"", PLAIN, 500), path(2): article(2)}
    ) as server:
        configure(wire, server.url("/"))
        odd = listing(1, 2, 3).body.replace(path(3).encode(), b"/read/3/[/red]-berita-lengkap-nomor-3")
        server.put("/", Page(odd, PLAIN))
        answer = run(wire.config, "poll")
    assert "Traceback" not in answer.stderr
    assert "koran" in answer.stdout
