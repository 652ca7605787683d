"""Embeds in a real Chromium, on pages that belong to others: some strict, some hostile."""

from playwright.sync_api import Browser, BrowserContext

from tests.edges.embeds.standing import FALLBACK, TOPIC, Look, component, frame, frame_in, strict
from tests.edges.hosts import Hosts

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
