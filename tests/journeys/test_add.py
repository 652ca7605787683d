"""`aggregator add`: any address of a paper becomes a source that works."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from aggregator.config import load
from aggregator.demo import Newsroom, serve
from aggregator.model import Kind, Outcome
from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.journeys.wire import Wire
from tests.servers import FaultServer, Page, RecordedServer

KEPT = """\
# ours
site: {title: Uji}   # a name
sources:
    # the first of them
    - slug: satu
      title: "Satu"
      url: https://satu.example/rss
    # - {slug: dua, title: Dua, url: "https://dua.example/rss"}  dead since June

"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
ALIVE = datetime.now(UTC)


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with serve(seed=3, now=lambda: datetime.now(UTC), interval=None) as newsroom:
        yield newsroom


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "feeds.yaml"
    file.write_text(KEPT + "...\n", encoding="utf-8")
    return file


def listing_of(*links: str, head: str = "") -> Page:
    anchors = "".join(f"<a href='{link}'>{link}</a>" for link in links)
    return Page(
        f"<!doctype html><head>{head}</head><body><p>Selamat datang</p>{anchors}</body>".encode(), HTML
    )


def page_with(head: str) -> Page:
    return listing_of(head=head)


def works(tmp_path, printed: str) -> Kind | None:
    """The kind of the one source that was printed, once a poll of it has brought entries."""
    folder = tmp_path / "found"
    folder.mkdir()
    wire = Wire(folder)
    wire.config.write_text(f"site: {{title: Uji}}\nsources:\n{printed}", encoding="utf-8")
    (source,) = load(wire.config).sources
    report = wire.poll(source.slug)[source.slug]
    assert report.outcome is Outcome.CHANGED
    assert report.new
    return source.kind


@pytest.mark.parametrize(
    "slug",
    [
        "harian-limas",
        "lentera-ogan",
        "serelo-post",
        "kabar-seberang-ulu",
        "songket-digital",
        "dempo-raya",
        "pempek-ekspres",
        "warta-lematang",
        "lensa-kemaro",
        "biduk-musi",
        "kemplang-update",
        "tanjak-harian",
    ],
)
def test_every_front_page_leads_to_a_source_that_works(room, config, tmp_path, slug):
    paper = room.papers[slug]
    found = run(config, "add", f"{room.origins[slug]}/")
    assert found.exit_code == 0, found.output
    assert f"url: {room.origins[slug]}{paper.feed_path}\n" in found.stdout
    assert f"slug: {slug}\n" in found.stdout
    assert f"title: {paper.title}\n" in found.stdout
    assert works(tmp_path, found.stdout) is (Kind.PAGE if paper.form == "page" else None)


def test_a_paper_whose_feed_is_broken_is_read_from_its_front_page(room, config, tmp_path):
    found = run(config, "add", f"{room.origins['tongkang-pos']}/")
    assert works(tmp_path, found.stdout) is Kind.PAGE


@pytest.mark.parametrize("slug", ["harian-limas", "pempek-ekspres"])
def test_an_articles_address_leads_to_the_paper(room, config, slug):
    article = next(article for article in room.articles if article.paper == slug)
    found = run(config, "add", article.url)
    assert f"url: {room.origins[slug]}{room.papers[slug].feed_path}\n" in found.stdout


def test_a_feeds_own_address_is_taken_without_asking_for_more(config):
    with RecordedServer({"/rss": rss(item(1, at=ALIVE))}) as server:
        found = run(config, "add", server.url("/rss"))
        assert f"url: {server.url('/rss')}\n" in found.stdout
        assert dict(server.hits) == {"/rss": 1}


def test_an_address_without_a_scheme_is_tried_with_both(config):
    with RecordedServer({"/rss": rss(item(1, at=ALIVE))}) as server:
        assert (
            f"url: {server.url('/rss')}\n" in run(config, "add", server.url("/rss").partition("//")[2]).stdout
        )


