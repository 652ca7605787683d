"""Content codings, undone within bounds: gzip only, since it is all we offer.

aiohttp's own decompression is switched off: it takes a gzip stream that was cut short for a whole one.
"""

import zlib

from aggregator.errors import FetchError

_MAGIC = b"\x1f\x8b\x08"
_GZIP = 16 + zlib.MAX_WBITS
_LAYERS = 2
"""The content coding, and a file that was gzip before: sitemap.xml.gz sent with Content-Encoding: gzip."""
_MEMBERS = 100
"""Concatenated members (RFC 1952 §2.2): real files have one; thousands of empty ones only cost time."""
_SLICE = 64 * 1024
_PIECE = 256 * 1024


def decode(body: bytes, content_encoding: str, limit: int) -> bytes:
    """The document inside `body`, at most `limit` bytes of it.

    Whatever starts like gzip is unpacked, declared or not: a `.gz` file is a document in a wrapping too.

    Raises:
        FetchError: `bad_encoding`, `truncated` or `too_large`.
    """
    codings = {coding.strip().lower() for coding in content_encoding.split(",")} - {"", "identity"}
    if codings - {"gzip", "x-gzip"}:
        raise FetchError("bad_encoding", "the answer has a content coding that was not asked for")
    if codings and body and not body.startswith(_MAGIC):
        raise FetchError("bad_encoding", "the answer claims to be gzip and is not")
    for _ in range(_LAYERS):
        if not body.startswith(_MAGIC):
            return body
        body = _gunzip(body, limit)
    if body.startswith(_MAGIC):
        raise FetchError("bad_encoding", f"the answer is gzip inside gzip, more than {_LAYERS} deep")
    return body


def _gunzip(data: bytes, limit: int) -> bytes:
    stream = _Gunzip(limit)
    try:
        for start in range(0, len(data), _SLICE):
            stream.feed(data[start : start + _SLICE])
    except zlib.error as exc:
        raise FetchError("bad_encoding", "the gzip data is broken") from exc
    return stream.finish()


class _Gunzip:
    """One gzip file being unpacked; stops at `limit` bytes of output, whatever the input promises."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._output = bytearray()
        self._member = zlib.decompressobj(_GZIP)
        self._members = 1

    def feed(self, data: bytes) -> None:
        while data:
            if self._member.eof and not self._next_member(data):
                return
            self._output += self._member.decompress(data, _PIECE)
            if len(self._output) > self._limit:
                raise FetchError("too_large", f"the answer unpacks to more than {self._limit} bytes")
            data = self._member.unconsumed_tail or self._member.unused_data

    def finish(self) -> bytes:
        """What was unpacked, if the last member is whole."""
        self._output += self._member.flush()
        if not self._member.eof:
            raise FetchError("truncated", "the gzip data ends before its end")
        return bytes(self._output)

    def _next_member(self, data: bytes) -> bool:
        """Begins another member; padding after the last one is ignored, as by gzip itself."""
        if not data.startswith(_MAGIC[:2]):
            return False
        self._members += 1
        if self._members > _MEMBERS:
            raise FetchError("bad_encoding", f"the gzip data has more than {_MEMBERS} members")
        self._member = zlib.decompressobj(_GZIP)
        return True
