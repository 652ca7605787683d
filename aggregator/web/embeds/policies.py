"""What an embed may do, and on whose pages it may stand."""

from base64 import b64encode
from hashlib import sha256

from flask import Response, request

from aggregator.model import Topic


def frame_policy(style: str, ancestors: tuple[str, ...] | None) -> str:
    """The policy of a page in a frame. Its one stylesheet is known by its digest, so nothing inline is let in."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'sha256-{digest}'",
            "img-src https: http:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            f"frame-ancestors {_ancestors(ancestors)}",
        )
    )


def _ancestors(origins: tuple[str, ...] | None) -> str:
    """Any page where the operator named none; our own builder shows what it makes in any case."""
    return "*" if origins is None else " ".join(("'self'", *origins))


def open_to(response: Response, topic: Topic | None) -> Response:
    """Lets programs in pages of other origins read this: in all pages, or those that may frame the topic."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if topic is None or topic.frame_ancestors is None:
        response.access_control_allow_origin = "*"
        return response
    response.vary.update(("Origin",))
    asking = request.headers.get("Origin", "")
    if any(_covers(allowed, asking) for allowed in topic.frame_ancestors):
        response.access_control_allow_origin = asking
    return response


def _covers(allowed: str, origin: str) -> bool:
    """As `frame-ancestors` is read (CSP Level 3 §6.7.2.7): `https://*.example.org` covers what lies below."""
    scheme, _, host = allowed.partition("://")
    if not host.startswith("*."):
        return allowed == origin
    return origin.startswith(f"{scheme}://") and origin.endswith(host[1:])
