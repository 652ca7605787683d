"""Our own few files, each under an address that holds a digest of its content: browsers keep them for ever."""

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort

from aggregator.web.answers import Rendered, answer, rendered

_FOLDER = Path(__file__).with_name("static")
_STYLESHEET = str.split("ground masthead entry front listings story sources prose foot print")
"""The parts of `site.css`, in the order in which they stand there: what is further down prevails."""
_YEAR_SECONDS = 365 * 24 * 3600
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@cache
def _files() -> dict[str, Rendered]:
    stylesheet = b"\n".join((_FOLDER / "site" / f"{part}.css").read_bytes() for part in _STYLESHEET)
    single = {file.name: file.read_bytes() for file in _FOLDER.iterdir() if file.suffix in _TYPES}
    files = {"site.css": stylesheet, **single}
    return {name: rendered(content, _TYPES[Path(name).suffix]) for name, content in files.items()}


def asset_path(name: str) -> str:
    """Where this version of a file is served, such as `/assets/0123456789ab/site.css`."""
    return f"/assets/{_version(name)}/{name}"


def _version(name: str) -> str:
    return _files()[name].etag[:12]


def blueprint() -> Blueprint:
    """The route of the files."""
    routes = Blueprint("assets", __name__)

    @routes.get("/assets/<version>/<name>")
    def asset(version: str, name: str) -> Response:
        file = _files().get(name) or abort(404)
        is_this_version = version == _version(name)
        # During an upgrade a page of the other version may ask here: it gets what there is, but does not keep it.
        response = answer(file, _YEAR_SECONDS if is_this_version else 0)
        response.cache_control.immutable = is_this_version
        return response

    return routes
