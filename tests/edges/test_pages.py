"""Every page, over a real store."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.html import faults_of, tree_of
from tests.edges.site import FEEDS_YAML, HOME, Site, fill, news, site

PAGES = (
    "/", "/all", "/topics/pilkada-2024", "/topics/sumsel", "/topics/kosong", "/sources", "/sources/palpres",
    "/sources/baru", "/status", "/about", "/langganan", "/places",
    "/places/palembang", "/places/muba/sungai-lilin", "/all/archive", "/topics/sumsel/archive",
)  # fmt: skip
LISTINGS = ("/all", "/topics/pilkada-2024", "/sources/palpres")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        yield made


@pytest.fixture
def full(place: Site) -> Site:
    fill(place)
    return place


@pytest.mark.parametrize("path", PAGES)
def test_page_is_valid_with_news_and_without(path: str, place: Site) -> None:
    for news_there in (False, True):
        if news_there:
            fill(place)
        answer = place.client.get(path)
        assert answer.status_code == 200
        assert answer.content_type == "text/html; charset=utf-8"
        assert faults_of(answer.text) == []


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/all?before=x"])
def test_page_keeps_to_the_strict_policy_and_sets_no_cookie(path: str, full: Site) -> None:
    headers = full.client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_entry_names_its_paper_and_leads_there(full: Site) -> None:
    tree = tree_of(full.client.get("/topics/pilkada-2024").text)
    [row] = tree.xpath("//article[.//a[text()='Kabar ke-1 dari Palembang']]")
    [link] = row.xpath(".//h3/a")
    assert link.get("href") == "https://palpres.example/read/1/pilkada"
    assert link.get("rel") == "noopener"
    assert link.get("referrerpolicy") == "origin"
    assert row.xpath("string(.//a[@class='paper'])") == "Palembang Ekspres"
    assert row.xpath(".//a[@class='paper']/@href") == ["/sources/palpres"]
    assert row.xpath(".//a[@class='topic']/@href") == ["/topics/sumsel"]
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d\.\d\d WIB", row.xpath("string(.//time)"))


def test_words_that_stand_apart_are_apart(full: Site) -> None:
    tree = tree_of(full.client.get("/sources/palpres").text)
    said = " ".join(tree.xpath("string(//header[@class='title'])").split())
    assert re.search(
        r"Terakhir dibaca (baru saja|\d+ menit lalu)\. Kunjungi situs korannya 30 hari terakhir \d+ berita .*"
        "Ikuti lewat Atom RSS JSON",
        said,
    )
    byline = tree_of(full.client.get("/all").text).xpath("string((//p[@class='byline'])[1])")
    assert byline.split()[:3] == ["ANTARA", "Sumsel", str(int(byline.split()[2]))]


def test_source_page_stays_when_the_source_is_retired(full: Site) -> None:
    full.retire("antara")
    page = full.client.get("/sources/antara")
    assert page.status_code == 200
    assert "tidak lagi dipantau" in page.text
    assert "Kabar ke-0 dari Palembang" in page.text


def test_front_page_repeats_no_headline_while_there_is_other_news(full: Site) -> None:
    full.publish(*(news(100 + number, title="Cetak ulang", topics=("sumsel",)) for number in range(3)))
    headlines = tree_of(full.client.get("/").text).xpath("//*[@class='headline']//text()")
    assert len(headlines) > 20
    assert len(headlines) == len(set(headlines))


@pytest.mark.parametrize(("there", "shown"), [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (9, 5)])
def test_beside_the_lead_entries_stand_in_pairs(there: int, shown: int, place: Site) -> None:
    fill(place, there)
    assert len(tree_of(place.client.get("/").text).xpath("//div[@class='top']/article")) == shown


def test_front_page_leads_with_a_picture(full: Site) -> None:
    [lead] = tree_of(full.client.get("/").text).xpath("//article[contains(@class, 'lead')]//img")
    assert lead.get("src") == "https://cdn.example/1.jpg"
    assert lead.get("loading") is None
    assert lead.get("referrerpolicy") == "no-referrer"


@pytest.mark.parametrize("path", LISTINGS)
def test_listing_announces_its_feeds_under_the_configured_address(path: str, full: Site) -> None:
    tree = tree_of(full.client.get(path).text)
    announced = dict(
        zip(
            tree.xpath("//link[@rel='alternate'][@type and not(contains(@type, 'oembed'))]/@type"),
            tree.xpath("//link[@rel='alternate'][@type and not(contains(@type, 'oembed'))]/@href"),
            strict=True,
        )
    )
    assert announced == {
        "application/atom+xml": f"{HOME}{path}.atom",
        "application/rss+xml": f"{HOME}{path}.rss",
        "application/feed+json": f"{HOME}{path}.json",
    }
    assert tree.xpath("//link[@rel='canonical']/@href") == [HOME + path]
    assert tree.xpath("//meta[@property='og:url']/@content") == [HOME + path]
    for address in announced.values():
        assert full.client.get(address.removeprefix(HOME)).status_code == 200


def test_every_link_of_every_page_leads_somewhere(full: Site) -> None:
    addresses = {
        str(address).partition("#")[0]
        for path in PAGES
        for address in tree_of(full.client.get(path).text).xpath("//a/@href | //link/@href")
    }
    ours = {address.removeprefix(HOME) or "/" for address in addresses if address.startswith(("/", HOME))}
    assert {address: full.client.get(address).status_code for address in ours} == dict.fromkeys(ours, 200)


def test_pages_follow_one_another_and_meet_every_entry_once(place: Site) -> None:
    place.answered("palpres", "antara")
    same_moment = [news(5, guid=f"serentak-{number}", title=f"Serentak {number}") for number in range(40)]
    place.publish(*(news(number, title=f"Nomor {number}") for number in range(61)), *same_moment)
    met: list[str] = []
    path, pages = "/topics/pilkada-2024", 0
    while path:
        tree = tree_of(place.client.get(path).text)
        met += tree.xpath("//article//h3//text()")
        place.publish(news(-1 - pages, guid=f"sela-{pages}", title=f"Menyela {pages}"))
        path, pages = "".join(tree.xpath("//a[@rel='next']/@href")), pages + 1
    assert pages == 4
    assert sorted(met) == sorted(
        [f"Nomor {number}" for number in range(61)] + [f"Serentak {n}" for n in range(40)]
    )


def test_later_page_leads_back_and_says_where_it_is(full: Site) -> None:
    following = tree_of(full.client.get("/all").text).xpath("//link[@rel='next']/@href")[0]
    tree = tree_of(full.client.get(following.removeprefix(HOME)).text)
    assert tree.xpath("//link[@rel='canonical']/@href") == [following]
    assert tree.xpath("//a[@rel='first']/@href") == ["/all"]
    assert tree.xpath("//a[@rel='next']") == []


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "1",
        "1.",
        ".a",
        "1.A",
        "1.a'b",
        "９.a",
        "999999999999999999.a",
        "9" * 400 + ".a",
        "1.a%00",
        "-.a",
    ],
)
def test_cursor_that_we_did_not_write_is_refused_kindly(cursor: str, full: Site) -> None:
    answer = full.client.get(f"/all?before={cursor}")
    assert answer.status_code == 400
    assert "Alamatnya tidak kami mengerti" in answer.text
    assert faults_of(answer.text) == []


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/topics/nowhere",
        "/sources/nowhere",
        "/topics/pilkada-2024.xml",
        "/assets/0/site.js",
        "/topics//sumsel",
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(path: str, full: Site) -> None:
    answer = full.client.get(path, headers={"Host": "jahat.example"})
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert faults_of(answer.text) == []


def test_other_methods_are_refused_and_told_which_are_allowed(full: Site) -> None:
    answer = full.client.post("/")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_bug_is_answered_in_the_same_dress_and_tells_nothing(full: Site) -> None:
    @full.app.get("/bug")
    def bug() -> str:
        raise RuntimeError("rahasia")

    full.app.logger.disabled = True
    answer = full.client.get("/bug")
    full.app.logger.disabled = False
    assert answer.status_code == 500
    assert "Ada yang rusak di pihak kami" in answer.text
    assert "rahasia" not in answer.text
    assert faults_of(answer.text) == []


@pytest.mark.parametrize("path", ["/", "/topics/pilkada-2024", "/topics/pilkada-2024.atom"])
def test_while_the_database_is_gone_readers_get_what_they_got_before(
    path: str, full: Site, tmp_path: Path
) -> None:
    before = full.client.get(path).data
    with _database_gone(tmp_path, full):
        assert full.client.get(path).data == before


def test_what_was_never_rendered_is_503_while_the_database_is_gone(full: Site, tmp_path: Path) -> None:
    with _database_gone(tmp_path, full):
        for path in ("/", "/status", "/sources/palpres", "/all?before=1.a"):
            answer = full.client.get(path)
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "30"
            assert faults_of(answer.text) == []
    assert full.client.get("/").status_code == 200


class _database_gone:  # noqa: N801 - reads as a phrase
    """The file is away, and something that is no database lies in its place."""

    def __init__(self, folder: Path, place: Site) -> None:
        [self._file] = folder.glob("*.db")
        self._away, self._store = self._file.with_suffix(".away"), place.rt.store

    def __enter__(self) -> None:
        self._store.close()
        self._file.rename(self._away)
        self._file.write_bytes(b"this is no database" * 100)

    def __exit__(self, *_: object) -> None:
        self._store.close()
        self._away.replace(self._file)


@pytest.mark.parametrize("path", ["/", "/about", *LISTINGS])
def test_page_is_fetched_once_until_it_changes(path: str, full: Site) -> None:
    first = full.client.get(path)
    assert "public" in first.headers["Cache-Control"]
    again = full.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    full.publish(news(-1))
    changed = full.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == (304 if path == "/about" else 200)


@pytest.mark.parametrize("path", PAGES)
def test_head_is_get_without_the_body(path: str, full: Site) -> None:
    get, head = full.client.get(path), full.client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_stylesheet_is_kept_for_ever_under_the_address_of_its_content(full: Site) -> None:
    [address] = tree_of(full.client.get("/").text).xpath("//link[@rel='stylesheet']/@href")
    answer = full.client.get(address)
    assert answer.content_type == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    other = full.client.get("/assets/000000000000/site.css")
    assert other.status_code == 200
    assert "immutable" not in other.headers["Cache-Control"]


def test_site_that_lives_under_a_path_links_under_that_path(tmp_path: Path) -> None:
    with site(tmp_path, FEEDS_YAML.replace(HOME, f"{HOME}/kabar")) as place:
        fill(place, 3)
        for path in PAGES:
            tree = tree_of(place.client.get(path).text)
            rooted = [address for address in tree.xpath("//@href | //@src") if address.startswith("/")]
            assert [address for address in rooted if not address.startswith("/kabar/")] == []
