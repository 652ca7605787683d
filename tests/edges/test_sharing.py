"""Ways to pass a page on: plain links, and a small script where there is one."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.edges.browser import chromium, require_chromium, served
from tests.edges.html import tree_of
from tests.edges.site import FEEDS_YAML, HOME, Site, fill, news, site

ADDRESS = f"{HOME}/topics/sumsel"
TITLE = "Sumsel & sekitarnya"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site")) as made:
        fill(made, 10)
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium() as started:
        yield started


def test_links_carry_title_and_address_whole(place: Site) -> None:
    links = tree_of(place.client.get("/topics/sumsel").text).xpath("//div[@class='share']//a")
    carried = {link.text: parse_qs(urlsplit(link.get("href")).query) for link in links}
    assert carried == {
        "WhatsApp": {"text": [f"{TITLE} {ADDRESS}"]},
        "Telegram": {"url": [ADDRESS], "text": [TITLE]},
        "Facebook": {"u": [ADDRESS]},
        "X": {"text": [TITLE], "url": [ADDRESS]},
        "Surel": {"subject": [TITLE], "body": [ADDRESS]},
    }
    assert {link.get("referrerpolicy") for link in links} == {"no-referrer"}


def test_only_pages_that_share_run_a_script(place: Site) -> None:
    shared = {"/topics/sumsel": True, "/terpopuler": True, "/en/pilihan": True}
    for path, runs in {**shared, "/": False, "/all": False, "/sources/palpres": False}.items():
        answer = place.client.get(path)
        assert ("script-src 'self'" in answer.headers["Content-Security-Policy"]) is runs, path
        assert bool(tree_of(answer.text).xpath("//script[@src]")) is runs, path


def test_ranking_is_shared_and_told_to_search_engines_as_other_listings_are(place: Site) -> None:
    told = {"story": "dua-koran", "title": "Dua koran"}
    first = {
        "key": "dua-koran",
        "id": "https://p.example/1",
        "guid": "a",
        "url": "https://palpres.example/dua",
    }
    place.publish(news(0, **first, **told), news(0, guid="b", source="antara", follows=True, **told))
    tree = tree_of(place.client.get("/terpopuler").text)
    [way] = tree.xpath("//div[@class='share']//a[text()='WhatsApp']/@href")
    assert unquote(way).endswith(f"Terpopuler {HOME}/terpopuler")
    page, trail = json.loads(tree.xpath("//script[@type='application/ld+json']/text()")[0])["@graph"]
    assert [one["url"] for one in page["mainEntity"]["itemListElement"]] == ["https://palpres.example/dua"]
    assert [one["name"] for one in trail["itemListElement"]] == ["Kabar Uji", "Terpopuler"]


def test_site_without_an_address_offers_no_ways(tmp_path: Path) -> None:
    with site(tmp_path, FEEDS_YAML.replace(f'url: "{HOME}", ', "")) as place:
        assert 'class="share"' not in place.client.get("/topics/sumsel").text


def test_script_copies_the_configured_address_and_says_so(place: Site, browser: Browser) -> None:
    with served(place.app) as origin:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(origin + "/topics/sumsel")
        page.get_by_role("button", name="Salin tautan").click()
        page.get_by_text("Tautan tersalin.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == ADDRESS
        assert [
            one for one in complaints if "Failed to load resource" not in one
        ] == []  # pictures: no network here
        context.close()


def test_without_javascript_no_button_is_shown(place: Site, browser: Browser) -> None:
    with served(place.app) as origin:
        page = browser.new_page(java_script_enabled=False)
        page.goto(origin + "/topics/sumsel")
        assert page.get_by_role("link", name="WhatsApp").is_visible()
        assert page.locator(".share button:visible").count() == 0
        page.close()
