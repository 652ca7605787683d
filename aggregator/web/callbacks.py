"""What hubs ask and send at our callbacks (WebSub §5.3, §7): answered at once, and done by the worker."""

from datetime import timedelta
from random import random

from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from aggregator.model import Subscription
from aggregator.runtime import Runtime
from aggregator.store import Tx, subscriptions
from aggregator.text import clean_characters
from aggregator.web.rejections import Rejections
from aggregator.websub import MOST_PENDING_SECONDS, is_signed, renewal

LONGEST_CHALLENGE = 1024
MOST_UNREAD = 8
"""Of one source. A hub that sends faster than we read is asked to wait."""

RETRY_SECONDS = 60
_DAY = timedelta(days=1)
_REFUSALS = {
    "asked_of_another_feed": (404, "That is not the feed that was asked for here."),
    "not_asked": (404, "That was not asked for here, or too long ago."),
    "no_challenge": (400, f"hub.challenge must have 1 to {LONGEST_CHALLENGE} characters."),
    "expired": (410, "The subscription has ended."),
    "unsigned": (403, "X-Hub-Signature is missing: the subscription has a secret."),
    "forged": (403, "X-Hub-Signature is not that of this content."),
    "replayed": (202, "This has come before."),  # a hub that missed our answer is right to send again
    "too_fast": (503, "More is waiting to be read than we take. Send it again later."),
}


class Callbacks:
    """The answers to hubs. Who does not know an address here learns that nothing is expected there."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._rejections = Rejections(rt)

    def be_asked(self, token: str) -> Response:
        """A hub asks whether we mean what we are said to have asked for: only if we just have (§5.3)."""
        one = self._find(token)
        if one is None:
            return _unknown()
        if problem := self._doubt(one):
            return self._refuse(one, problem)
        with self._rt.store.write() as tx:
            return self._agree(tx, one)

    def be_told(self, token: str) -> Response:
        """A hub sends what is new: kept for the worker if it is rightly signed, and told from a replay (§7, §8)."""
        one = self._find(token)
        if one is None:
            return _unknown()
        limit = self._rt.settings.limits.body
        try:
            request.max_content_length = limit
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return plain(413, f"Content is read up to {limit} bytes.")
        problem = self._objection(one, body) or self._keep(one, body)
        return self._refuse(one, problem) if problem else plain(202, "Thank you.")

    def _find(self, token: str) -> Subscription | None:
        with self._rt.store.read() as tx:
            return subscriptions.by_token(tx, token)

    def _doubt(self, one: Subscription) -> str:
        """Why a hub's question is not answered with yes, or ""."""
        mode, challenge = request.args.get("hub.mode", ""), request.args.get("hub.challenge", "")
        since = self._rt.now() - one.asked_at if one.asked_at else timedelta.max
        if request.args.get("hub.topic") != one.topic_url:
            return "asked_of_another_feed"
        if mode == "denied":
            return ""
        if mode != one.asked_mode or not mode or since > timedelta(seconds=MOST_PENDING_SECONDS):
            return "not_asked"
        return "" if 0 < len(challenge) <= LONGEST_CHALLENGE else "no_challenge"

    def _agree(self, tx: Tx, one: Subscription) -> Response:
        mode, now = request.args["hub.mode"], self._rt.now()
        if mode == "denied":
            reason = clean_characters(request.args.get("hub.reason", ""))[:200]
            subscriptions.deny(tx, one, f"denied: {reason}", now, now + _DAY)
            return plain(200, "Noted.")
        if mode == "subscribe":
            seconds = request.args.get("hub.lease_seconds", "")
            granted = int(seconds[:9]) if seconds.isascii() and seconds.isdigit() else None
            subscriptions.confirm(tx, one, *renewal(granted, random(), now))  # noqa: S311 - spread
        else:
            subscriptions.rest(tx, one)
        return Response(request.args["hub.challenge"], 200, content_type="text/plain; charset=utf-8")

    def _objection(self, one: Subscription, body: bytes) -> str:
        """Why a message does not count, or ""."""
        settings, header = self._rt.settings, request.headers.get("X-Hub-Signature", "")
        wanted = settings.websub.subscribe and settings.source(one.source)
        if not wanted or one.lease_until is None or one.lease_until <= self._rt.now():
            return "expired"
        if not header:
            return "unsigned"
        return "" if is_signed(header, one.secret, body) else "forged"

    def _keep(self, one: Subscription, body: bytes) -> str:
        """Stores what counts; returns why not, or ""."""
        with self._rt.store.write() as tx:
            if subscriptions.unread(tx, one.source) >= MOST_UNREAD:
                return "too_fast"
            kept = subscriptions.receive(tx, one, request.content_type or "", body, self._rt.now())
        return "" if kept else "replayed"

    def _refuse(self, one: Subscription, problem: str) -> Response:
        self._rejections.note(one, problem)
        status, text = _REFUSALS[problem]
        response = plain(status, text)
        if status == 503:
            response.retry_after = RETRY_SECONDS
        return response


def plain(status: int, text: str) -> Response:
    """An answer to a program, and to who reads its log."""
    response = Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")
    response.cache_control.no_store = True
    return response


def _unknown() -> Response:
    return plain(410, "Nothing is expected at this address.")
