"""Pictures of every page and embed for docs/images/: the demo's newsroom, polled and served by the real code.

python -m tests.screenshots [FOLDER]
"""

import asyncio
import base64
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, Route

from aggregator import demo
from aggregator.cli.opening import open_polling_runtime, open_runtime
from aggregator.cli.options import Options
from aggregator.poller import Poller
from aggregator.reload import adopt
from aggregator.runtime import Runtime
from aggregator.store import listings
from aggregator.web import create_app
from tests.edges.browser import chromium, served
from tests.hosting import HOST, host_page

HOME = "https://kabar.example.org"
PAGES = {
    "front": "/",
    "front-english": "/en/",
    "all": "/all",
    "topic": "/topics/pilkada-2024",
    "story": "/stories/{story}",
    "entry": "/stories/{entry}",
    "source": "/sources/songket-digital",
    "sources": "/sources",
    "place": "/places/palembang",
    "places": "/places",
    "search": "/search?q=palembang",
    "archive": "/all/archive",
    "month": "/all/archive/{month}",
    "terpopuler": "/terpopuler",
    "pilihan": "/pilihan",
    "status": "/status",
    "about": "/about",
    "subscribe": "/langganan",
    "invitation": "/topics/pilkada-2024.atom",
    "builder": "/embed?topic=pilkada-2024&layout=cards&count=4&accent=biru",
    "refusal": "/nowhere",
    "english": "/en/",
}
DARK = {"front", "topic", "story", "status"}
SIZES = {"desktop": (1280, 1400, 1.0), "phone": (390, 844, 1.5)}
EMBEDS = ("list", "cards", "compact", "ticker", "component")
QUALITY = 72
"""Of WebP: lower, and the paper's grain shows in flat grounds."""
LARGEST = 150_000
NOTES = ("Bacaan akhir pekan", "", "", "")
"""Of the editor's picks, as many as there are."""
_PICTURES_ON_LOOPBACK = "--disable-features=LocalNetworkAccessChecks"
"""A page of another site may not ask loopback for pictures, where the demo's papers are."""


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The wire over the demo's newsroom: where it is served, and the keys of a story and of an entry alone."""

    origin: str
    story: str
    entry: str

    def url(self, path: str) -> str:
        """Where this page is; `{story}`, `{entry}` and `{month}` stand for what is there today."""
        filled = path.format(story=self.story, entry=self.entry, month=f"{datetime.now(UTC):%Y-%m}")
        return self.origin + filled


def main(folder: Path) -> None:
    """Takes every page in every size, light; some dark as well; and every embed on a page of somebody else."""
    folder.mkdir(parents=True, exist_ok=True)
    with newsroom_site() as room, chromium(_PICTURES_ON_LOOPBACK) as browser:
        for name, path in PAGES.items():
            for size in SIZES:
                for scheme in ("light", "dark") if name in DARK else ("light",):
                    shoot(
                        browser, room.url(path), folder / f"{_named(name, size, scheme)}.webp", size, scheme
                    )
        for layout in EMBEDS:
            shoot_embed(browser, room, layout, folder, "desktop", "light")
        shoot_embed(browser, room, "cards", folder, "desktop", "dark")
        shoot_embed(browser, room, "list", folder, "phone", "light")
    (folder / "README.md").write_text(gallery(folder), encoding="utf-8")
    print(f"{sum(file.stat().st_size for file in folder.iterdir()) // 1000} kB together")


def gallery(folder: Path) -> str:
    """A page that shows them all, for those who open the folder."""
    rows = [
        "# Every page and embed",
        "",
        "Made by `python -m tests.screenshots` from the demo's newsroom.",
        "",
    ]
    for file in sorted(
        folder.glob("*-desktop.webp"), key=lambda one: (one.name.startswith("embed"), one.name)
    ):
        name = file.name.removesuffix("-desktop.webp")
        others = (f"{name}-phone", f"{name}-desktop-dark", f"{name}-phone-dark")
        shown = [file.stem, *(one for one in others if (folder / f"{one}.webp").exists())]
        rows += [f"## {name}", "", " ".join(f"[![{one}]({one}.webp)]({one}.webp)" for one in shown), ""]
    return "\n".join(rows)


