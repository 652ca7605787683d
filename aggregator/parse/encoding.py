"""Bytes become text here: one bad byte costs one character, never the document.

The order is BOM → strict UTF-8 → UTF-8 with a few bad bytes → HTTP charset → declaration → windows-1252.
UTF-8 comes before what is declared because bytes that happen to be valid UTF-8 are UTF-8, whatever they
claim; the reverse error (a wrong `charset=iso-8859-1` added by a server) is the common one.
"""

import codecs
import encodings.aliases
import re
import zlib

from aggregator.errors import ParseError

MAX_UNPACKED = 16 * 1024 * 1024
"""Bytes. A gzip body that holds more is refused: the fetcher's own cap cannot see inside it."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its BOM begins like UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_STARTS = (  # a first character of markup (RFC 3023 §3, XML appendix F) without a BOM
    (re.compile(rb"[<{\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{\s]\0[^\0]"), "utf-16-be"),
)
# What may be decoded, by Python's name, and with what: browsers read the left as the right (Encoding
# Standard §4.2). A name that is not here is no encoding: a document must never choose a Python codec.
_CODECS = {
    "ascii": "cp1252",
    "latin_1": "cp1252",
    "iso8859_9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis_620": "cp874",
} | {
    name: name
    for name in (
        *(f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16)),
        *(f"cp125{page}" for page in range(9)),
        *("cp874", "cp932", "cp949", "gb18030", "big5", "big5hkscs", "euc_jp", "koi8_r", "koi8_u"),
        *("mac_roman", "mac_cyrillic", "iso2022_jp"),
    )
}
_STATEFUL = {"iso2022_jp"}
"""Encodings whose bytes are all ASCII, so that they pass as UTF-8."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
_ILLEGAL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")


def unpack(body: bytes) -> bytes:
    """`body`, or what is inside it if it is a gzip file that no header announced.

    Raises:
        ParseError: `too_large` for more than `MAX_UNPACKED` bytes, `truncated` for a file that breaks off.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    inflate = zlib.decompressobj(wbits=31)
    try:
        data = inflate.decompress(body, MAX_UNPACKED)
    except zlib.error as error:
        raise ParseError("not_a_feed", f"The answer begins like a gzip file but is none: {error}.") from error
    if inflate.unconsumed_tail:
        raise ParseError("too_large", f"The gzip file holds more than {MAX_UNPACKED >> 20} MiB.")
    if not inflate.eof:
        raise ParseError("truncated", "The gzip file breaks off before its end.")
    return data


def decode(body: bytes, content_type: str) -> str:
    """The text of `body`, without BOM and without the characters that XML forbids (XML 1.0 §2.2)."""
    return _ILLEGAL.sub("", _decoded(body, content_type)[0]).removeprefix("\ufeff")


def encoding_of(body: bytes, content_type: str) -> str:
    """What `decode` reads these bytes as: Python's name of the encoding."""
    return _decoded(body, content_type)[1]


def codec(label: str) -> str | None:
    """The Python codec to read `label` with; None for what is no known text encoding."""
    name = label.strip().lower().replace("-", "_").replace(":", "_")
    name = encodings.aliases.aliases.get(name, name)
    return _CODECS.get(name)


def _decoded(body: bytes, content_type: str) -> tuple[str, str]:
    """The text, and the name of the encoding it was read with."""
    wide = _unicode_form(body)
    if wide:
        return body.decode(wide, "replace"), wide
    named = [found for found in (_http_codec(content_type), _declared_codec(body)) if found]
    if not _STATEFUL.intersection(named):
        if text := _strict(body, "utf-8"):
            return text, "utf-8"
        if _mostly_utf8(body):
            return body.decode("utf-8", "replace"), "utf-8"
    for candidate in named:
        if text := _strict(body, candidate):
            return text, candidate
    last = named[-1] if named else "cp1252"
    return body.decode(last, "replace"), last


def _unicode_form(body: bytes) -> str | None:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return name
    for start, name in _WIDE_STARTS:
        if start.match(body):
            return name
    return None


def _strict(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _mostly_utf8(body: bytes) -> bool:
    """More characters are sound UTF-8 than are not: Latin or Cyrillic bytes seldom form any by chance."""
    sound = sum(1 for _ in _MULTIBYTE.finditer(body))
    return sound > body.decode("utf-8", "replace").count("\ufffd")


def _http_codec(content_type: str) -> str | None:
    found = _CHARSET.search(content_type)
    return codec(found[1]) if found else None


def _declared_codec(body: bytes) -> str | None:
    found = _DECLARED.search(body, 0, 4096)
    return codec((found[1] or found[2]).decode("ascii")) if found else None
