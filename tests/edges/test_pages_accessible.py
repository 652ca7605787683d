"""Every page through axe-core, light and dark, desktop and phone; and a walk through all that pages link to."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from tests.edges.browser import chromium, require_chromium, served
from tests.edges.html import tree_of
from tests.edges.site import HOME, NOW, Site, fill, news, site

STORY = "/stories/banjir"
PAGES = (
    "/", "/topics/pilkada-2024", STORY, "/sources", "/status", "/about", "/langganan", "/terpopuler", "/places",
    "/places/palembang", "/all/archive", f"/all/archive/{NOW:%Y-%m}", "/search?q=Palembang", "/nowhere",
)  # fmt: skip
LOOKS: tuple[tuple[ViewportSize, Literal["light", "dark"]], ...] = (
    ({"width": 1280, "height": 900}, "light"),
    ({"width": 390, "height": 844}, "dark"),
)
"""Contrast depends on colours and the rest on size: so each is looked at twice, and nothing four times."""
_LOOK = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
_DISTRICT = re.compile("/places/[^/.]+/(?!ilir-barat)")
"""Hundreds of pages that are alike."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site")) as made:
        fill(made, 6)
        told = {"key": "banjir", "story": "banjir", "title": "Banjir di Palembang"}
        made.publish(
            news(1, guid="b1", id="https://b.example/1", **told),
            news(0, guid="b2", source="antara", title="Palembang banjir", story="banjir", follows=True,
                 image="https://cdn.example/banjir.jpg"),
        )  # fmt: skip
        made.failed("baru", "http_503")
        made._finish("palpres", last_success_at=NOW, last_new_at=NOW - timedelta(days=5))
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium() as started:
        yield started


def test_axe_finds_nothing(place: Site, browser: Browser) -> None:
    with served(place.app) as origin:
        page = browser.new_page(locale="id-ID")
        page.route("https://cdn.example/**", lambda route: route.abort())
        for path in PAGES:
            page.goto(origin + path)
            page.evaluate(Axe().axe_script)
            for size, scheme in LOOKS:
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate(_LOOK)
                faults = [f"{one['id']}: {node['html'][:150]}" for one in found for node in one["nodes"]]
                assert faults == [], f"{path}, {scheme}"
        page.evaluate("document.querySelector('main').innerHTML = '<img src=/x><a href=/x></a>'")
        assert {one["id"] for one in page.evaluate(_LOOK)} >= {"image-alt", "link-name"}
        page.close()


def test_whatever_is_linked_is_there_sets_no_cookie_and_asks_nobody_else(place: Site) -> None:
    client = place.app.test_client(use_cookies=False)
    seen, waiting = set(PAGES), list(PAGES)
    while waiting:
        path = waiting.pop()
        answer = client.get(path)
        assert answer.status_code == (404 if path == "/nowhere" else 200), path
        assert "Set-Cookie" not in answer.headers, path
        if answer.mimetype != "text/html":
            continue
        tree = tree_of(answer.text)
        asked = tree.xpath(
            "//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //*[not(self::img)]/@src"
        )
        assert [one for one in asked if not one.startswith(("/assets/", "/embed"))] == [], path
        assert tree.xpath("//@srcset | //@style | //@ping | //link[starts-with(@rel, 'pre')]") == [], path
        linked = {str(one).partition("#")[0].removeprefix(HOME) for one in tree.xpath("//a/@href")}
        new = {one for one in linked if re.match("/(?!/)", one) and not _DISTRICT.match(one)} - seen
        seen |= new
        waiting += sorted(new)
    assert len(seen) > 50
