"""Conditional GET: a source's document, or the word that ours is current."""

from datetime import datetime

from aggregator.errors import FetchError, StatusError
from aggregator.http import Client, Response
from aggregator.http.response import WITH_DOCUMENT, links, poll_hints, validators
from aggregator.model import Fetched, Kind, NotModified, PollHints, Validators

_ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml, */*;q=0.1"


async def fetch(
    http: Client, url: str, known: Validators, now: datetime, kind: Kind | None = None
) -> Fetched | NotModified:
    """The document at `url`, unless it is still the one that `known` came with.

    `now` stands in for the server's clock where an answer has no Date.

    Raises:
        FetchError: as `Client.get`, and `empty` (a document of no bytes), `unexpected_304` (we had sent no
            validators); StatusError with code `http_<status>`, and `retry_after` if the server named a time.
    """
    return read_answer(await http.get(url, request_headers(known, kind)), known, now)


def read_answer(response: Response, known: Validators, now: datetime) -> Fetched | NotModified:
    """The document in an answer, or that there is none. Raises as `fetch` does."""
    hints = poll_hints(response, now)
    if response.status == 304:
        return _not_modified(known, hints, response.moved_to)
    if response.status not in WITH_DOCUMENT:
        raise StatusError(
            response.status, f"the server answered {response.status}", retry_after=hints.retry_after
        )
    if not response.body.strip():
        raise FetchError("empty", "the server answered with nothing in it", retry_after=hints.retry_after)
    return _fetched(response, hints)


def request_headers(known: Validators, kind: Kind | None) -> dict[str, str]:
    """What a poll asks with: the formats it reads, and what it knows of the document."""
    headers = {"Accept": _ACCEPT_PAGE if kind is Kind.PAGE else _ACCEPT_FEED}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _not_modified(known: Validators, hints: PollHints, moved_to: str | None) -> NotModified:
    """Keeps the validators that were sent, since they came with the document we hold."""
    if known == Validators():
        raise FetchError("unexpected_304", "the server says “not modified” to a first request")
    return NotModified(known, hints, moved_to)


def _fetched(response: Response, hints: PollHints) -> Fetched:
    return Fetched(
        url=response.url,
        body=response.body,
        content_type=response.first("content-type"),
        moved_to=response.moved_to,
        validators=validators(response),
        hints=hints,
        links=links(response),
    )
