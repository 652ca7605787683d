"""The only Flask: feeds and pages, read from the store. No request sets a cookie or leaves the machine, and none
writes but WebSub's, which other servers send."""

from flask import Flask, Response

from aggregator.runtime import Runtime
from aggregator.web import (
    archived,
    assets,
    embeds,
    feeds,
    health,
    localities,
    metrics,
    pages,
    reporting,
    searching,
    sitemaps,
    subscribing,
    websub,
)
from aggregator.web.delivery import Delivery
from aggregator.web.languages import InEnglish
from aggregator.web.watch import Watch

# Everything a page loads is ours, but for publishers' images; nothing is inline, nothing may frame us. No script is
# there to connect to anything: `connect-src` lets audits that act in a page's name read robots.txt.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' https: http: data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def create_app(rt: Runtime, look_seconds: float = 0) -> Flask:
    """The WSGI application over an open runtime.

    With `look_seconds` 0 what has changed in the store shows at once. Else it is looked for so often, and who asks for
    what others just asked for gets the document before while it is rendered anew.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # merging redirects to the host that the client names
    published = feeds.Feeds(rt)
    app.register_blueprint(feeds.blueprint(rt, published))
    app.register_blueprint(health.blueprint(rt))
    app.register_blueprint(metrics.blueprint(rt))
    app.register_blueprint(pages.blueprint(rt, published))
    app.register_blueprint(archived.blueprint(rt))
    app.register_blueprint(localities.blueprint(rt))
    app.register_blueprint(reporting.blueprint(rt))
    app.register_blueprint(searching.blueprint(rt))
    app.register_blueprint(sitemaps.blueprint(rt))
    app.register_blueprint(subscribing.blueprint(rt))
    app.register_blueprint(assets.blueprint())
    app.register_blueprint(embeds.blueprint(rt))
    app.register_blueprint(websub.blueprint(rt))
    app.after_request(_harden)
    pages_in_both = InEnglish(app.wsgi_app)
    delivery = Delivery(pages_in_both, Watch(rt, look_seconds), lambda: rt.settings, behind=look_seconds > 0)
    app.wsgi_app = delivery  # type: ignore[method-assign]  # the way that Flask documents
    return app


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    return response
