"""Content codings (RFC 9110 §8.4.1): a document's bytes as gzip, Brotli (RFC 7932) or Zstandard (RFC 8878).

Equal bytes give equal bytes, from every process: no time, no name of a file.
"""

import gzip
from collections.abc import Callable, Mapping

import brotli
import zstandard

_GZIP_LEVEL = 6
_BROTLI_QUALITY = 5
_ZSTANDARD_LEVEL = 9
"""What a document costs to encode is then about the same in all three: a few milliseconds."""

_COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/javascript", "image/svg+xml")


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _brotli(body: bytes) -> bytes:
    encoded: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    return encoded


def _zstandard(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=_ZSTANDARD_LEVEL).compress(body)


ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {"br": _brotli, "zstd": _zstandard, "gzip": _gzip}
"""By the name of the coding; the one that we would rather send stands first."""

SUFFIXES: Mapping[str, str] = {"br": ".br", "zstd": ".zst", "gzip": ".gz"}
"""What the name of an encoded file ends with, as web servers look for it."""


def is_compressible(media_type: str) -> bool:
    """Whether encoding makes such a document smaller: text and markup, but no picture."""
    essence = media_type.partition(";")[0].strip().lower()
    return essence.startswith(_COMPRESSIBLE) or essence.endswith(("+xml", "+json"))
