"""Ways to pass a page on: plain links, which ask nobody anything until a reader follows one."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Response

from aggregator.web.frame import Frame

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' https: http: data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors 'none'",
    )
)
"""Of a page with our script for sharing: as of any other, but for that script, which may write no HTML."""


@dataclass(frozen=True, slots=True)
class Way:
    """A service, and the address at which it takes a page."""

    name: str
    url: str


def ways(frame: Frame, path: str, title: str) -> tuple[Way, ...]:
    """How to share the page at `path`; none while the site has no address that others can follow."""
    if frame.site.url is None:
        return ()
    url = frame.absolute(path)
    return (
        Way("WhatsApp", _asking("https://wa.me/", text=f"{title} {url}")),
        Way("Telegram", _asking("https://t.me/share/url", url=url, text=title)),
        Way("Facebook", _asking("https://www.facebook.com/sharer/sharer.php", u=url)),
        Way("X", _asking("https://x.com/intent/post", text=title, url=url)),
        Way(frame.words.say("E-mail"), _asking("mailto:", subject=title, body=url)),
    )


def scripted(response: Response) -> Response:
    """The answer under the policy of pages that share."""
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _asking(address: str, **fields: str) -> str:
    return f"{address}?{urlencode(fields, quote_via=quote)}"