def test_a_preview_shows_three_entries_in_the_sources_own_time(config):
    with RecordedServer({"/rss": rss(*(item(n, title=f"Berita {n}") for n in range(1, 6)))}) as server:
        found = run(config, "add", server.url("/rss"), "--timezone", "Asia/Jayapura")
    assert found.stderr.count("https://palpres.example/read/") == 3
    assert "2024-08-28 15:30 WIT  Berita 1" in found.stderr
    assert "timezone: Asia/Jayapura" in found.stdout


def test_a_page_about_feeds_is_followed_to_them(config):
    pages = {
        "/": listing_of("/rss"),
        "/rss": listing_of("/rss/terkini.xml"),
        "/rss/terkini.xml": rss(item(1, at=ALIVE)),
    }
    with RecordedServer({**pages, "/rss": Page(pages["/rss"].body, HTML)}) as server:
        assert "/rss/terkini.xml\n" in run(config, "add", server.url("/")).stdout


def test_a_page_is_called_by_the_papers_name_in_its_title(config):
    links = "".join(
        f"<article><h2><a href='/read/{n}/berita-lengkap-nomor-{n}'>Berita lengkap nomor {n} hari</a></h2></article>"
        for n in range(1, 8)
    )
    title = "<title>Berita terbaru hari ini - 127 Koran</title>"
    page = Page(
        f"<!doctype html><html><head>{title}</head><body><main>{links}</main></body></html>".encode(), HTML
    )
    with RecordedServer({"/": page}) as server:
        assert "title: 127 Koran\n    url" in run(config, "add", server.url("/")).stdout


def test_of_a_dead_feed_and_a_live_one_the_live_one_is_taken(config):
    feeds = "".join(f"<link rel=alternate type=application/rss+xml href=/{name}>" for name in ("old", "new"))
    pages = {"/": page_with(feeds), "/old": rss(item(1)), "/new": rss(item(1, at=ALIVE))}
    with RecordedServer(pages) as server:
        assert "/new\n" in run(config, "add", server.url("/")).stdout


def test_a_feed_of_comments_comes_last(config):
    names = ("comments/feed", "berita")
    feeds = "".join(f"<link rel=alternate type=application/rss+xml href=/{name}>" for name in names)
    pages = {"/": page_with(feeds), **{f"/{name}": rss(item(1, at=ALIVE)) for name in names}}
    with RecordedServer(pages) as server:
        assert "/berita\n" in run(config, "add", server.url("/")).stdout


def test_the_news_sitemap_of_an_index_in_robots_txt_is_found(config):
    news = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>https://palpres.example/read/1/a</loc>"
        f"<n:news><n:publication_date>{ALIVE:%Y-%m-%dT%H:%M:%SZ}</n:publication_date><n:title>Satu</n:title></n:news>"
        "</url></urlset>"
    )
    with RecordedServer({"/": listing_of()}) as server:
        index = "".join(
            f"<sitemap><loc>{server.url(path)}</loc></sitemap>" for path in ("/arsip.xml", "/news.xml")
        )
        server.put("/peta.xml", f"<sitemapindex>{index}</sitemapindex>".encode())
        server.put("/news.xml", news.encode())
        server.put("/robots.txt", f"User-agent: *\nSitemap: {server.url('/peta.xml')}".encode())
        found = run(config, "add", server.url("/"))
        assert "/news.xml\n" in found.stdout, found.output
        assert "kind:" not in found.stdout


def test_all_prints_every_candidate_with_a_slug_of_its_own(room, config):
    found = run(config, "add", f"{room.origins['harian-limas']}/", "--all")
    assert found.stdout.count("- slug: ") == 2
    assert "slug: harian-limas-2\n" in found.stdout


@pytest.mark.parametrize("after", ["...\n", "", "\n# the editor's choice\npicks: []\n", "picks: []\n...\n"])
def test_writing_keeps_every_other_byte(config, after):
    config.write_text(KEPT + after, encoding="utf-8")
    with RecordedServer({"/rss": rss(item(1, at=ALIVE), title="Koran: “Ketiga”")}) as server:
        said = run(config, "add", server.url("/rss"), "--write")
        assert said.exit_code == 0, said.output
        added = f'    - slug: koran-ketiga\n      title: "Koran: “Ketiga”"\n      url: {server.url("/rss")}\n'
    written = config.read_text(encoding="utf-8")
    assert written.replace(added, "", 1) == KEPT + after
    assert [source.slug for source in load(config).sources] == ["satu", "koran-ketiga"]


