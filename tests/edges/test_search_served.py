"""Search as readers meet it: the page, its marks, its pages, its feeds, and whatever anybody may type."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree
from sqlalchemy import text

from tests.edges.html import faults_of, tree_of
from tests.edges.site import HOME, Site, fill, news, site

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = (
    '"', '"""', "'", "a'b", "\\", "*", "**", "kpu*", "k*", "-", "--", "-kpu", "^kpu", "kpu^2", "NEAR", "NEAR(a b, 2)",
    "title:kpu", "{title}: kpu", "rowid:1", "kpu AND", "OR OR", "NOT", "a & b | !c <-> d", "kpu:*", "kpu:A", "'kpu'",
    "kpu\0oku", "\0", "\ud800", "\u202e", "%", "_", "?", ":p", "%(x)s", "$1", "'); DROP TABLE entries; --",
    "<script>alert(1)</script>", "<mark>", "{{ 7 * 7 }}", "é" * 200, "x" * 201, "x" * 5000, "中" * 200, "di yang",
    "a b c d e f g h i j k l m n o p q r", " ", "", "\n\t", "½", "ﷺ", "\U0001f600", "()", "((((", "]", "+", "#",
    "kpu\\",
)  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 5)
        yield made


def titles(page: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in tree_of(page).xpath("//main//h3")]


@pytest.mark.parametrize("asked", HOSTILE)
def test_no_text_breaks_the_page_or_the_feed(asked: str, place: Site) -> None:
    query = {"q": asked.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
    page = place.client.get("/search", query_string=query)
    assert page.status_code in (200, 400)
    assert faults_of(page.text) == []
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    feed = place.client.get("/search.atom", query_string=query)
    assert feed.status_code in (200, 400)
    if feed.status_code == 200:
        etree.fromstring(feed.data)


def test_what_was_asked_for_is_marked_and_nothing_else_is_markup(place: Site) -> None:
    title = "KPU <mark>buka</mark> <b>kpu</b> & 'Kpu'"
    place.publish(news(-1, title=title, summary='<script>kpu</script> "KPU"'))
    page = place.client.get("/search?q=kpu+buka").text
    assert faults_of(page) == []
    [row] = tree_of(page).xpath("//article")
    assert row.xpath("string(.//h3)").strip() == title
    assert row.xpath(".//h3//mark/text()") == ["KPU", "buka", "kpu", "Kpu"]
    assert row.xpath(".//p[@class='summary']//mark/text()") == ["kpu", "KPU"]
    assert row.xpath(".//script | .//b") == []


def test_page_says_how_many_there_are_and_where_to_subscribe(place: Site) -> None:
    page = place.client.get('/search?q=KABAR+"dari palembang"')
    assert len(titles(page.text)) == 5
    assert "5 berita" in page.text
    tree = tree_of(page.text)
    asked = quote('"dari palembang" kabar', safe="")
    assert tree.xpath("//link[@rel='alternate']/@href") == [
        f"{HOME}/search.{extension}?q={asked}" for extension in ("atom", "rss", "json")
    ]
    assert tree.xpath("//p[@class='subscribe']/a/@href")[0] == f"/search.atom?q={asked}"
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert tree.xpath("//main//input[@name='q']/@value") == ['KABAR "dari palembang"']


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("", 200, "Cara mencari"),
        ("-kpu", 400, "hanya menyebut yang tidak dicari"),
        ("...", 400, "Belum ada kata"),
        ("x" * 300, 400, "lebih panjang dari 200 huruf"),
        ("pi*", 400, "kurang dari 3 huruf"),
        ("tiadasekali", 200, "Tidak ada berita yang memuatnya"),
    ],
)
def test_where_nothing_is_found_the_page_says_what_to_do(
    asked: str, status: int, said: str, place: Site
) -> None:
    page = place.client.get("/search", query_string={"q": asked})
    assert page.status_code == status
    assert said in page.text
    assert faults_of(page.text) == []


def test_pages_of_a_search_follow_on_each_other(place: Site) -> None:
    fill_more = [news(number, title=f"Cabai ke-{number}") for number in range(100, 165)]
    place.publish(*fill_more)
    path, seen = "/search?q=cabai", []
    while path:
        page = place.client.get(path)
        assert faults_of(page.text) == []
        seen += titles(page.text)
        following = tree_of(page.text).xpath("//a[@rel='next']/@href")
        path = following[0] if following else ""
    assert seen == [one.title for one in fill_more]
    assert place.client.get("/search?q=cabai&before=x").status_code == 400


def test_feeds_hold_what_is_found_under_one_id_for_all_that_ask_the_same(place: Site) -> None:
    one = place.client.get("/search.atom?q=palembang+KABAR")
    same = place.client.get("/search.atom?q=kabar+Palembang+kabar")
    assert (one.status_code, one.data) == (200, same.data)
    assert one.headers["ETag"] == same.headers["ETag"]
    tree = etree.fromstring(one.data)
    assert len(tree.findall(f"{ATOM}entry")) == 5
    assert tree.xpath("//*[local-name()='feed']/*[@rel='self']/@href") == [
        f"{HOME}/search.atom?q=kabar%20palembang"
    ]
    other = etree.fromstring(place.client.get("/search.atom?q=kabar").data)
    assert tree.findtext(f"{ATOM}id") != other.findtext(f"{ATOM}id")
    found = json.loads(place.client.get("/search.json?q=kabar").data)
    assert found["home_page_url"] == f"{HOME}/search?q=kabar"
    assert one.headers["Access-Control-Allow-Origin"] == "*"
    assert one.headers["X-Robots-Tag"] == "noindex"


def test_feed_is_not_sent_again_until_it_changes(place: Site) -> None:
    first = place.client.get("/search.rss?q=palembang")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert place.client.get("/search.rss?q=PALEMBANG", headers=tag).status_code == 304
    place.publish(news(-1, title="Kabar lain dari Palembang"))
    assert place.client.get("/search.rss?q=palembang", headers=tag).status_code == 200
    assert place.client.get("/search.xml?q=palembang").status_code == 404
    assert place.client.get("/search.rss").status_code == 400


def test_a_client_that_prefers_a_feed_gets_it_at_the_page_s_address(place: Site) -> None:
    answer = place.client.get("/search?q=kabar", headers={"Accept": "application/atom+xml"})
    assert answer.mimetype == "application/atom+xml"
    assert "Accept" in answer.headers["Vary"]


def test_every_page_has_a_search_field_and_names_the_description(place: Site) -> None:
    for path in ("/", "/all", "/nowhere", "/search"):
        tree = tree_of(place.client.get(path).text)
        assert tree.xpath("//form[@role='search']/@action") == ["/search"]
        [link] = tree.xpath("//link[@rel='search']/@href")
        assert link == f"{HOME}/opensearch.xml"


def test_description_leads_a_browser_to_the_page_and_the_feeds(place: Site) -> None:
    answer = place.client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    tree = etree.fromstring(answer.data)
    [template] = [one.get("template") for one in tree.iter("{*}Url") if one.get("type") == "text/html"]
    asked = template.removeprefix(HOME).replace("{searchTerms}", "kabar")
    assert len(titles(place.client.get(asked).text)) == 5
    assert len(tree.findtext("{*}ShortName")) <= 16


def test_the_site_stands_while_the_index_of_words_is_broken(place: Site) -> None:
    with place.rt.store.write() as tx:
        tx.execute(text("DROP TABLE entry_search"))
    assert place.client.get("/search?q=kabar").status_code == 503
    assert place.client.get("/all").status_code == 200
