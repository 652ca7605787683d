"""Embeds in a real Chromium, on pages that belong to others: some strict, some hostile."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Request

from tests.edges.browser import chromium, require_chromium
from tests.edges.hosts import NAMES_STAY_HERE, Hosts, hosts
from tests.edges.site import FEEDS_YAML, fill, news

YAML = FEEDS_YAML.replace("slug: sumsel,", 'slug: sumsel, embed: {frame_ancestors: ["TUAN"]},')
TOPIC = "/embed/pilkada-2024"
FALLBACK = "Berita pilkada di Kabar Uji"

# What pages do that were written by somebody in a hurry, or by somebody else's advertiser.
_POLLUTE = """
window.names = ['method',
    'body', 'headers', 'mode', 'credentials', 'signal', 'redirect', 'integrity', 'delegatesFocus',
    'slotAssignment', 'rootMargin', 'root', 'threshold', 'css', 'markup', 'problems', 'extends', 'once', 'href', 'src',
    'innerHTML', 'onclick', 'topic', 'is'];
for (const name of names) Object.prototype[name] = 'kotor';
Array.prototype.onload = 'kotor';
JSON.parse = () => { throw new Error('kotor'); };
Array.from = Object.entries = () => ['kotor'];
Object.defineProperty(document, 'querySelector', {value: null});
"""
# The browser's driver bears no such page: it is asked when all is over.
_WAIT = """
const wait = setInterval(() => {
  if (document.getElementsByTagName('topic-feed')[0]?.shadowRoot?.childNodes[0]?.localName !== 'section') return;
  clearInterval(wait);
  for (const name of window.names ?? []) delete Object.prototype[name];
  console.log('siap');
}, 10);
"""
_RESET = """
html { font-size: 40px !important }
body, body * { all: unset !important; visibility: hidden !important; color: lime !important;
    font: 44px cursive !important;
    text-transform: uppercase !important; direction: rtl !important; --paper: lime; --ink: lime; --face: cursive; }
body *::before, body *::after { content: 'BOCOR' !important; display: block !important }
a, section, ol, h2, time, .topic-feed, .tf-entry { display: none !important; }
html, body { display: block !important; visibility: visible !important; }
"""
_WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
"""

_UNNAME = """
const link = document.querySelector('topic-feed').shadowRoot.querySelector('.tf-title a');
link.textContent = '';
link.removeAttribute('title');
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium(NAMES_STAY_HERE) as started:
        yield started


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("hosts"), YAML) as made:
        fill(made.place, 12)
        made.place.publish(
            news(-1, guid="panjang", title="Katapanjang" * 30, topics=("pilkada-2024", "sumsel")),
            news(-2, guid="kanan", title="كتابة طويلة من اليمين إلى اليسار", language="ar"),
            news(
                -3,
                guid="naskah",
                title="<script>document.title='pwned'</script>",
                image="https://cdn.example/1.jpg",
            ),
        )
        yield made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 600, "height": 900})
    yield made
    assert made.cookies() == []
    assert made.storage_state()["origins"] == []
    made.close()


def component(world: Hosts, attributes: str = "") -> str:
    script = f'<script async src="{world.wire}/embed.js"></script>'
    inner = f'<a href="{world.wire}">{FALLBACK}</a>'
    return f'{script}<topic-feed topic="pilkada-2024" {attributes}>{inner}</topic-feed>'


def frame(world: Hosts, path: str = TOPIC, attributes: str = "") -> str:
    size = 'width="100%" height="300" frameborder="0"'
    return f'<iframe src="{world.wire}{path}" title="Berita" {size} {attributes}></iframe>'


def strict(world: Hosts) -> str:
    """Our origin and nothing else, and no markup from strings."""
    ours = "; ".join(f"{kind}-src {world.wire}" for kind in ("script", "connect", "frame"))
    return f"default-src 'none'; {ours}; img-src https:; require-trusted-types-for 'script'; trusted-types 'none'"


class Look:
    """A page that is opened and watched."""

    def __init__(self, context: BrowserContext, url: str, wait: str = "topic-feed .tf-entry") -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(_WATCH)
        self.complaints: list[str] = []
        self.asked: list[Request] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request))  # noqa: PLW0108 - it marks what it is given
        self.page.goto(url)
        if wait:
            self.page.locator(wait).first.wait_for()

    @property
    def real_complaints(self) -> list[str]:
        """Without those about publishers' pictures, of which there are none here."""
        return [one for one in self.complaints if "ERR_NAME_NOT_RESOLVED" not in one]


def frame_in(page: Page) -> Frame:
    [inner] = [one for one in page.frames if "/embed/" in one.url]
    return inner


def test_component_stands_on_the_strictest_page(context: BrowserContext, world: Hosts) -> None:
    look = Look(context, world.page(component(world) + frame(world), strict(world)))
    assert look.page.locator("topic-feed .tf-entry").count() == 5
    assert "<script>document.title" in look.page.locator("topic-feed .tf-headline").first.inner_text()
    assert look.page.locator("topic-feed > a").is_hidden()
    assert look.page.evaluate("violations") == []
    assert look.real_complaints == []
    assert look.page.title() == "Tuan rumah"
    ours = {one.url for one in look.asked if one.url.startswith(world.wire)}
    assert {one.url for one in look.asked} - ours <= {
        look.page.url,
        "https://cdn.example/1.jpg",
    }
    assert all("cookie" not in one.headers for one in look.asked)


