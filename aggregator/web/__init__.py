"""The only Flask: feeds and pages, read from the store. No request writes, sets a cookie or leaves the machine."""

from contextlib import suppress
from time import monotonic

from flask import Flask, Response
from jinja2 import StrictUndefined

from aggregator.errors import StoreError
from aggregator.runtime import Runtime
from aggregator.web import assets, embeds, feeds, health, metrics, pages, searching

FOLLOW_SECONDS = 2
"""How long a changed configuration may go unnoticed by a process that serves."""

# Everything a page loads is ours, but for publishers' images; nothing is inline, nothing may frame us.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' https: http: data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def create_app(rt: Runtime) -> Flask:
    """The WSGI application over an open runtime."""
    app = Flask(__name__, static_folder=None)
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # merging redirects to the host that the client names
    published = feeds.Feeds(rt)
    app.register_blueprint(feeds.blueprint(rt, published))
    app.register_blueprint(health.blueprint(rt))
    app.register_blueprint(metrics.blueprint(rt))
    app.register_blueprint(pages.blueprint(rt, published))
    app.register_blueprint(searching.blueprint(rt))
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(embeds.blueprint(rt))
    app.before_request(_Follower(rt).follow)
    app.after_request(_harden)
    return app


class _Follower:
    """Lets this process follow the configuration file: looks at it with a request, but not with every one."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._looked = monotonic()

    def follow(self) -> None:
        now = monotonic()
        if now - self._looked >= FOLLOW_SECONDS:
            self._looked = now
            with suppress(StoreError):  # readers still get what there is
                self._rt.look_again()


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return response
