"""A document that was rendered: its bytes, the same in every coding, and its validators."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from aggregator.publish.codings import ENCODERS


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document's bytes with the validators of a conditional GET."""

    body: bytes
    etag: str
    """Of the content, without quotes: every process gives the same."""
    media_type: str
    changed_at: datetime | None
    _encoded: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def encoded(self, coding: str) -> bytes:
        """The body in this coding, made when it is asked for first."""
        if coding not in ENCODERS:
            return self.body
        if coding not in self._encoded:
            self._encoded[coding] = ENCODERS[coding](self.body)
        return self._encoded[coding]

    @property
    def size(self) -> int:
        """Bytes of memory that it may come to, about, when every coding has been asked for."""
        return 2 * len(self.body) + 4096


def rendered(body: bytes, media_type: str, changed_at: datetime | None = None) -> Rendered:
    """The bytes with their validators."""
    digest = hashlib.blake2b(body, digest_size=16).hexdigest()
    return Rendered(body, digest, media_type, changed_at)