def _named(name: str, size: str, scheme: str) -> str:
    return f"{name}-{size}" + ("-dark" if scheme == "dark" else "")


@contextmanager
def newsroom_site() -> Iterator[Newsroom]:
    """The wire over the demo's newsroom, polled twice."""
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
            site_url=HOME,
            host="127.0.0.1",
            port=8000,
        )
        asyncio.run(_poll(options))
        _pick(options)
        with open_runtime(options) as rt, served(create_app(rt)) as origin:
            yield _look_around(rt, origin)


async def _poll(options: Options) -> None:
    async with open_polling_runtime(options) as rt:
        await adopt(rt)
        poller = Poller(rt, lambda report: None)
        await poller.run_once([source.slug for source in rt.settings.sources])
        await asyncio.sleep(8)  # the demo publishes meanwhile
        await poller.run_once([source.slug for source in rt.settings.sources])
        await poller.close()


def _pick(options: Options) -> None:
    """What an editor would put on top, of four papers."""
    with open_runtime(options) as rt, rt.store.read() as tx:
        pictured = {one.source: one.url for one in listings.latest(tx, limit=99, leads=True) if one.image}
    noted = zip(pictured.values(), NOTES, strict=False)
    picks = [{"url": url, **({"note": note} if note else {})} for url, note in noted]
    with options.config.open("a", encoding="utf-8") as file:
        file.write(f"\npicks: {json.dumps(picks)}\n")


def _look_around(rt: Runtime, origin: str) -> Newsroom:
    """The story with the most tellings and a picture, and the newest entry that nobody else tells."""
    with rt.store.read() as tx:
        leads = listings.latest(tx, limit=200, leads=True, full=False)
        told = {one.key: len(listings.latest(tx, story=one.story, limit=50, full=False)) for one in leads}
    shared = max(leads, key=lambda one: (min(told[one.key], 3), bool(one.image), told[one.key]))
    alone = next(one for one in leads if told[one.key] == 1 and one.image)
    return Newsroom(origin, shared.story, alone.story)


def shoot(browser: Browser, url: str, file: Path, size: str, scheme: str) -> None:
    """One page, as a reader sees it who has scrolled nowhere yet."""
    page = _opened(browser, size, scheme)
    page.goto(url, wait_until="networkidle")
    _keep(page, file)


def shoot_embed(browser: Browser, room: Newsroom, layout: str, folder: Path, size: str, scheme: str) -> None:
    """One embed on a school's page, by the code that the builder gives for it."""
    page = _opened(browser, size, scheme, whole=False)

    def from_here(route: Route) -> None:
        answer = route.fetch(url=route.request.url.replace(HOME, room.origin))
        route.fulfill(response=answer)

    page.route(f"{HOME}/**", from_here)
    page.route(
        f"{HOST}/**", lambda route: route.fulfill(body=host_page(layout, HOME), content_type="text/html")
    )
    page.goto(f"{HOST}/", wait_until="networkidle")
    if layout != "component":
        page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    _keep(page, folder / f"{_named(f'embed-{layout}', size, scheme)}.webp")


def _opened(browser: Browser, size: str, scheme: str, *, whole: bool = True) -> Page:
    width, height, scale = SIZES[size]
    return browser.new_page(
        viewport={"width": width, "height": height if whole else min(height, 800)},
        device_scale_factor=scale,
        color_scheme="dark" if scheme == "dark" else "light",
        locale="id-ID",
    )


def _keep(page: Page, file: Path) -> None:
    """As WebP, which only the browser's own protocol offers."""
    taken = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": QUALITY}
    )
    page.close()
    file.write_bytes(base64.b64decode(taken["data"]))
    print(f"{file}: {file.stat().st_size // 1000} kB")
    if file.stat().st_size > LARGEST:
        sys.exit(f"{file} is larger than {LARGEST // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/images"))
