"""The media type of a file that goes with an entry."""

import re

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


def media_type(declared: str, url: str) -> str:
    """The type as declared when that is well-formed (RFC 6838 §4.2), else by the name of the file."""
    declared = declared.partition(";")[0].strip()
    if _MEDIA_TYPE.fullmatch(declared):
        return declared.lower()
    suffix = re.split("[?#]", url, maxsplit=1)[0].rpartition(".")[2].lower()
    return _BY_SUFFIX.get(suffix, "application/octet-stream")
