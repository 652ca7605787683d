"""What may stand in a link, an id and a type: the RFCs to the letter, since validators read them so."""

import re
from urllib.parse import quote, urlsplit

from aggregator.identity import own_id
from aggregator.model import Enclosure

# RFC 3986 §3.3-3.5. Possessive, because nested repeats that backtrack cost hours on a hostile URL.
_LEGAL = r"A-Za-z0-9\-._~!$&'()*+,;=:@/?"
_RUN = rf"(?:[{_LEGAL}]++|%[0-9A-Fa-f]{{2}})"
_FRAGMENT = rf"(?:#{_RUN}*+)?"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~]++)"
_USER = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:%]+@)?"
_WEB = re.compile(rf"https?://{_USER}{_HOST}(?::[0-9]{{1,5}})?(?:[/?]{_RUN}*+)?{_FRAGMENT}", re.IGNORECASE)
_ANY = re.compile(rf"[A-Za-z][A-Za-z0-9+.\-]*:{_RUN}++{_FRAGMENT}")
_STRICT = {
    "http": _WEB,
    "https": _WEB,
    # RFC 8141 §2
    "urn": re.compile(rf"urn:[a-z0-9][a-z0-9-]{{1,30}}:{_RUN}++", re.IGNORECASE),
    # RFC 4151 §2.1
    "tag": re.compile(
        rf"tag:(?:[a-z0-9\-._]+@)?[a-z0-9.\-]+,[0-9]{{4}}(?:-[0-9]{{2}}){{0,2}}:{_RUN}*+{_FRAGMENT}"
    ),
}
_SPLIT = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "-._~!$&'()*+,;=:@/?%"

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*")
# Our own list: mimetypes reads the machine's tables, and equal documents must render to equal bytes.
_BY_SUFFIX = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "m3u8": "application/vnd.apple.mpegurl",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
}


def is_uri(text: str) -> bool:
    """Whether this is an absolute URI that validators accept (RFC 3986; urn: RFC 8141; tag: RFC 4151)."""
    scheme = text.partition(":")[0].lower()
    return _STRICT.get(scheme, _ANY).fullmatch(text) is not None


def web_url(url: str) -> str:
    """This http(s) URL in ASCII and legal characters only (RFC 3986); "" when it cannot be made one.

    What is legal already comes back as it is. Everything else that is no web address (javascript:, data:, a
    relative path) has no place in a link that readers follow.
    """
    return url if _WEB.fullmatch(url) else _repaired(url)


def _repaired(url: str) -> str:
    split = _SPLIT.fullmatch(re.sub(r"[\t\r\n]", "", url).strip())
    if not split:
        return ""
    scheme, host, path, fragment = split.groups()
    try:
        repaired = f"{scheme}://{_ascii_host(host)}{_quoted(path)}"
    except UnicodeError:
        return ""
    if fragment:
        repaired += "#" + _quoted(fragment)
    return repaired if _WEB.fullmatch(repaired) else ""


def _ascii_host(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _quoted(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_SAFE, errors="ignore")


def permanent_id(source: str, entry_id: str) -> str:
    """The id to print: the entry's own when it is a valid URI, else a urn:uuid that depends on it alone."""
    return entry_id if is_uri(entry_id) else own_id(source, entry_id)


def media_type(enclosure: Enclosure) -> str:
    """The enclosure's type as declared when that is well-formed (RFC 6838 §4.2), else by its file name."""
    declared = enclosure.type.partition(";")[0].strip()
    if _MEDIA_TYPE.fullmatch(declared):
        return declared.lower()
    suffix = urlsplit(enclosure.url).path.rpartition(".")[2].lower()
    return _BY_SUFFIX.get(suffix, "application/octet-stream")
