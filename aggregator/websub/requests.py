"""What hub and subscriber ask each other: forms and query strings (§5), and the Link header (§4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from aggregator.urls import is_http_url

LONGEST_CALLBACK = 500
"""Characters. With a verification's own words it stays below one KiB: asking us is no way to flood others."""

LONGEST_TOPIC = 2048
LONGEST_SECRET = 199
"""Bytes: "less than 200" (§5.1)."""

_MODES = ("subscribe", "unsubscribe")
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody asks of a hub."""

    mode: str
    """`subscribe` or `unsubscribe`."""
    topic_url: str
    callback_url: str
    secret: str = field(default="", repr=False)
    """"" for none: then content is not signed."""
    lease_seconds: int | None = None

    @property
    def host(self) -> str:
        """The host that is asked to confirm it, and gets the deliveries."""
        return urlsplit(self.callback_url).hostname or ""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a request is refused, and what to do instead: the text of the answer."""

    text: str


def read_intent(form: Mapping[str, str]) -> Intent | Objection:
    """The request in a form, or what is wrong with it."""
    mode, topic_url, callback_url = (
        form.get(f"hub.{name}", "").strip() for name in ("mode", "topic", "callback")
    )
    secret, lease = form.get("hub.secret", ""), form.get("hub.lease_seconds", "").strip()
    checks = (
        (mode in _MODES, "hub.mode must be subscribe or unsubscribe."),
        (topic_url, "hub.topic is missing: it is the rel=self address of the feed."),
        (callback_url, "hub.callback is missing: it is the address where you take deliveries."),
        (len(topic_url) <= LONGEST_TOPIC, f"hub.topic is longer than {LONGEST_TOPIC} characters."),
        (_is_callback(callback_url), _CALLBACK),
        (
            len(secret.encode(errors="replace")) <= LONGEST_SECRET,
            "hub.secret must be less than 200 bytes long.",
        ),
        (not lease or (lease.isascii() and lease.isdigit()), "hub.lease_seconds must be a number."),
    )
    for holds, text in checks:
        if not holds:
            return Objection(text)
    return Intent(mode, topic_url, callback_url, secret, int(lease[:_MOST_DIGITS]) if lease else None)


_CALLBACK = (
    f"hub.callback must be an http or https address of at most {LONGEST_CALLBACK} characters, without user name, "
    "password and fragment."
)


def _is_callback(url: str) -> bool:
    if len(url) > LONGEST_CALLBACK or not url.isprintable() or not is_http_url(url):
        return False
    parts = urlsplit(url)
    return "@" not in parts.netloc and not parts.fragment


def addressed(callback_url: str, fields: Mapping[str, str | int]) -> str:
    """The callback with these fields (`mode`, `topic` …) behind what its query holds already (§5.3)."""
    query = urlencode({f"hub.{name}": value for name, value in fields.items()}, quote_via=quote)
    return f"{callback_url}{'&' if '?' in callback_url else '?'}{query}"


def subscription_form(intent: Intent) -> bytes:
    """The body of our request to a hub (§5.1)."""
    fields: dict[str, str | int] = {
        "hub.callback": intent.callback_url,
        "hub.mode": intent.mode,
        "hub.topic": intent.topic_url,
    }
    if intent.lease_seconds is not None:
        fields["hub.lease_seconds"] = intent.lease_seconds
    if intent.secret:
        fields["hub.secret"] = intent.secret
    return urlencode(fields).encode()


def ping_form(topic_url: str) -> bytes:
    """The body that tells another hub of a change. The specification leaves it open; all hubs take this one, under
    the older name of the address or the newer."""
    return urlencode({"hub.mode": "publish", "hub.url": topic_url, "hub.topic": topic_url}).encode()


def link_header(pairs: Iterable[tuple[str, str]]) -> str:
    """(rel, URL) pairs as the value of a Link header (RFC 8288)."""
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in pairs)
