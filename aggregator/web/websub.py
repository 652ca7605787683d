"""What other servers ask of us by WebSub: to be told of our feeds (the hub), and what they tell us (callbacks).

Nobody is asked anything from here: a request is noted, and the worker does what follows. There is nothing that a
browser could be made to forge: no cookie is read, and what is asked for is asked back.
"""

from flask import Blueprint, Response, request

from aggregator.config import HUB_PATH, OWN_HUB, Settings
from aggregator.documents import feed_at, find_listing
from aggregator.model import Asked, Subscriber
from aggregator.offers import CALLBACK_PATH
from aggregator.runtime import Runtime
from aggregator.store import Tx, subscribers
from aggregator.web.callbacks import RETRY_SECONDS, Callbacks, plain
from aggregator.websub import Intent, Objection, grant, link_header, objection_to, read_intent

LARGEST_FORM = 8 * 1024
_NAMED_IN = frozenset((200, 226, 304))
_FORM = "application/x-www-form-urlencoded"


def blueprint(rt: Runtime) -> Blueprint:
    """The routes of hub and callbacks."""
    routes = Blueprint("websub", __name__)
    callbacks = Callbacks(rt)

    @routes.post(HUB_PATH)
    def ask_hub() -> Response:
        return _ask_hub(rt)

    @routes.get(f"{CALLBACK_PATH}/<token>")
    def be_asked(token: str) -> Response:
        return callbacks.be_asked(token)

    @routes.post(f"{CALLBACK_PATH}/<token>")
    def be_told(token: str) -> Response:
        return callbacks.be_told(token)

    @routes.after_app_request
    def name_hub(response: Response) -> Response:
        """Says in the header of every feed that is pushed who tells of its changes, and under which name (§4)."""
        if response.status_code in _NAMED_IN and not request.query_string:
            path = response.headers.get("Content-Location", request.path)
            if links := _links(rt.settings, path):
                response.headers["Link"] = link_header(links)
        return response

    return routes


def _links(settings: Settings, path: str) -> tuple[tuple[str, str], ...]:
    own = f"{settings.site.url}{path}"
    return (("hub", settings.hub_url), ("self", own)) if settings.hub_url and feed_at(settings, own) else ()


def _ask_hub(rt: Runtime) -> Response:
    settings = rt.settings
    if settings.websub.hub != OWN_HUB:
        return plain(404, "There is no hub here. The feeds name the one that tells of their changes, if any.")
    if request.mimetype != _FORM:
        return plain(415, f"A request to a hub is a form: send it as {_FORM}.")
    if (request.content_length or LARGEST_FORM + 1) > LARGEST_FORM:
        return plain(413, f"A request to a hub has at most {LARGEST_FORM} bytes, and says how many.")
    intent = read_intent(request.form)
    if isinstance(intent, Objection):
        return plain(400, intent.text)
    return _note(rt, settings, intent)


def _note(rt: Runtime, settings: Settings, intent: Intent) -> Response:
    feed = feed_at(settings, intent.topic_url)
    if feed is None:
        return plain(400, f"hub.topic is no feed of this wire. Its feeds begin with {settings.site.url}/.")
    with rt.store.read() as tx:
        if intent.mode == "subscribe" and find_listing(tx, settings, feed[0]) is None:
            return plain(400, "hub.topic is no feed of this wire (any more).")
    with rt.store.write() as tx:
        objection = _ask(tx, rt, intent, feed)
    if objection:
        response = plain(503, f"{objection} Ask again later.")
        response.retry_after = RETRY_SECONDS
        return response
    return plain(202, "Noted. The callback is asked now whether it means it.")


def _ask(tx: Tx, rt: Runtime, intent: Intent, feed: tuple[str, str]) -> str:
    """Notes what is asked for; returns why not, or ""."""
    now = rt.now()
    one = Subscriber(
        id=subscribers.subscriber_id(intent.topic_url, intent.callback_url),
        topic_url=intent.topic_url,
        callback_url=intent.callback_url,
        host=intent.host,
    )
    held = subscribers.is_held(tx, one, now)
    if intent.mode == "unsubscribe" and not held:
        return ""  # what is asked for is so already
    objection = objection_to(subscribers.crowd(tx, one, now), held=held)
    if not objection:
        subscribers.count_request(tx, one, now)
        lease = round(grant(intent.lease_seconds).total_seconds())
        subscribers.ask(tx, one, Asked(intent.mode, intent.secret, lease), *feed, now)
    return objection
