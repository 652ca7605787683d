"""Where a request stands between its first URL and its last: what it may dial, and what it may tell there."""

import re
from base64 import b64encode
from dataclasses import dataclass

from yarl import URL

from aggregator.errors import FetchError
from aggregator.http.failures import place

_PERMANENT = frozenset((301, 308))

# Names as resolvers take them, or an IPv6 literal without a zone.
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]*:[0-9a-f:.]*")


# A byte of a header field that is not UTF-8, as surrogateescape leaves it.
_RAW_BYTE = re.compile("[\udc80-\udcff]")


@dataclass(slots=True)
class Trip:
    """One request on its way along redirects."""

    url: URL
    authorization: str | None
    """For the origin of the first URL and no other."""
    origin: URL
    via: tuple[tuple[int, str], ...] = ()
    """Status and URL of the redirects so far."""

    @classmethod
    def begin(cls, text: str) -> "Trip":
        """Sets out for a URL as somebody wrote it; its user name and password become a header (RFC 7617)."""
        url = _parse(text, "bad_url")
        bare = url.with_user(None)
        return cls(bare, _basic(url), bare.origin())

    def follow(self, status: int, location: str) -> None:
        """Moves on to where a redirect points (RFC 9110 §10.2.2)."""
        if not location:
            raise FetchError("bad_redirect", f"{place(self.url)} redirects to nowhere")
        location = _RAW_BYTE.sub(lambda byte: f"%{ord(byte[0]) - 0xDC00:02X}", location)
        self.via += ((status, str(self.url)),)
        self.url = _parse(location, "bad_redirect", self.url).with_user(None)

    def headers(self) -> dict[str, str]:
        """Credentials, if this hop is still where they belong."""
        if self.authorization is None or self.url.origin() != self.origin:
            return {}
        return {"Authorization": self.authorization}

    @property
    def moved_to(self) -> str | None:
        """Where the first URL has moved to, if every redirect said that it is for good."""
        permanent = all(status in _PERMANENT for status, _ in self.via)
        return str(self.url) if self.via and permanent else None


def _basic(url: URL) -> str | None:
    if url.user is None:
        return None
    return "Basic " + b64encode(f"{url.user}:{url.password or ''}".encode()).decode()


def _parse(text: str, code: str, base: URL | None = None) -> URL:
    try:
        url = URL(text)
        url = (base.join(url) if base else url).with_fragment(None)
        usable = url.scheme in {"http", "https"} and _HOST.fullmatch(url.raw_host or "") and url.port
    except ValueError:
        usable = False
    if not usable:
        # Neither the text nor what the parser quoted of it: there may be a password inside.
        raise FetchError(code, "not an http or https URL with a host that can be fetched")
    return url
