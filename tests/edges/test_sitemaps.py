"""What search engines read: robots.txt, sitemaps, and what pages say of themselves."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from tests.edges.html import tree_of
from tests.edges.site import FEEDS_YAML, HOME, NOW, Site, fill, news, site

NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        fill(made, 10)
        made.answered("baru")
        yield made


def read(place: Site, path: str) -> etree._Element:
    answer = place.client.get(path)
    assert answer.status_code == 200, path
    assert answer.content_type == "application/xml; charset=utf-8"
    return etree.fromstring(answer.data)


def tell(place: Site, story: str, at: datetime, *papers: str) -> None:
    """One story, told by these papers from `at` on, a minute apart."""
    made = []
    for number, paper in enumerate(papers):
        then = at + timedelta(minutes=number)
        times = dict.fromkeys(("order_at", "first_seen", "updated", "published"), then)
        key = story if number == 0 else f"{story}{number}"
        url = f"https://{paper}.example/{key}"
        made.append(
            news(0, source=paper, key=key, id=url, guid=url, url=url, identity=url, title=f"Judul <{key}> & lain",
                 story=story, follows=number > 0, **times)
        )  # fmt: skip
    place.publish(*made)


def test_every_page_of_every_sitemap_is_there_and_says_that_it_is_the_one(place: Site) -> None:
    tell(place, "banjir", NOW - timedelta(days=3), "antara", "palpres")
    tell(place, "lama", NOW - timedelta(days=70), "antara", "palpres", "baru")
    sitemaps = read(place, "/sitemap.xml").xpath("//s:sitemap/s:loc/text()", namespaces=NS)
    pages = [
        page
        for address in sitemaps
        for page in read(place, address.removeprefix(HOME)).xpath("//s:url/s:loc/text()", namespaces=NS)
    ]
    assert {f"{HOME}/", f"{HOME}/topics/sumsel", f"{HOME}/sources/antara", f"{HOME}/stories/banjir",
            f"{HOME}/stories/lama", f"{HOME}/en/", f"{HOME}/en/stories/lama"} <= set(pages)  # fmt: skip
    assert len(pages) == len(set(pages))
    for page in pages:
        answer = place.client.get(page.removeprefix(HOME))
        assert answer.status_code == 200, page
        assert tree_of(answer.text).xpath("//link[@rel='canonical']/@href") == [page]


@pytest.mark.parametrize("path", ["/", "/topics/sumsel", "/places/palembang", "/stories/banjir"])
def test_page_and_sitemap_name_the_same_twins(path: str, place: Site) -> None:
    tell(place, "banjir", NOW.replace(day=1), "antara", "palpres")
    room = f"stories-{NOW:%Y-%m}" if "stories" in path else "pages"
    listed = read(place, f"/sitemaps/{room}.xml")
    for page in (path, f"/en{path}"):
        [item] = listed.xpath("//s:url[s:loc=$url]", namespaces=NS, url=HOME + page)
        named = {one.get("hreflang"): one.get("href") for one in item.xpath("x:link", namespaces=NS)}
        tree = tree_of(place.client.get(page).text)
        assert named == {one.get("hreflang"): one.get("href") for one in tree.xpath("//head/link[@hreflang]")}
        assert named == {"id": HOME + path, "en": f"{HOME}/en{path}", "x-default": HOME + path}


def test_story_page_is_dated_by_what_came_last(place: Site) -> None:
    began = (NOW - timedelta(days=3)).replace(minute=0, second=0)
    tell(place, "banjir", began, "antara", "palpres", "baru")
    tree = read(place, f"/sitemaps/stories-{began:%Y-%m}.xml")
    dated = dict(
        zip(
            tree.xpath("//s:loc/text()", namespaces=NS),
            tree.xpath("//s:lastmod/text()", namespaces=NS),
            strict=True,
        )
    )
    assert dated[f"{HOME}/stories/banjir"] == (began + timedelta(minutes=2)).isoformat()


def test_news_sitemap_holds_the_last_two_days_of_what_two_papers_tell(place: Site) -> None:
    tell(place, "banjir", NOW - timedelta(hours=40), "antara", "palpres")
    tell(place, "sendiri", NOW - timedelta(hours=1), "antara", "antara")
    tell(place, "lama", NOW - timedelta(hours=49), "antara", "palpres")
    [item] = read(place, "/sitemap-news.xml").xpath("//s:url", namespaces=NS)
    said = {
        one: item.findtext(f"n:news/{one}", namespaces=NS)
        for one in ("n:publication/n:name", "n:publication/n:language", "n:publication_date", "n:title")
    }
    assert item.findtext("s:loc", namespaces=NS) == f"{HOME}/stories/banjir"
    assert said == {
        "n:publication/n:name": "Kabar Uji",
        "n:publication/n:language": "id",
        "n:publication_date": (NOW - timedelta(hours=40)).isoformat(),
        "n:title": "Judul <banjir> & lain",
    }


@pytest.mark.parametrize("name", ["2024-13", "2024-8", "0001-01", "9999-12", "x", "2001-02"])
def test_month_without_stories_has_no_sitemap(name: str, place: Site) -> None:
    assert place.client.get(f"/sitemaps/stories-{name}.xml").status_code == 404


def test_robots_are_led_to_the_sitemaps_and_kept_from_what_has_no_end(place: Site) -> None:
    robots = RobotFileParser()
    robots.parse(place.client.get("/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{HOME}/sitemap.xml", f"{HOME}/sitemap-news.xml"]
    allowed = {
        path: robots.can_fetch("Googlebot", f"{HOME}{path}")
        for path in ("/", "/topics/sumsel", "/search?q=x", "/en/", "/en/search?q=x")
    }
    assert [path for path, may in allowed.items() if not may] == ["/search?q=x", "/en/search?q=x"]


def test_without_an_address_of_its_own_a_site_has_no_sitemap(tmp_path: Path) -> None:
    with site(tmp_path, FEEDS_YAML.replace(f'url: "{HOME}", ', "")) as place:
        assert place.client.get("/sitemap.xml").status_code == 404
        assert "Sitemap" not in place.client.get("/robots.txt").text
        assert "ld+json" not in place.client.get("/topics/sumsel").text


def test_sitemap_is_fetched_once_until_it_changes(place: Site) -> None:
    first = place.client.get("/sitemap.xml")
    again = {"If-None-Match": first.headers["ETag"]}
    assert place.client.get("/sitemap.xml", headers=again).status_code == 304
    tell(place, "banjir", NOW - timedelta(days=3), "antara", "palpres")
    assert place.client.get("/sitemap.xml", headers=again).status_code == 200


def graph_of(place: Site, path: str) -> dict[str, dict]:
    [data] = tree_of(place.client.get(path).text).xpath("//script[@type='application/ld+json']/text()")
    return {thing["@type"]: thing for thing in json.loads(data)["@graph"]}


def test_front_page_says_how_the_site_is_searched(place: Site) -> None:
    action = graph_of(place, "/")["WebSite"]["potentialAction"]
    template = action["target"]["urlTemplate"]
    assert template == f"{HOME}/search?q={{search_term_string}}"
    assert (
        place.client.get(template.removeprefix(HOME).format(search_term_string="pilkada")).status_code == 200
    )


def test_topic_page_lists_the_papers_articles_and_is_found_from_the_front_page(place: Site) -> None:
    graph = graph_of(place, "/topics/pilkada-2024")
    listed = graph["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [one["position"] for one in listed] == list(range(1, 11))
    assert listed[1]["url"] == "https://palpres.example/read/1/pilkada"
    trail = graph["BreadcrumbList"]["itemListElement"]
    assert [one["item"] for one in trail] == [f"{HOME}/", f"{HOME}/topics/pilkada-2024"]


def test_title_of_an_entry_cannot_end_the_block_of_data(place: Site) -> None:
    title = "</script><script>alert(1)</script><!--"
    place.publish(news(-1, title=title))
    listed = graph_of(place, "/topics/pilkada-2024")["CollectionPage"]["mainEntity"]["itemListElement"]
    assert listed[0]["name"] == title


def test_story_is_shared_with_its_picture_and_every_other_page_with_ours(place: Site) -> None:
    tell(place, "banjir", NOW, "antara", "palpres")
    place.publish(news(-9, key="foto", story="banjir", follows=True, image="https://cdn.example/banjir.jpg"))
    pictures = {
        path: tree_of(place.client.get(path).text).xpath("//meta[@property='og:image']/@content")[0]
        for path in ("/stories/banjir", "/topics/pilkada-2024")
    }
    assert pictures["/stories/banjir"] == "https://cdn.example/banjir.jpg"
    ours = place.client.get(pictures["/topics/pilkada-2024"].removeprefix(HOME))
    assert (ours.status_code, ours.content_type) == (200, "image/png")