def test_what_is_there_already_is_not_written_again(config):
    with RecordedServer({"/rss": rss(item(1, at=ALIVE))}) as server:
        assert run(config, "add", server.url("/rss"), "--write").exit_code == 0
        written = config.read_bytes()
        again = run(config, "add", server.url("/rss"), "--write", "--slug", "lain")
        server.put("/feed", rss(item(2, at=ALIVE)))
        taken = run(config, "add", server.url("/feed"), "--write", "--slug", "satu")
    assert (again.exit_code, taken.exit_code) == (1, 1)
    assert "is a source already: palpres" in again.stderr
    assert "slug satu is taken" in taken.stderr
    assert config.read_bytes() == written


def test_a_list_that_is_not_written_in_lines_is_left_alone(config):
    flow = "sources: [{slug: satu, title: Satu, url: 'https://satu.example/rss'}]\n"
    config.write_text(flow)
    with RecordedServer({"/rss": rss(item(1, at=ALIVE))}) as server:
        said = run(config, "add", server.url("/rss"), "--write")
    assert (said.exit_code, config.read_text()) == (1, flow)
    assert "paste the source yourself" in said.stderr


def test_where_nothing_is_found_it_says_what_was_tried_and_what_each_gave(config):
    with RecordedServer({"/": listing_of(), "/feed": b"", "/rss": b"<rss"}) as server:
        said = run(config, "add", server.url("/"))
    assert (said.exit_code, said.stdout) == (1, "")
    assert "http_404" in said.stderr
    assert "/feed (a usual place): empty" in said.stderr
    assert "robots.txt" in said.stderr


def test_a_host_that_does_not_answer_is_asked_once(config):
    with RecordedServer({}) as server:
        gone = server.url("/")
    said = run(config, "add", gone)
    assert said.exit_code == 1
    assert said.stderr.count(urlsplit(gone).netloc) == 3  # the headline, the attempt, its reason


@pytest.mark.parametrize(
    ("path", "code"), [("/bomb?mib=64", "too_large"), ("/endless", "too_large"), ("/loop", "too_many_redirects"),
                       ("/cut-gzip", "truncated"), ("/wrong-304", "unexpected_304"), ("/empty", "empty")]
)  # fmt: skip
def test_a_hostile_answer_is_an_error_like_any_other(config, path, code):
    with FaultServer() as server:
        said = run(config, "add", server.url(path))
    assert said.exit_code == 1
    assert f"{path} (the address itself): {code}: " in said.stderr


def test_what_a_paper_calls_itself_cannot_command_a_terminal(config):
    title = "Koran\u009b31m &#27;[2J\u202e"
    with RecordedServer({"/rss": rss(item(1, title=title, at=ALIVE), title=title)}) as server:
        said = run(config, "add", server.url("/rss"))
    assert said.exit_code == 0
    assert not set(said.output) & {"\x1b", "\x9b"}


def test_a_host_that_asks_to_slow_down_is_left_alone(config):
    with RecordedServer({"/": Page(b"", status=429)}) as server:
        assert run(config, "add", server.url("/")).exit_code == 1
        assert server.hits.total() == 1


def test_no_more_than_two_requests_at_once_and_thirty_in_all(config):
    with RecordedServer({"/": listing_of(*(f"/rss/{n}.xml" for n in range(99)))}) as server:
        run(config, "add", server.url("/"))
        assert server.peak <= 2
        assert server.hits.total() <= 30


def test_a_refused_address_is_named_with_its_remedy(config):
    said = run(config, "add", "http://10.1.2.3/", "--allow-addresses", "127.0.0.1")
    assert said.exit_code == 1
    assert "network.allow" in said.stderr
