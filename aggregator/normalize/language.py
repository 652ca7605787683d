"""Which language a document says it is in."""

import re

_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,4}", re.IGNORECASE)
_RENAMED = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv"}
"""Codes that ISO 639 has withdrawn; Java programs still write them."""


def language_of(text: str) -> str:
    """A language tag of the shape of BCP 47 (RFC 5646 §2.1), or ""; `id_ID` is `id-ID`."""
    tag = text.strip()[:40].replace("_", "-")
    if not _TAG.fullmatch(tag):
        return ""
    primary, hyphen, rest = tag.partition("-")
    primary = primary.lower()
    return _RENAMED.get(primary, primary) + hyphen + rest
