"""Which characters may be in a string that we keep: those of XML 1.0 §2.2, less the invisible traps."""

import re

# C0 and C1 controls, lone surrogates, the two non-characters that XML forbids, and the bidirectional
# embeddings, overrides and isolates, which let one entry turn around the text that follows it on a page.
_UNFIT = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,6})(?![0-9a-fA-F])|0*([0-9]{1,7})(?![0-9]));?")


def _windows_1252(code: int) -> str:
    """HTML §13.2.5.80 reads the C1 range as windows-1252, for that is what writers of it meant."""
    return bytes([code]).decode("windows-1252", errors="ignore")


_REPAIRED = {"\x0b": " ", "\x0c": " "} | {chr(code): _windows_1252(code) for code in range(0x80, 0xA0)}


def _repair(match: re.Match[str]) -> str:
    return _REPAIRED.get(match[0], "")


def clean_characters(text: str) -> str:
    """Text without the characters that XML forbids or that act unseen; line ends are `\\n`.

    C1 controls become the windows-1252 characters they were meant to be; the rest goes.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub(_repair, text)


def _fit_reference(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    if code > 0x10FFFF or not (_UNFIT.match(chr(code)) or code == 0x0D):
        return match[0]
    # Never nothing: "&#&#1;38;" would become a reference only by our own doing.
    return clean_characters(chr(code)) or " "


def clean_references(html: str) -> str:
    """HTML whose numeric references name only characters that `clean_characters` would keep."""
    return _REFERENCE.sub(_fit_reference, html) if "&#" in html else html
