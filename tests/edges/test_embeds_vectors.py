"""Script vectors through every field and form of an embed, in Chromium: none runs, with our policy or without."""

import json
from collections.abc import Iterator
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Page

from tests.edges.browser import chromium, require_chromium
from tests.edges.hosts import NAMES_STAY_HERE, Hosts, hosts
from tests.edges.site import HOME, news
from tests.edges.vectors import CALL, addresses, vectors

PER_EMBED = 20
VECTORS = vectors()
TOPICS = tuple(f"vektor-{number}" for number in range((len(VECTORS) + PER_EMBED - 1) // PER_EMBED))
# Every element is touched as a reader would touch it, and as no reader could.
_TOUCH = """
async () => {
  const touch = root => {
    for (const one of root.querySelectorAll('*')) {
      for (const name of ['mouseover', 'mouseenter',
 'focus', 'error', 'load', 'toggle', 'animationstart', 'pointerdown'])
        one.dispatchEvent(new Event(name));
      if (one.href && !/^https?:/.test(one.href)) one.click();
      if (one.shadowRoot) touch(one.shadowRoot);
    }
  };
  touch(document);
  await new Promise(done => setTimeout(done, 50));
  return document.querySelectorAll('[onerror], [onload], [style], [srcdoc]').length;
}
"""


def _yaml() -> str:
    """Names that the operator copied from somewhere are vectors too."""
    named = zip(TOPICS, cycle(VECTORS), strict=False)
    topics = [
        {"slug": slug, "title": title, "description": title, "match": {"any": [slug]}}
        for slug, title in named
    ]
    sources = [
        {"slug": "palpres", "title": VECTORS[0], "url": "https://palpres.example/rss"},
        {"slug": "antara", "title": VECTORS[40], "url": "https://antara.example/rss"},
        {"slug": "baru", "title": VECTORS[7], "url": "https://baru.example/rss"},
    ]
    site = {"title": VECTORS[11], "url": HOME, "description": VECTORS[3]}
    return json.dumps({"site": site, "topics": topics, "sources": sources}) + "\n"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_chromium()
    with chromium(NAMES_STAY_HERE) as started:
        yield started


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(tmp_path_factory.mktemp("hosts"), _yaml()) as made:
        made.place.answered("palpres", "antara")
        links = cycle(addresses())
        entries = []
        for number, vector in enumerate(VECTORS):
            entry = news(number, title=vector, summary=vector, content=vector, image=next(links), language=vector[:8],
                         url=next(links), source="antara" if number % 2 else "palpres", guid=f"{number} {vector}",
                         topics=(TOPICS[number // PER_EMBED],))  # fmt: skip
            entries.append(entry)
        made.place.publish(*entries)
        yield made


def views(world: Hosts) -> list[str]:
    """Pages of another site with every topic: framed, as components, as snippets and as oEmbed; and the builder."""
    frames = {
        query: "".join(
            f'<iframe src="{world.wire}/embed/{slug}?count=20&{query}"></iframe>' for slug in TOPICS
        )
        for query in ("", "layout=cards&lang=en")
    }
    components = "".join(
        f'<topic-feed topic="{slug}" count="20" layout="cards"></topic-feed>' for slug in TOPICS
    )
    client = world.place.client
    snippets = "".join(client.get(f"/embed/{slug}.html?count=20&layout=cards").text for slug in TOPICS)
    told = [client.get(f"/oembed?url={world.wire}/topics/{slug}").get_json()["html"] for slug in TOPICS[:4]]
    hostile = f'{world.wire}/embed?count=<img src=x onerror={CALL}>&paper="><script>{CALL}</script>&topic={TOPICS[1]}'
    return [
        *(world.page(body) for body in frames.values()),
        world.page(f'{components}<script async src="{world.wire}/embed.js"></script>'),
        world.page(snippets),
        world.page("".join(told)),
        hostile,
    ]


@pytest.mark.parametrize("bypassed", [True, False])
def test_no_vector_runs_anywhere(bypassed: bool, browser: Browser, world: Hosts) -> None:
    assert len(VECTORS) >= 300
    context = browser.new_context(bypass_csp=bypassed, viewport={"width": 800, "height": 1200})
    fired: list[str] = []
    context.expose_function("fired", lambda: fired.append("!"))
    seen = 0
    # Where the policy would stop it anyway, the forms that run in pages with policies of their own are enough.
    for view in views(world) if bypassed else views(world)[:3]:
        page = context.new_page()
        page.on("dialog", lambda dialog: fired.append(dialog.message))
        page.goto(view, wait_until="networkidle")
        seen += _entries(page)
        assert [frame.evaluate(_TOUCH) for frame in page.frames if frame.url.startswith("http")].count(0) > 0
        page.close()
    assert fired == []
    assert seen >= (4 if bypassed else 3) * len(VECTORS)
    context.close()


def _entries(page: Page) -> int:
    return sum(frame.locator(".tf-entry").count() for frame in page.frames if frame.url.startswith("http"))


def test_positive_control_the_same_vectors_run_where_they_are_let_in(browser: Browser, world: Hosts) -> None:
    """Each in a page of its own: an open comment or style would swallow those behind it."""
    context = browser.new_context()
    fired: list[str] = []
    context.expose_function("fired", lambda: fired.append("!"))
    raw = [world.page(one) for one in VECTORS[:: len(VECTORS) // 60]]
    page = context.new_page()
    page.goto(world.page("".join(f'<iframe src="{url}"></iframe>' for url in raw)), wait_until="networkidle")
    for frame in page.frames:
        frame.evaluate(_TOUCH)
    assert len(fired) >= 20
    context.close()
