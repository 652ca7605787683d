"""Pictures of the pages for docs/images/: the demo's newsroom, polled and served by the real code.

python -m tests.screenshots [FOLDER]
"""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from aggregator import demo
from aggregator.cli.opening import open_polling_runtime, open_runtime
from aggregator.cli.options import Options
from aggregator.poller import Poller
from aggregator.reload import adopt
from aggregator.web import create_app
from tests.edges.browser import chromium, served

PAGES = {
    "front": "/",
    "topic": "/topics/pilkada-2024",
    "status": "/status",
    "source": "/sources/songket-digital",
    "story": "",
    "place": "/places/palembang",
    "subscribe": "/langganan",
}
"""The story is one that papers share: which, is only known when they have been polled."""
DARK = {"front", "topic", "story"}
SIZES = {"desktop": (1280, 1500, 1), "phone": (390, 844, 2)}
LARGEST = 400_000


def main(folder: Path) -> None:
    """Takes every page in every size, light; some dark as well."""
    folder.mkdir(parents=True, exist_ok=True)
    with newsroom_site() as origin, chromium() as browser:
        for page, path in {**PAGES, "story": a_story(browser, origin)}.items():
            for size in SIZES:
                shoot(browser, origin + path, folder / f"{page}-{size}.png", size, "light")
                if page in DARK:
                    shoot(browser, origin + path, folder / f"{page}-{size}-dark.png", size, "dark")


def a_story(browser: Browser, origin: str) -> str:
    """The path of the newest story that several papers tell."""
    page = browser.new_page()
    page.goto(origin + "/all")
    found = page.locator("a[href^='/stories/']").first.get_attribute("href")
    page.close()
    return found or sys.exit("no two papers tell the same")


@contextmanager
def newsroom_site() -> Iterator[str]:
    """The wire over the demo's newsroom, polled twice; the value is where it is served."""
    with (
        tempfile.TemporaryDirectory() as name,
        demo.serve(seed=2024, now=lambda: datetime.now(UTC), interval=1) as room,
    ):
        folder = Path(name)
        (folder / "feeds.yaml").write_text(demo.feeds_yaml(room), encoding="utf-8")
        options = Options(
            config=folder / "feeds.yaml",
            database_url=f"sqlite:///{folder}/wire.db",
            allow_addresses="",
            site_url="https://kabar.example.org",
            host="127.0.0.1",
            port=8000,
        )
        asyncio.run(_poll(options))
        with open_runtime(options) as rt, served(create_app(rt)) as origin:
            yield origin


async def _poll(options: Options) -> None:
    async with open_polling_runtime(options) as rt:
        await adopt(rt)
        poller = Poller(rt, lambda report: None)
        await poller.run_once([source.slug for source in rt.settings.sources])
        await asyncio.sleep(8)  # the demo publishes meanwhile
        await poller.run_once([source.slug for source in rt.settings.sources])
        await poller.close()


def shoot(browser: Browser, url: str, file: Path, size: str, scheme: str) -> None:
    """One page, as a reader sees it who has scrolled nowhere yet."""
    width, height, scale = SIZES[size]
    page = browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=scale,
        color_scheme="dark" if scheme == "dark" else "light",
        locale="id-ID",
    )
    page.goto(url, wait_until="networkidle")
    page.screenshot(path=file)
    page.close()
    print(f"{file}: {file.stat().st_size // 1000} kB")
    if file.stat().st_size > LARGEST:
        sys.exit(f"{file} is larger than {LARGEST // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/images"))
