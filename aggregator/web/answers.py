"""Bytes with their validators, and how they leave: conditional GET, HEAD, gzip; and the shelf of what was rendered."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from flask import Response, request

from aggregator.config import Settings
from aggregator.errors import StoreError
from aggregator.runtime import Runtime
from aggregator.store import Tx, revision

KEPT_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document's bytes, as they are and gzipped, with the validators of a conditional GET."""

    body: bytes
    gzipped: bytes
    etag: str
    media_type: str
    changed_at: datetime | None


Render = Callable[[Tx, Settings], Rendered | None]
Key = tuple[str, str]
State = tuple[int, Settings]
"""The store's revision and the configuration: with both the same, a document is the same."""


class Shelf:
    """The documents that were rendered last, each with the state of store and configuration that it shows."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._lock = Lock()
        self._kept: OrderedDict[Key, tuple[State, Rendered]] = OrderedDict()

    def take(self, key: Key, render: Render) -> Rendered | None:
        """The document of this key, made by `render` where it is missing; None where there is no such document.

        While the database does not answer, readers get what they got last.
        """
        try:
            return self._current(key, render)
        except StoreError:
            if key in self._kept:
                return self._kept[key][1]
            raise

    def _current(self, key: Key, render: Render) -> Rendered | None:
        settings = self._rt.settings
        with self._rt.store.read() as tx:
            number = revision(tx)
            kept = self._kept.get(key)
            if kept and kept[0][0] == number and kept[0][1] is settings:
                return kept[1]
            document = render(tx, settings)
        if document:
            self._keep(key, (number, settings), document)
        return document

    def _keep(self, key: Key, state: State, document: Rendered) -> None:
        with self._lock:
            self._kept[key] = (state, document)
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT_DOCUMENTS:
                self._kept.popitem(last=False)


def rendered(body: bytes, media_type: str, changed_at: datetime | None = None) -> Rendered:
    """The bytes with their validators. The ETag is that of the content, so every process gives the same."""
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    return Rendered(body, gzip.compress(body, 6, mtime=0), digest, media_type, changed_at)


def answer(document: Rendered, max_age: int) -> Response:
    """200 or 304 as the request's validators ask (RFC 9110 §13.2.2), gzipped for those who take it."""
    zipped = request.accept_encodings.quality("gzip") > 0
    response = Response(document.gzipped if zipped else document.body, content_type=document.media_type)
    if zipped:
        response.content_encoding = "gzip"
    response.vary.update(("Accept-Encoding",))
    response.set_etag(f"{document.etag}-gzip" if zipped else document.etag)
    response.last_modified = document.changed_at
    response.cache_control.public = True
    response.cache_control.max_age = max_age
    response.make_conditional(request)
    return response
