"""What a URL is, which article it means, and how it may be shown.

`canonical_url` is for comparing: two addresses of one article have one canonical form. `absolute_url` and
`clean_url` are for showing: they keep the publisher's own link.
"""

import re
from urllib.parse import urljoin

from aggregator.urls.canonical import canonical_url
from aggregator.urls.parts import clean_url, registrable_domain, split_url
from aggregator.urls.platforms import platform_of
from aggregator.urls.valid import is_uri, web_url

__all__ = [
    "absolute_url",
    "canonical_url",
    "clean_url",
    "host_of",
    "is_http_url",
    "is_uri",
    "platform_of",
    "public_url",
    "redact",
    "registrable_domain",
    "web_url",
]

_USER = re.compile(r"(?<=//)[^/?#\s]*@")
_SECRET = re.compile(
    r"([?&#;](?:[^=&#;\s]*(?:token|secret|passw|pwd|api[_-]?key|auth(?!or)|signature|credential|session|jwt)"
    r"[^=&#;\s]*|key|sig|sid|code|pass)=)[^&#;\s]+|([?&#;][^=&#;\s]+=)[A-Za-z0-9_.~+/-]{32,}=*(?=[&#;\s]|$)",
    re.IGNORECASE,
)


def absolute_url(url: str, base: str = "") -> str:
    """The http(s) URL that `url` means in a document at `base`, with a host in ASCII; "" when there is none.

    Resolved as RFC 3986 §5 says, read as browsers read it: white space and control characters go, a backslash
    is a slash, characters that no URL may hold are percent-encoded.
    """
    cleaned = clean_url(url)
    if not cleaned:
        return ""
    head, mark, tail = cleaned.partition("?")
    try:
        joined = urljoin(base, head.replace("\\", "/") + mark + tail)
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    parts = split_url(joined)
    return parts.text() if parts else ""


def is_http_url(url: str) -> bool:
    """Whether this is an absolute http(s) URL with a host."""
    return split_url(url) is not None


def host_of(url: str) -> str:
    """The host of an absolute http(s) URL in lower case ASCII, else ""."""
    parts = split_url(clean_url(url))
    return parts.host if parts else ""


def public_url(url: str) -> str:
    """An operator's address of a source as readers may have it: without a password; "" where it holds a key."""
    fit = web_url(url)
    return fit if redact(fit) == fit else ""


def redact(url: str) -> str:
    """The URL, or any text that holds URLs, fit for logs: no user names, passwords, keys or tokens."""
    return _SECRET.sub(lambda match: f"{match[1] or match[2]}***", _USER.sub("***@", url))
