"""What embeds do of themselves in a real Chromium: their height, their news, their ticker; and the builder."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.edges.embeds.standing import TOPIC, Look, component, frame, frame_in
from tests.edges.hosts import Hosts
from tests.edges.looking import AXE

_UNNAME = """
const link = document.querySelector('topic-feed').shadowRoot.querySelector('.tf-title a');
link.textContent = '';
link.removeAttribute('title');
"""


def test_frame_tells_its_height_to_the_page_around_it_alone(context: BrowserContext, world: Hosts) -> None:
    liar = world.page(
        "<script>addEventListener('message', e => parent.heard.push(e.data)); parent.postMessage(4321, '*');"
        "for (const one of [0, '1', null]) parent[0].postMessage(one, '*');</script>",
        name="lain",
    )
    script = f'<script async src="{world.wire}/embed.js"></script>'
    body = f'{frame(world)}<iframe src="{liar}" height="50"></iframe>{script}'
    head = """<script>window.heard = []; addEventListener('message', e => heard.push([e.origin, e.data]));</script>"""
    look = Look(context, world.page(body, head=head), wait="")
    look.page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    inner = frame_in(look.page)
    tall = inner.evaluate("document.querySelector('.topic-feed').getBoundingClientRect().height")
    assert abs(look.page.evaluate("parseFloat(document.querySelector('iframe').style.height)") - tall) < 1
    assert inner.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    look.page.evaluate("postMessage(99, '*'); postMessage('77', '*')")
    look.page.set_viewport_size({"width": 320, "height": 900})
    look.page.wait_for_function(f"parseFloat(document.querySelector('iframe').style.height) > {tall + 20}")
    heard = look.page.evaluate("heard")
    assert {type(said) for origin, said in heard if origin == world.wire} == {int}
    assert look.page.evaluate("[...document.querySelectorAll('iframe')][1].style.height") == ""
    assert ["http://lain.test:" + str(world.port), 4321] in heard


def test_frame_that_nobody_asks_says_nothing(context: BrowserContext, world: Hosts) -> None:
    head = "<script>window.heard = []; addEventListener('message', e => heard.push(e.data));</script>"
    look = Look(context, world.page(frame(world), head=head), wait="")
    frame_in(look.page).locator(".tf-entry").first.wait_for()
    look.page.set_viewport_size({"width": 320, "height": 900})
    assert (
        look.page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(heard))))")
        == []
    )


def test_component_asks_again_politely(context: BrowserContext, world: Hosts) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if ".json" in one.url else None)
    page.clock.install()
    page.goto(world.page(component(world)))
    page.locator("topic-feed .tf-entry").first.wait_for()
    page.clock.run_for("04:55")
    assert len(asked) == 1
    with page.expect_request(lambda request: ".json" in request.url):
        page.clock.run_for("01:10")
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.clock.run_for("02:00:00")
    assert len(asked) == 2
    page.evaluate("delete document.hidden")
    with page.expect_request(lambda request: ".json" in request.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_component_follows_its_attributes(context: BrowserContext, world: Hosts) -> None:
    look = Look(context, world.page(component(world, "count=2")))
    assert look.page.locator("topic-feed .tf-entry").count() == 2
    look.page.locator("topic-feed").evaluate("one => one.setAttribute('count', '7')")
    look.page.locator("topic-feed .tf-entry").nth(6).wait_for()
    look.page.locator("topic-feed").evaluate("one => one.setAttribute('count', '700')")
    look.page.locator("topic-feed .tf-entry").nth(6).wait_for(state="detached")
    assert [one for one in look.real_complaints if "“count” harus angka bulat" in one]


def test_component_that_fails_waits_longer_each_time(context: BrowserContext, world: Hosts) -> None:
    page = context.new_page()
    moments: list[float] = []
    page.clock.install()
    page.goto(world.page(component(world).replace("pilkada-2024", "tidak-ada")), wait_until="networkidle")
    page.on("request", lambda one: moments.append(1) if ".json" in one.url else None)
    for _ in range(24 * 6):
        page.clock.run_for("10:00")
    assert 18 <= len(moments) <= 26, "about once an hour, a day long"


@pytest.mark.parametrize("where", ["frame", "component"])
def test_ticker_moves_can_be_stopped_and_spares_those_who_want_no_motion(
    where: str, browser: Browser, world: Hosts
) -> None:
    def opened(**features: Any) -> tuple[BrowserContext, Page]:
        made = browser.new_context(**features)
        page = made.new_page()
        page.clock.install()
        page.goto(
            world.wire + f"{TOPIC}?layout=ticker"
            if where == "frame"
            else world.page(component(world, "layout=ticker"))
        )
        page.locator(".tf-entry").first.wait_for(state="attached")
        return made, page

    made, page = opened()
    page.locator(".tf-moving").wait_for()
    shown = page.locator(".tf-shown .tf-headline")
    first = shown.inner_text()
    page.clock.run_for("00:08")
    assert shown.inner_text() != first
    page.get_by_role("button", name="Jeda").click()
    page.mouse.move(0, 900)
    page.evaluate("document.activeElement.blur()")
    second = shown.inner_text()
    page.clock.run_for("01:00")
    assert shown.inner_text() == second
    page.get_by_role("button", name="Berita berikutnya").click()
    assert shown.inner_text() != second
    assert page.get_by_role("button", name="Jalankan").count() == 1
    made.close()
    for features in (
        {"reduced_motion": "reduce"},
        *([{"java_script_enabled": False}] if where == "frame" else []),
    ):
        made, page = opened(**features) if "reduced_motion" in features else _still(browser, world)
        assert page.locator(".tf-entry").filter(visible=True).count() == 5
        assert page.get_by_role("button").count() == 0
        made.close()


def _still(browser: Browser, world: Hosts) -> tuple[BrowserContext, Page]:
    made = browser.new_context(java_script_enabled=False)
    page = made.new_page()
    page.goto(world.wire + f"{TOPIC}?layout=ticker")
    return made, page


def test_embed_keeps_within_its_frame(context: BrowserContext, world: Hosts) -> None:
    page = context.new_page()
    for query in (
        "",
        "?layout=cards&count=9",
        "?layout=compact",
        "?layout=ticker",
        "?density=airy&radius=24",
        "?count=99",
    ):
        page.goto(world.wire + TOPIC + query)
        for width in (240, 600, 1100):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (query, width)


def test_what_a_frame_leaves_free_shows_the_page_around_it(context: BrowserContext, world: Hosts) -> None:
    head = "<style>:root { color-scheme: light dark } body { margin: 0; background: #147 }</style>"
    page = context.new_page()
    page.goto(world.page(frame(world, "/embed/kosong"), head=head))
    frame_in(page).locator(".tf-empty").wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        inside, outside = (
            page.screenshot(clip={"x": 99, "y": y, "width": 9, "height": 9}) for y in (280, 400)
        )
        assert inside == outside, scheme


def test_builder_shows_what_is_chosen_at_once(context: BrowserContext, world: Hosts) -> None:
    look = Look(context, f"{world.wire}/embed", wait="")
    page = look.page
    page.locator(".live").wait_for()
    assert page.get_by_role("button", name="Perbarui pratinjau").is_hidden()
    page.get_by_label("Kartu").check()
    page.wait_for_url("**/embed?*layout=cards*")
    page.get_by_label("Aksen", exact=True).fill("biru")
    page.wait_for_url("**accent=biru*")
    assert "layout=cards&amp;accent=0b57a4" in page.locator("#kode-frame").input_value()
    assert 'accent="0b57a4"' in page.locator("#kode-component").input_value()
    inner = page.frame_locator("#bingkai")
    inner.locator(".tf-cards").wait_for()
    page.get_by_label("Latar", exact=True).fill("#888")
    page.get_by_label("Tulisan", exact=True).fill("#777")
    page.get_by_text("1,3 : 1").wait_for()
    assert page.get_by_label("Tulisan", exact=True).get_attribute("aria-invalid") == "true"
    page.get_by_label("Tulisan", exact=True).fill("")
    page.get_by_text("1,3 : 1").wait_for(state="hidden")
    assert page.evaluate("violations") == []
    assert look.real_complaints == []


def test_builder_is_worked_by_keyboard_alone(context: BrowserContext, world: Hosts) -> None:
    page = context.new_page()
    page.goto(f"{world.wire}/embed")
    page.locator(".live").wait_for()

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if name in page.evaluate("[document.activeElement.name, document.activeElement.id]"):
                return
        raise AssertionError(f"{name} is out of reach")

    tab_to("topic")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**topic=sumsel*")
    tab_to("layout")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**layout=cards*")
    tab_to("count")
    page.keyboard.press("ArrowUp")
    page.wait_for_url("**count=6*")
    tab_to("kode-frame")
    page.wait_for_function(
        "document.getElementById('kode-frame').value.includes('/embed/sumsel?count=6&amp;layout=cards')"
    )


def test_axe_finds_nothing_in_a_page_with_a_component(context: BrowserContext, world: Hosts) -> None:
    page = context.new_page()
    page.goto(world.page(f"<main><h1>Tuan rumah</h1>{component(world)}</main>"))
    page.locator("topic-feed .tf-entry").first.wait_for()
    page.evaluate(Axe().axe_script)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(AXE) == []
    page.evaluate(_UNNAME)
    assert page.evaluate(AXE) != []
