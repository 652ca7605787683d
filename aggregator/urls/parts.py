"""A URL in its parts. Total: what is no http(s) URL is None, never an exception."""

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple

from yarl import URL

from aggregator.urls.rules import rules

_JUNK = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u2060\ufeff]+")
_URL = re.compile(r"(https?)://(?:([^/?#]*)@)?([^/?#@]*?)(?::([0-9]*))?([/?#].*)?", re.IGNORECASE | re.DOTALL)
_TAIL = re.compile(r"([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_ILLEGAL = re.compile(r"[^!#$%&'()*+,./0-9:;=?@A-Z\[\]_a-z~-]")
_DEFAULT_PORTS = {"": "", "80": "http", "443": "https"}


class Parts(NamedTuple):
    """`host` is lower case ASCII; `path` is as written, with its leading slash if there is one."""

    scheme: str
    user: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    def text(self) -> str:
        """The URL; characters that no URL may hold are percent-encoded (RFC 3986 §2.1)."""
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return encoded(f"{self.scheme}://{user}{self.host}{port}{self.path}{query}{fragment}")


def clean_url(url: str) -> str:
    """The publisher's own link without the white space and control characters around and inside it."""
    return _JUNK.sub("", url).strip()


def split_url(url: str) -> Parts | None:
    """The parts of an absolute http(s) URL that is free of junk, else None."""
    match = _URL.fullmatch(url)
    if not match:
        return None
    scheme, user, host, port, tail = match.groups("")
    scheme, host = scheme.lower(), ascii_host(host)
    if not host or len(port) > 5 or int(port or 0) > 65535:
        return None
    if _DEFAULT_PORTS.get(port) in {"", scheme}:
        port = ""
    path, query, fragment = _tail(tail)
    return Parts(scheme, user, host, port, path, query, fragment)


def _tail(tail: str) -> tuple[str, str, str]:
    match = _TAIL.fullmatch(tail)
    if match is None:
        return "", "", ""
    path, query, fragment = match.groups("")
    return path, query, fragment


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """The host in lower case and ASCII (IDNA), without a final dot; "" for what is no host."""
    host = host.lower().rstrip(".")
    if host.startswith("["):
        return _ipv6(host)
    if not host.isascii():
        try:
            host = URL.build(scheme="https", host=host).raw_host or ""
        except ValueError:
            return ""
    return host if len(host) < 254 and _HOST.fullmatch(host) else ""


def _ipv6(host: str) -> str:
    try:
        return f"[{IPv6Address(host[1:-1])}]" if host.endswith("]") and "%" not in host else ""
    except ValueError:
        return ""


def registrable_domain(host: str) -> str:
    """What a publisher registers: `sumsel.antaranews.com` → `antaranews.com`, `a.go.id` keeps three labels.

    Known suffixes of more than one label are a table of ours, not the whole public list. Addresses and single
    labels are returned as they are.
    """
    host = host.lower().rstrip(".")
    if host.startswith("[") or ":" in host or _IPV4.fullmatch(host):
        return host
    labels = host.split(".")
    count = 3 if ".".join(labels[-2:]) in rules().suffixes else 2
    return ".".join(labels[-count:])


def encoded(url: str) -> str:
    """With percent-escapes for the characters that no URL may hold; what is escaped stays."""
    return _ILLEGAL.sub(_percent, url)


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode(errors="replace"))
