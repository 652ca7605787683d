"""What views answer with: a document's bytes and its validators. What is sent of it is for `delivery` to decide."""

from dataclasses import dataclass

from flask import Response, request

from aggregator.store.revisions import ALL
from aggregator.web.rendering import Rendered, rendered
from aggregator.web.shelf import Render, Shelf

__all__ = ["ANSWERED", "Answered", "Render", "Rendered", "Shelf", "answer", "rendered"]

ANSWERED = "aggregator.answered"
"""The key in a request's environment under which `answer` says what it answers with."""

_GRACE_SECONDS = 600
"""For so long a cache may send what it has while it asks for what is new (RFC 5861 §3)."""
_ERROR_SECONDS = 24 * 3600
"""For so long a cache may go on sending what it has while we are gone (RFC 5861 §4)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The document that a view answered with, and whether the same request gets it while nothing has changed."""

    document: Rendered
    kept: bool
    listing: str


def answer(document: Rendered, max_age: int, *, kept: bool = True, listing: str = ALL) -> Response:
    """The whole document. Conditions, HEAD and codings are seen to by `delivery`, for every view alike.

    `max_age` is in seconds. What is `kept` must change with the revision of its `listing`, with the configuration
    or, within `max_age`, not at all; what shows more than that (how polls go) is not to be kept.
    """
    response = Response(document.body, content_type=document.media_type)
    response.set_etag(document.etag)
    if document.changed_at:
        response.last_modified = document.changed_at
    response.vary.update(("Accept-Encoding",))
    response.cache_control.public = True
    response.cache_control.max_age = max_age
    if max_age:
        response.cache_control.stale_while_revalidate = _GRACE_SECONDS
        response.cache_control.stale_if_error = _ERROR_SECONDS
    request.environ[ANSWERED] = Answered(document, kept and max_age > 0, listing)
    return response
