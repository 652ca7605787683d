"""A real Chromium, and the site on a real socket for it to look at."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

CHROMIUM = Path(os.environ.get("AGGREGATOR_CHROMIUM", "/usr/bin/chromium"))
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"]


def require_chromium() -> None:
    """Skips the test where there is no Chromium; where CI=true, there must be one."""
    if CHROMIUM.exists():
        return
    reason = f"no browser at {CHROMIUM}: install chromium, or set AGGREGATOR_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(f"pages are not tested in a browser: {reason}")
    pytest.skip(reason)


@contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """A browser of its own, started with these arguments besides."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*_ARGUMENTS, *arguments])
        yield browser
        browser.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object) -> None:
        """What is served here is no news."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on loopback; the value is its origin."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, name="site", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
