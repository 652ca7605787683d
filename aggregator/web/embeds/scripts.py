"""Our scripts for other people's pages, put together from their parts."""

import json
import re
from functools import cache
from pathlib import Path

from aggregator.web.answers import Rendered, rendered

_FOLDER = Path(__file__).parents[1] / "static"
_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
_TYPE = "text/javascript; charset=utf-8"


@cache
def component(site_url: str) -> Rendered:
    """`/embed.js`: it asks at the configured address, wherever a copy of it lies; without one, where it came from."""
    return _joined(f"const SITE = {json.dumps(site_url)};\n", "embed-ticker.js", "embed-component.js")


@cache
def frame() -> Rendered:
    """What runs inside our own frame."""
    return _joined("", "embed-ticker.js", "embed-frame.js")


def frame_path() -> str:
    """Where this version of it is served."""
    return f"/embed-frame/{frame().etag[:12]}.js"


def _joined(head: str, *names: str) -> Rendered:
    parts = (_COMMENT.sub("", (_FOLDER / name).read_text(encoding="utf-8")) for name in names)
    body = f'(() => {{\n"use strict";\n{head}{"".join(parts)}}})();\n'
    return rendered(body.encode(), _TYPE)
