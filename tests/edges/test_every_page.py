"""Every page and embed in a real Chromium: desk and phone, light and dark, with scripts and without, by keyboard."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize

from tests.edges.browser import chromium, require_chromium, served
from tests.edges.every import (
    EMBEDS,
    FOR_PROGRAMS,
    PAGES,
    PICTURES,
    REFUSED,
    YAML,
    endpoint_of,
    fill_with_everything,
)
from tests.edges.html import tree_of
from tests.edges.looking import AXE, LARGEST, PALE, SAID, THIN, UNREACHED, WIDER, Look, answer_picture
from tests.edges.site import Site, site

EVERY = {**PAGES, **{f"embed: {name}": path for name, path in EMBEDS.items()}}
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}

_SPOIL = """
async () => {
  scrollTo(0, 0);
  document.body.insertAdjacentHTML('afterbegin', '<div><img src=x onerror="document.title=1"></div>');
  document.body.firstChild.style = 'height: 200px; width: 900px';
  document.querySelector('main').insertAdjacentHTML('beforeend', '<a href=/x></a><a href=/x tabindex=1>x</a>');
  document.querySelector('h1').style.color = '#aaa';
  await new Promise(done => setTimeout(done, 500));
}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site"), YAML) as made:
        fill_with_everything(made)
        yield made


@pytest.fixture(scope="module")
def origin(place: Site) -> Iterator[str]:
    with served(place.app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium() as started:
        yield started


def is_status(fault: str, name: str) -> bool:
    """Whether it is but the browser's note that a refusal was answered as one."""
    return name.removeprefix("embed: ") in REFUSED and "status of 40" in fault


def test_no_page_is_missing_here(place: Site) -> None:
    routes = place.app.url_map.bind("")
    shown = {endpoint_of(routes, path) for name, path in EVERY.items() if not name.endswith("404")}
    asked = {rule.endpoint for rule in place.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert asked - shown == FOR_PROGRAMS
    for name, path in EVERY.items():
        answer = place.client.get(path, headers={"Sec-Fetch-Dest": "document"})
        assert (answer.mimetype, answer.status_code >= 400) == (
            "text/html",
            name in REFUSED or "refusal" in name,
        ), name
        assert "Set-Cookie" not in answer.headers, name


@pytest.mark.timeout(400)  # some fifty pages
def test_desk_is_light_still_accessible_and_reached_by_keyboard(browser: Browser, origin: str) -> None:
    with browser.new_context(locale="id-ID", viewport=DESK) as context:
        look = Look(context.new_page(), origin)
        found: dict[str, list[str]] = {}
        for name, path in EVERY.items():
            look.page.set_viewport_size(DESK)
            look.page.emulate_media(color_scheme="light")
            look.open(path)
            faults = [*look.faults(), *look.page.evaluate(UNREACHED)]
            look.page.set_viewport_size({"width": 768, "height": 900})
            faults += [f"sticks out {wider} px" for wider in [look.page.evaluate(WIDER)] if wider > 0]
            look.page.evaluate(THIN)
            look.page.evaluate(Axe().axe_script)
            faults += look.page.evaluate(AXE)
            look.page.emulate_media(color_scheme="dark")
            faults += [f"pale in the dark: {one}" for one in look.page.evaluate(PALE)]
            found[name] = [one for one in faults if not is_status(one, name)]
            assert look.page.title() != "pwned", name
        assert {name: faults for name, faults in found.items() if faults} == {}
        assert context.cookies() == []
        assert context.storage_state()["origins"] == []


@pytest.mark.timeout(400)
def test_phone_has_the_same_with_scripts_and_without(browser: Browser, origin: str) -> None:
    phone = {"locale": "id-ID", "viewport": PHONE, "has_touch": True}
    found: dict[str, list[str]] = {}
    with (
        browser.new_context(**phone) as live,
        browser.new_context(java_script_enabled=False, **phone) as still,
    ):
        look, plain = Look(live.new_page(), origin), still.new_page()
        plain.route(f"**://{PICTURES}/**", answer_picture)
        for name, path in EVERY.items():
            look.open(path)
            plain.goto(origin + path)
            found[name] = [one for one in look.faults() if not is_status(one, name)]
            with_scripts, without = look.page.evaluate(SAID), plain.evaluate(SAID)
            found[name] += [f"needs a script: {one}" for one in with_scripts if one not in without]
            assert without, name
        assert live.cookies() == still.cookies() == []
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_positive_control_what_is_watched_for_is_seen_when_it_happens(browser: Browser, origin: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        look = Look(context.new_page(), origin)
        look.open("/about")
        look.page.evaluate(Axe().axe_script)
        assert [*look.faults(), *look.page.evaluate(AXE), *look.page.evaluate(UNREACHED)] == []
        look.page.evaluate(_SPOIL)
        scripts = (AXE, UNREACHED, PALE)
        told = "\n".join([*look.faults(), *(one for script in scripts for one in look.page.evaluate(script))])
    for fault in ("moved by", "script-src", "sticks out", "link-name", "color-contrast", "the queue", "H1"):
        assert fault in told


def test_keyboard_walks_through_a_whole_page_in_its_order(browser: Browser, origin: str) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(origin + "/topics/pilkada-2024")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Langsung ke isi"
        assert page.locator(":focus").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "isi"
        page.evaluate("window.met = []; addEventListener('focusin', event => met.push(event.target))")
        rest = page.evaluate(
            "document.querySelectorAll('main :is(a, button:not([hidden])), footer a').length"
        )
        for _ in range(rest):
            page.keyboard.press("Tab")
        met = (
            "met.every((one, at) => !at || met[at - 1].compareDocumentPosition(one) & 4) && new Set(met).size"
        )
        assert page.evaluate(met) == rest


@pytest.mark.parametrize("path", ["/all", "/embed/pilkada-2024"])
def test_picture_that_does_not_come_leaves_its_ground_and_no_mark(
    path: str, browser: Browser, origin: str
) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route(f"**://{PICTURES}/**", lambda route: route.abort())
        page.goto(origin + path, wait_until="networkidle")
        picture = page.locator("img").first
        marked = picture.screenshot()
        picture.evaluate("image => image.remove()")
        assert marked == page.locator("[class$=picture]").first.screenshot()


def test_front_page_is_small(browser: Browser, origin: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        look = Look(context.new_page(), origin)
        sizes: dict[str, int] = {}
        look.page.on("requestfinished", lambda one: sizes.update({one.url: one.sizes()["responseBodySize"]}))
        look.open("/")
        ours = {url: size for url, size in sizes.items() if url.startswith(origin)}
        assert 0 < sum(ours.values()) <= 60_000, ours


@pytest.mark.parametrize("path", ["/", "/topics/pilkada-2024", "/stories/sendiri"])
def test_what_is_painted_largest_is_in_the_first_answer(path: str, browser: Browser, origin: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        look = Look(context.new_page(), origin)
        look.open(path)
        said = look.page.evaluate(LARGEST)
        assert len(said) > 10
        answer = tree_of(context.request.get(origin + path).text())
        assert said in {*answer.xpath("//img/@src")} or said in " ".join(answer.text_content().split())
