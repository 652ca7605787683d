"""Other people's pages, on origins of their own: what embeds stand in when a real browser looks at them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, abort

from tests.edges.browser import served
from tests.edges.site import FEEDS_YAML, HOME, Site, site

NAMES_STAY_HERE = "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""For the browser: hosts under `.test` are this machine, and nothing else is anywhere."""


@dataclass
class Hosts:
    """A wire, and a server whose pages are made by the test, under as many names as it likes."""

    wire: str
    """The origin of the wire, which is its configured address."""
    place: Site
    port: int
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    def at(self, name: str) -> str:
        """An origin of another site."""
        return f"http://{name}.test:{self.port}"

    def page(self, body: str, policy: str = "", head: str = "", name: str = "tuan") -> str:
        """Where a page with this body is served, under this Content-Security-Policy."""
        path = str(len(self.pages))
        top = f"<head><meta charset=utf-8><title>Tuan rumah</title>{head}</head>"
        html = f"<!doctype html><html lang=id>{top}<body>{body}</body></html>"
        self.pages[path] = (html, policy)
        return f"{self.at(name)}/{path}"


@contextmanager
def hosts(folder: Path, yaml: str = FEEDS_YAML) -> Iterator[Hosts]:
    """The wire without news, and pages of others; in `yaml`, TUAN stands for the origin of the host `tuan`."""
    other = Flask("hosts")
    pages: dict[str, tuple[str, str]] = {}

    @other.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @other.get("/<path>")
    def page(path: str) -> Response:
        html, policy = pages.get(path) or abort(404)
        return Response(html, headers={"Content-Security-Policy": policy} if policy else {})

    with site(folder) as place, served(place.app) as origin, served(other) as others:
        ports = [urlsplit(one).port or 0 for one in (origin, others)]
        wire = f"http://kabar.test:{ports[0]}"
        written = yaml.replace(HOME, wire).replace("TUAN", f"http://tuan.test:{ports[1]}")
        place.config.write_text(written, encoding="utf-8")
        place.rt.look_again()
        assert place.rt.settings.site.url == wire
        yield Hosts(wire, place, ports[1], pages)
