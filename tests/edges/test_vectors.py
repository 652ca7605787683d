"""Script vectors through every field and every view, in Chromium: none runs, with our policies or without."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.edges.attack import FEEDS, LINES, PACKS, PAGES, TOPICS, VECTORS, fill_with_vectors, yaml
from tests.edges.browser import chromium, require_chromium
from tests.edges.every import FOR_PROGRAMS, endpoint_of
from tests.edges.hosts import NAMES_STAY_HERE, Hosts, hosts
from tests.edges.html import faults_of
from tests.edges.vectors import CALL

LAYOUTS = ("list", "cards", "compact", "ticker", "cards&images=off&lang=en")
# Every element is touched as a reader would touch it, and as no reader could.
_TOUCH = """
async () => {
  const touch = root => {
    for (const one of root.querySelectorAll('*')) {
      for (const name of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle', 'animationstart',
                          'pointerdown'])
        one.dispatchEvent(new Event(name));
      if (one.href && !/^https?:/.test(one.href)) one.click();
      if (one.shadowRoot) touch(one.shadowRoot);
    }
  };
  touch(document);
  await new Promise(done => setTimeout(done, 50));
}
"""
_COME = """
() => [...document.querySelectorAll('topic-feed')].every(one => one.shadowRoot?.firstChild?.localName === 'section')
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium(NAMES_STAY_HERE) as started:
        yield started


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("hosts"), yaml()) as made:
        fill_with_vectors(made.place)
        yield made


def embeds(world: Hosts) -> list[str]:
    """Pages of another site with every layout of an embed: framed, as components, as snippets and as oEmbed."""
    shown = [("vektor-0", layout) for layout in LAYOUTS[:-1]] + [(topic, LAYOUTS[-1]) for topic in TOPICS]
    paths = [f"{topic}{{}}?count=20&layout={layout}" for topic, layout in shown]
    client = world.place.client
    frames = "".join(f'<iframe src="{world.wire}/embed/{path.format("")}"></iframe>' for path in paths)
    components = "".join(
        f'<topic-feed topic="{topic}" count="20" {layout.replace("&", " ").join(("layout=", ""))}></topic-feed>'
        for topic, layout in shown
    )
    snippets = "".join(client.get(f"/embed/{path.format('.html')}").text for path in paths)
    told = [client.get(f"/oembed?url={world.wire}/topics/{topic}").get_json()["html"] for topic in TOPICS]
    script = f'<script async src="{world.wire}/embed.js"></script>'
    bodies = (frames, components + script, snippets, "".join(told))
    return [world.page(body) for body in bodies]


def opened(context: BrowserContext, fired: list[str]) -> Page:
    """A page that notices what runs."""
    page = context.new_page()
    page.on("dialog", lambda dialog: fired.append(dialog.message))
    return page


@pytest.mark.parametrize("bypassed", [True, False])
def test_no_vector_runs_anywhere(bypassed: bool, browser: Browser, world: Hosts) -> None:
    hostile = f'/embed?count=<img src=x onerror={CALL}>&paper="><script>{CALL}</script>&topic={TOPICS[1]}'
    searches = [f"/search?q={quote(line)}" for line in LINES[:5]]
    fired: list[str] = []
    with browser.new_context(bypass_csp=bypassed, viewport={"width": 800, "height": 1200}) as context:
        context.expose_function("fired", lambda: fired.append("!"))
        page = opened(context, fired)
        for path in (*PAGES, *FEEDS, hostile, *searches):
            page.goto(world.wire + path)
            page.evaluate(_TOUCH)
        assert fired == []
        for url in embeds(world):
            page.goto(url)
            page.wait_for_function(_COME)
            for frame in page.frames:
                frame.evaluate(_TOUCH)
    assert fired == []


def test_every_view_holds_every_vector_as_text(world: Hosts) -> None:
    assert len(VECTORS) >= 300
    client, routes = world.place.client, world.place.app.url_map.bind("")
    asked = {rule.endpoint for rule in world.place.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert (
        asked - {endpoint_of(routes, path) for path in (*PAGES, "/embed/x") if path != "/nowhere"}
        <= FOR_PROGRAMS
    )
    for path, is_full in PAGES.items():
        answer = client.get(path, headers={"Sec-Fetch-Dest": "document"})
        text = answer.text
        assert path == "/embed" or faults_of(text) == [], path
        assert text.count(CALL) >= len(VECTORS), path
        main = text.partition("<main")[2].partition("</main>")[0]
        assert not is_full or main.count(CALL) >= len(VECTORS), path
    for line in LINES:
        assert faults_of(client.get("/search", query_string={"q": line}).text) == [], line


def test_positive_control_the_same_words_run_where_they_are_let_in(browser: Browser, world: Hosts) -> None:
    """As text and in attributes; each in a page of its own: an open comment or style would swallow those behind it."""
    raw = [
        world.page(form.format(words))
        for form, some in (
            ("<p>{}</p>", PACKS),
            ('<b title="{}">x</b>', PACKS[:6]),
            ("<b title='{}'>x</b>", PACKS[6:12]),
        )
        for words in some
    ]
    fired: list[str] = []
    with browser.new_context() as context:
        context.expose_function("fired", lambda: fired.append("!"))
        page = opened(context, fired)
        page.goto(world.page("".join(f'<iframe src="{url}"></iframe>' for url in raw)))
        for frame in page.frames:
            frame.evaluate(_TOUCH)
    assert len(fired) >= 300
