"""The outermost layer: conditions, HEAD and codings for every view alike, and answers that are kept by address.

A request that changes nothing ends here, before Flask: no query but that of `Watch`, no rendering, no encoding.
What is kept depends on path and query (and, for an address without an extension, on the form that is preferred),
never on Host: absolute addresses come from the configuration.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import ResponseCacheControl
from werkzeug.http import parse_cache_control_header

from aggregator.config import Settings
from aggregator.publish.codings import is_compressible
from aggregator.web.answers import ANSWERED, Answered
from aggregator.web.conneg import names_form, preferred
from aggregator.web.negotiation import IDENTITY, Verdict, coding_for, judge
from aggregator.web.renewing import Renewals
from aggregator.web.shelf import KEPT_BYTES, Memory
from aggregator.web.watch import Watch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

Environ = dict[str, Any]
Fields = list[tuple[str, str]]
Address = tuple[str, str, str]

_OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding"})
_IN_ADDRESS = frozenset({"accept", "accept-encoding", "a-im"})
"""Fields that an address stands for, a form, or `_is_for_view`: an answer that varies with others is not kept."""
_HOT_SECONDS = 10
"""A document that was asked for within this time may be sent once more while it is renewed."""
_REST_SECONDS = 2
"""A document that was asked for within those is rendered at most once in so many: under load, readers come first."""
_WITH_DOCUMENT = ("200", "226")
_READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class _Form:
    """One coding of a document, ready to send."""

    etag: str
    fields: Fields
    fields_unsent: Fields
    """Of a 304: without what describes the body (RFC 9110 §15.4.5)."""
    body: bytes


@dataclass(frozen=True, slots=True)
class _State:
    """What a process knew when it began to make an answer."""

    number: int
    generation: int
    settings: Settings


class _Answer:
    """What a view answered, in all its codings, and the state of store and configuration that it shows."""

    __slots__ = (
        "_fields",
        "_forms",
        "asked_at",
        "document",
        "listing",
        "made_at",
        "renewing",
        "state",
        "status",
        "until",
    )

    def __init__(self, status: str, answered: Answered, fields: Fields, state: "_State") -> None:
        self.status = status
        self.document = answered.document
        self.listing = answered.listing
        self.state = state
        self.made_at = self.asked_at = monotonic()
        self.until = self.made_at + _max_age(fields)
        self.renewing = Lock()
        self._fields = [one for one in fields if one[0].lower() not in {"etag", "content-length"}]
        self._forms: dict[str, _Form] = {}

    @property
    def codings(self) -> tuple[str, ...]:
        """Those that were asked for."""
        return tuple(self._forms)

    def form(self, coding: str) -> _Form:
        """The document in this coding."""
        form = self._forms.get(coding)
        if form is None:
            form = self._forms[coding] = self._make(coding)
        return form

    def _make(self, coding: str) -> _Form:
        if not is_compressible(self.document.media_type):
            coding = IDENTITY
        body = self.document.encoded(coding)
        etag = self.document.etag if coding == IDENTITY else f"{self.document.etag}-{coding}"
        fields = [*self._fields, ("ETag", f'"{etag}"')]
        unsent = [one for one in fields if one[0].lower() not in _OF_THE_BODY]
        if coding != IDENTITY:
            fields.append(("Content-Encoding", coding))
        fields.append(("Content-Length", str(len(body))))
        return _Form(etag, fields, unsent, body)


class Delivery:
    """A WSGI application around another: see the module. `behind` says whether readers may get what was kept while
    it is renewed, as long as somebody asks for it every few seconds; else whoever asks waits for the new one.
    """

    def __init__(
        self, app: "WSGIApplication", watch: Watch, settings: Callable[[], Settings], *, behind: bool
    ) -> None:
        self._app = app
        self._watch = watch
        self._settings = settings
        self._renewals = Renewals() if behind else None
        self._kept: Memory[Address, _Answer] = Memory(KEPT_BYTES)

    def __call__(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        """Answers from what is kept and current; else lets the application answer, and keeps that if it may."""
        self._watch.look()
        if environ["REQUEST_METHOD"] not in _READING:
            return self._app(environ, start_response)
        address = _address(environ)
        kept = None if _is_for_view(environ) else self._kept.get(address)
        if kept is None:
            return self._ask(environ, start_response, address, None)
        asked_before, kept.asked_at = kept.asked_at, monotonic()
        if self._is_current(kept) or not kept.renewing.acquire(blocking=False):  # or somebody renews it
            return _send(kept, environ, start_response)
        if self._renewals and kept.asked_at - asked_before < _HOT_SECONDS:
            if kept.asked_at < kept.made_at + _REST_SECONDS:
                kept.renewing.release()
            else:
                self._renewals.add(partial(self._renew, dict(environ), address, kept))
            return _send(kept, environ, start_response)
        try:
            return self._ask(environ, start_response, address, kept)
        finally:
            kept.renewing.release()

    def _is_current(self, kept: _Answer) -> bool:
        state = kept.state
        return self._watch.is_blind or (
            not self._watch.has_changed(kept.listing, state.number)
            and state.generation == self._watch.generation
            and state.settings is self._settings()
            and monotonic() < kept.until
        )

    def _renew(self, environ: Environ, address: Address, kept: _Answer) -> None:
        """Puts another answer in the place of a kept one, in the codings that were asked for."""
        for name in ("HTTP_A_IM", ANSWERED):
            environ.pop(name, None)
        try:
            status, _, body, answer = self._make(environ, address)
            _close(body)
            if answer:
                for coding in kept.codings:
                    answer.form(coding)
            elif not status.startswith("5"):  # else readers still get the last good document
                self._kept.drop(address)  # the next request gets what there is instead
        finally:
            kept.renewing.release()

    def _ask(
        self, environ: Environ, start_response: "StartResponse", address: Address, kept: _Answer | None
    ) -> Iterable[bytes]:
        status, fields, body, answer = self._make(environ, address)
        if status.startswith("5") and kept:  # readers still get the last good document
            answer = kept
        if answer:
            _close(body)
            return _send(answer, environ, start_response)
        start_response(status, fields)
        if environ["REQUEST_METHOD"] == "HEAD":
            _close(body)
            return []
        return body

    def _make(
        self, environ: Environ, address: Address
    ) -> tuple[str, Fields, Iterable[bytes], _Answer | None]:
        """What the application answers; where that is a whole document, as an answer, which is kept if it may be."""
        state = _State(self._watch.number, self._watch.generation, self._settings())
        status, fields, body = _call(self._app, environ)
        answered: Answered | None = environ.get(ANSWERED)
        if answered is None or not status.startswith(_WITH_DOCUMENT):
            return status, fields, body, None
        answer = _Answer(status, answered, fields, state)
        if status.startswith("200") and answered.kept and _depends_on(fields) <= _IN_ADDRESS:
            self._kept.put(address, answer, answered.document.size)
        return status, fields, body, answer


def _is_for_view(environ: Environ) -> bool:
    """Whether it asks for something else than the document at its address: what is new there, or a page about it."""
    asks_for_delta = "HTTP_A_IM" in environ and "HTTP_IF_NONE_MATCH" in environ
    path = environ.get("PATH_INFO", "")
    return asks_for_delta or (environ.get("HTTP_SEC_FETCH_DEST") == "document" and names_form(path))


def _address(environ: Environ) -> Address:
    """What an answer depends on. An address with an extension names one form, whatever the client accepts."""
    path = environ.get("PATH_INFO", "")
    return (
        path,
        environ.get("QUERY_STRING", ""),
        "" if names_form(path) else preferred(environ.get("HTTP_ACCEPT", "")),
    )


def _send(answer: _Answer, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
    coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING"))
    if coding is None:
        start_response("406 NOT ACCEPTABLE", _REFUSED)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [_REFUSAL]
    form = answer.form(coding)
    match judge(environ, form.etag, answer.document.changed_at):
        case Verdict.NOT_MODIFIED:
            start_response("304 NOT MODIFIED", form.fields_unsent)
            return []
        case Verdict.FAILED:
            start_response("412 PRECONDITION FAILED", [*form.fields_unsent, ("Content-Length", "0")])
            return []
    start_response(answer.status, form.fields)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [form.body]


_REFUSAL = b"This server sends identity, gzip, br and zstd; Accept-Encoding refuses them all.\n"
_REFUSED = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(_REFUSAL))),
    ("Vary", "Accept-Encoding"),
    ("Cache-Control", "no-store"),
]


def _call(app: "WSGIApplication", environ: Environ) -> tuple[str, Fields, Iterable[bytes]]:
    """The application's answer to the same request as a GET: HEAD differs only in what is sent."""
    begun: list[tuple[str, Fields]] = []

    def start(status: str, fields: Fields, _exc_info: Any = None) -> Callable[[bytes], object]:
        begun.append((status, fields))
        return _never_written

    method = environ["REQUEST_METHOD"]
    environ["REQUEST_METHOD"] = "GET"
    try:
        body = app(environ, start)
    finally:
        environ["REQUEST_METHOD"] = method
    return *begun[-1], body


def _never_written(_: bytes) -> None:
    raise NotImplementedError("no view of ours writes in the old way of PEP 3333")


def _close(body: Iterable[bytes]) -> None:
    if close := getattr(body, "close", None):
        close()


def _depends_on(fields: Fields) -> set[str]:
    """The names of the request's fields that the answer varies with (RFC 9110 §12.5.5)."""
    values = [value for name, value in fields if name.lower() == "vary"]
    return {one.strip().lower() for value in values for one in value.split(",") if one.strip()}


def _max_age(fields: Fields) -> float:
    for name, value in fields:
        if name.lower() == "cache-control":
            return parse_cache_control_header(value, None, ResponseCacheControl).max_age or 0
    return 0