def test_hostile_page_changes_nothing_about_it(context: BrowserContext, world: Hosts) -> None:
    plain = world.page(
        f"<div>{component(world, 'images=off count=4')}</div>",
        head=f"<style>body{{margin:0}}</style><script>{_WAIT}</script>",
    )
    spoilt = world.page(
        f'<img name="currentScript"><img name="getElementById"><div>{component(world, "images=off count=4")}</div>',
        head=f"<style>{_RESET}</style><script>{_POLLUTE}{_WAIT}</script>",
    )
    pictures = []
    for url in (plain, spoilt):
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message, said=complaints: said.append(message.text))
        page.on("pageerror", lambda error, said=complaints: said.append(str(error)))
        with page.expect_console_message(lambda message: message.text == "siap"):
            page.goto(url, wait_until="commit")
        box = page.locator("topic-feed > section").bounding_box()
        assert box
        assert (box["x"], box["width"]) == (0, 600)
        pictures.append((box["height"], page.screenshot(clip=box, animations="disabled")))
        assert complaints == ["siap"]
    assert pictures[0] == pictures[1]


def test_nothing_of_it_leaks_into_the_page(context: BrowserContext, world: Hosts) -> None:
    head = "<script>window.before = Object.getOwnPropertyNames(window)</script>"
    body = '<p class="tf-title topic-feed" id="mine">Milik saya</p><ol class="tf-entries"><li>satu</li></ol>'
    alone, host = world.page(body, head=head), world.page(body + component(world), head=head)
    told = """() => [getComputedStyle(mine), getComputedStyle(document.querySelector('ol'))]
        .map(style => [...style].map(name => style.getPropertyValue(name)).join())"""
    first, second = Look(context, alone, wait=""), Look(context, host)
    assert first.page.evaluate(told) == second.page.evaluate(told)
    added = "Object.getOwnPropertyNames(window).filter(name => ![...before, 'before'].includes(name))"
    assert second.page.evaluate(added) == []
    assert second.page.evaluate("document.adoptedStyleSheets.length + document.styleSheets.length") == 0
    html = second.page.locator("topic-feed").evaluate("one => one.outerHTML")
    assert html == component(world).partition("</script>")[2].replace('pilkada-2024" >', 'pilkada-2024">')


def test_without_script_or_wire_the_page_keeps_what_it_had(
    browser: Browser, context: BrowserContext, world: Hosts
) -> None:
    still = browser.new_context(java_script_enabled=False)
    page = still.new_page()
    page.goto(world.page(component(world)))
    assert page.get_by_text(FALLBACK).is_visible()
    still.close()
    lost = component(world).replace("pilkada-2024", "tidak-ada")
    for body in (component(world).replace("/embed.js", "/hilang.js"), lost):
        page = context.new_page()
        page.goto(world.page(body), wait_until="networkidle")
        assert page.get_by_text(FALLBACK).is_visible()


def test_only_pages_that_the_operator_names_may_show_it(context: BrowserContext, world: Hosts) -> None:
    body = component(world).replace("pilkada-2024", "sumsel") + frame(world, "/embed/sumsel")
    allowed = Look(context, world.page(body))
    assert frame_in(allowed.page).locator(".tf-entry").count() == 5
    refused = Look(context, world.page(body, name="lain"), wait="")
    refused.page.wait_for_load_state("networkidle")
    assert [one.url for one in refused.page.frames[1:]] == ["chrome-error://chromewebdata/"]
    assert refused.page.get_by_text(FALLBACK).is_visible()


def test_no_other_page_of_ours_can_be_framed(context: BrowserContext, world: Hosts) -> None:
    paths = ("/", "/all", "/embed", "/topics/pilkada-2024", "/status", f"{TOPIC}.html", "/about")
    look = Look(context, world.page("".join(frame(world, path) for path in paths)), wait="")
    look.page.wait_for_load_state("networkidle")
    assert [one.url for one in look.page.frames[1:]] == ["chrome-error://chromewebdata/"] * len(paths)


def test_page_that_breaks_out_of_frames_shows_it_all_the_same(context: BrowserContext, world: Hosts) -> None:
    bust = "<script>if (top !== self) top.location = self.location</script>"
    inner = world.page(component(world) + frame(world), head=bust)
    look = Look(context, world.page(f'<iframe src="{inner}"></iframe>'), wait="")
    look.page.wait_for_url(inner)
    look.page.locator("topic-feed .tf-entry").first.wait_for()
    frame_in(look.page).locator(".tf-entry").first.wait_for()
    assert look.page.url == inner


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


@pytest.mark.parametrize("width", [240, 600, 1100])
def test_embed_keeps_within_its_frame_and_still(width: int, context: BrowserContext, world: Hosts) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 700})
    for query in (
        "",
        "?layout=cards&count=9",
        "?layout=compact",
        "?layout=ticker",
        "?density=airy&radius=24",
        "?count=99",
    ):
        page.goto(world.wire + TOPIC + query)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, query


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


def _violations(where: Page | Frame) -> list[str]:
    found = Axe().run(where).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme: Any, browser: Browser, world: Hosts) -> None:
    made = browser.new_context(
        color_scheme=scheme, viewport={"width": 390 if scheme == "dark" else 1280, "height": 900}
    )
    page = made.new_page()
    queries = (
        "?layout=ticker&lang=en",
        "?layout=cards&accent=kuning&count=9",
        "?layout=compact&paper=777777&accent=888888",
        "?count=99",
    )
    for path in (*(TOPIC + query for query in queries), "/embed?layout=cards&ink=zz"):
        page.goto(world.wire + path)
        assert _violations(page) == [], path
    host = "<main><h1>Tuan rumah</h1>"
    page.goto(world.page(f"{host}{component(world)}</main>"))
    page.locator("topic-feed .tf-entry").first.wait_for()
    assert _violations(page) == []
    page.evaluate(_UNNAME)
    assert _violations(page) != []
    made.close()
