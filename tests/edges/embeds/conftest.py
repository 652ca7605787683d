"""Wires with news: for clients, and for a browser that looks at pages of others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.edges.browser import chromium, require_chromium
from tests.edges.embeds.standing import LIMITED, YAML
from tests.edges.hosts import NAMES_STAY_HERE, Hosts, hosts
from tests.edges.site import Site, fill, news, site


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Nobody publishes here."""
    with site(tmp_path_factory.mktemp("full"), LIMITED) as place:
        fill(place)
        yield place


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, LIMITED) as place:
        fill(place, 9)
        yield place


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
