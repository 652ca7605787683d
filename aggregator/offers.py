"""The hubs that sources name: which of them are asked to tell us, and where they would."""

import secrets
from datetime import datetime
from urllib.parse import urlsplit

from aggregator.config import Settings
from aggregator.http import AllowList
from aggregator.model import Processed, Source, Subscription
from aggregator.store import Tx, subscriptions

CALLBACK_PATH = "/websub/callback"
_TOKEN_BYTES = 32


def callback_url(settings: Settings, token: str) -> str:
    """Where a hub sends what is new of one source. Nobody who does not know it can guess it."""
    return f"{settings.site.url}{CALLBACK_PATH}/{token}"


def why_not(settings: Settings) -> str:
    """Why no hub is asked for anything, "" when they are."""
    if not settings.websub.subscribe:
        return "websub.subscribe is false"
    if not _may_carry_secrets(settings.site.url or "", settings):
        return "site.url is no https:// address, and hubs send where it leads"
    return ""


def take_note(tx: Tx, settings: Settings, source: Source, read: Processed, now: datetime) -> None:
    """Notes, with the poll that read it, which hub a source's document names, or that it names none."""
    topic_url = read.self_url or (source.url if "@" not in urlsplit(source.url).netloc else "")
    hub_url = best_hub(read.hubs, settings)
    if not (hub_url and topic_url):
        subscriptions.withdraw(tx, source.slug)
        return
    token, secret = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
    subscriptions.offer(tx, Subscription(source.slug, hub_url, topic_url, token, secret), now)


def best_hub(hubs: tuple[str, ...], settings: Settings) -> str:
    """The one that is asked, "" for none: one is enough (WebSub §4).

    It gets a secret: over https, even where the document says http (§8).
    """
    fit = next((url for url in hubs if _may_carry_secrets(url, settings)), "")
    return fit or next((f"https://{url[7:]}" for url in hubs if url.lower().startswith("http://")), "")


def _may_carry_secrets(url: str, settings: Settings) -> bool:
    """Over https, or inside a network that the operator has listed: on one machine, there is nobody to listen."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host, port = parts.hostname or "", parts.port or 80
    listed = AllowList.parse(settings.allow)
    return parts.scheme == "http" and listed.is_allowed(host, port) and not AllowList().is_allowed(host, port)
