"""The pages in a real Chromium: nothing moves, nothing sticks out, nobody else is asked."""

import json
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Request, Route

from tests.edges.browser import chromium, require_chromium, served
from tests.edges.site import Site, fill, news, site

PAGES = (
    "/", "/all", "/topics/pilkada-2024", "/stories/banjir", "/sources/palpres", "/sources", "/status", "/about",
    "/langganan", "/places", "/nowhere",
)  # fmt: skip
WIDTHS = (360, 768, 1440)
PICTURES = "cdn.example"

_WATCH = """
window.shifts = [];
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifts.push(entry.value); })
  .observe({type: 'layout-shift', buffered: true});
window.violations = [];
document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
"""

_MISBEHAVE = """
async () => {
  scrollTo(0, 0);
  document.body.insertAdjacentHTML('afterbegin', '<div><img src=x onerror="document.title=1"></div>');
  document.body.firstChild.style = 'height: 200px; width: 900px';
  await new Promise(done => setTimeout(done, 500));
}
"""

_SCROLL = """
async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 700) {
    scrollTo(0, y);
    await new Promise(requestAnimationFrame);
  }
  const come = image => image.complete || new Promise(done => { image.onload = image.onerror = done; });
  await Promise.all([...document.images].map(come));
  await new Promise(requestAnimationFrame);
}
"""

# WCAG 2.2 §1.4.3. Pictures are no ground for text here, so the nearest painted ancestor is.
_CONTRASTS = """
() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * x + .7152 * y + .0722 * z;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = numbers(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    throw new Error('no ground');
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) poor.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  return poor;
}
"""


class Look:
    """A page that is watched: what it complained of, and whom it asked besides us, since it was opened."""

    def __init__(self, context: BrowserContext, origin: str, width: int = 1280) -> None:
        self.page = context.new_page()
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.add_init_script(_WATCH)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note)
        self.complaints: list[str] = []
        self.foreign: list[Request] = []
        self._origin = origin

    def open(self, path: str) -> None:
        """Opens a page and scrolls to its end, until every picture has come or failed."""
        self.complaints.clear()
        self.foreign.clear()
        self.page.goto(self._origin + path)
        self.page.evaluate(_SCROLL)

    def _note(self, request: Request) -> None:
        if not request.url.startswith(self._origin + "/"):
            self.foreign.append(request)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with site(tmp_path_factory.mktemp("site")) as place:
        _fill_with_oddities(place)
        with served(place.app) as address:
            yield address


def _fill_with_oddities(place: Site) -> None:
    fill(place)
    odd = {"image": f"https://{PICTURES}/rusak.jpg"}
    place.publish(
        news(1, guid="panjang", title="Pemilihankepaladaerah" * 30, summary="tanpaspasi" * 300),
        news(
            2, guid="kanan", title="كتابة طويلة من اليمين إلى اليسار", summary="نص قصير", language="ar", **odd
        ),
        news(3, guid="kosong", title="", summary="", **odd),
        news(
            4,
            guid="naskah",
            title="<script>document.title='pwned'</script>",
            summary="<img src=x onerror=alert(1)>",
        ),
    )
    long = {"title": "Banjirpalembang" * 20, "image": f"https://{PICTURES}/tinggi.jpg", "story": "banjir"}
    place.publish(
        news(3, key="banjir", id="https://b.example/1", guid="b1", **long),
        news(2, source="antara", guid="b2", follows=True, **long),
    )
    place.failed("antara", "http_503", "antara.example:443: " + "galat" * 100)


def _answer_picture(route: Route) -> None:
    """A picture of an odd shape, or none at all."""
    if "rusak" in route.request.url:
        route.fulfill(status=200, content_type="image/png", body=b"no picture")
    else:
        tall = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="900"><path d="M0 0h30v900H0z"/></svg>'
        )
        route.fulfill(status=200, content_type="image/svg+xml", body=tall)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(locale="id-ID")
    made.route(f"**://{PICTURES}/**", _answer_picture)
    yield made
    made.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_page_keeps_within_the_screen_stays_still_and_asks_nobody_else(
    width: int, context: BrowserContext, origin: str
) -> None:
    look = Look(context, origin, width)
    for path in PAGES:
        look.open(path)
        wide = look.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{path} sticks out {wide} px"
        assert look.page.evaluate("window.shifts") == [], path
        assert look.page.evaluate("window.violations") == [], path
        assert [one for one in look.complaints if not (path == "/nowhere" and "404" in one)] == [], path
        assert {(urlsplit(one.url).hostname, one.resource_type) for one in look.foreign} <= {
            (PICTURES, "image")
        }
        assert [one.headers["referer"] for one in look.foreign if "referer" in one.headers] == []
        assert look.page.title() != "pwned"
    assert context.cookies() == []
    assert context.storage_state()["origins"] == []


def test_pictures_are_asked_for_where_their_publishers_keep_them(
    context: BrowserContext, origin: str
) -> None:
    look = Look(context, origin)
    look.open("/topics/pilkada-2024")
    assert any(one.url == f"https://{PICTURES}/1.jpg" for one in look.foreign)


def test_positive_control_what_is_watched_for_is_seen_when_it_happens(
    context: BrowserContext, origin: str
) -> None:
    look = Look(context, origin, 360)
    look.open("/about")
    look.page.evaluate(_MISBEHAVE)
    assert look.page.evaluate("window.shifts") != []
    assert look.page.evaluate("window.violations") != []
    assert look.page.evaluate("document.documentElement.scrollWidth") > 360
    assert any("Content Security Policy" in one for one in look.complaints)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(
    scheme: Literal["light", "dark"], browser: Browser, origin: str
) -> None:
    page = browser.new_page(color_scheme=scheme)
    for path in PAGES:
        page.goto(origin + path)
        assert page.evaluate(_CONTRASTS) == [], path
    page.evaluate(
        "document.querySelector('h1').style.color = getComputedStyle(document.body).backgroundColor"
    )
    assert page.evaluate(_CONTRASTS) != []
    page.close()


def test_keyboard_reaches_the_content_first_and_shows_where_it_is(
    context: BrowserContext, origin: str
) -> None:
    page = context.new_page()
    page.goto(origin + "/topics/pilkada-2024")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Langsung ke isi"
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style == ["solid", "3px"]


def test_page_is_small(context: BrowserContext, origin: str) -> None:
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda one: sizes.update({one.url: one.sizes()["responseBodySize"]}))
    page.goto(origin + "/", wait_until="networkidle")
    ours = {url: size for url, size in sizes.items() if url.startswith(origin)}
    assert sum(ours.values()) <= 60_000, json.dumps(ours)
