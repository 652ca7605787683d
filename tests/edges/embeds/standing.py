"""How embeds stand in pages of others, and a page that is watched."""

from playwright.sync_api import BrowserContext, Frame, Page, Request

from tests.edges.hosts import Hosts
from tests.edges.site import FEEDS_YAML

HOST = "https://tuan-rumah.example"
LIMITED = FEEDS_YAML.replace(
    "slug: sumsel,", f'slug: sumsel, embed: {{frame_ancestors: ["{HOST}", "https://*.desa.example"]}},'
).replace("slug: kosong,", "slug: kosong, embed: {frame_ancestors: []},")
"""Some topics may be shown by some sites alone, one by none."""
YAML = FEEDS_YAML.replace("slug: sumsel,", 'slug: sumsel, embed: {frame_ancestors: ["TUAN"]},')
TOPIC = "/embed/pilkada-2024"
FALLBACK = "Berita pilkada di Kabar Uji"
_WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective));
"""


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
