"""Plain text as words: excerpts that end well, and tokens that topics compare."""

import re

# A letter run of three before the stop, so that "dr. H. Herman Deru" is not taken for two sentence ends.
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3})[.!?…]+[\"”’')]*(?=\s)")
_DANGLING = " ,;:-–—(“\"'"

_APOSTROPHE = re.compile(r"['’‘ʼ`´](?<=[^\W_].)(?=[^\W_])")
_ACRONYM_LETTER = re.compile(r"\b([A-Z]{2,})[-‑]([A-Z])\b")
_WORD = re.compile(r"[^\W_]+")


def excerpt(text: str, limit: int) -> str:
    """At most `limit` characters of plain text: whole sentences if they fill half of it, else words and `…`.

    `limit` is at least 1.
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, limit + 1)]
    if ends and limit // 2 <= ends[-1] <= limit:
        return text[: ends[-1]]
    head, _, cut_word = text[:limit].rpartition(" ")
    return (head if len(head) > len(cut_word) else text[: limit - 1]).rstrip(_DANGLING)[: limit - 1] + "…"


def tokens(text: str) -> tuple[str, ...]:
    """The words of plain text, lower-cased, digits kept.

    Hyphens part words ("se-Sumsel", "Ujang-Herman"), save the letter of an acronym: "KPU-D" is `kpud`.
    Apostrophes join: "Jum'at" is `jumat`.
    """
    if "-" in text or "‑" in text:
        text = _ACRONYM_LETTER.sub(r"\1\2", text)
    return tuple(_WORD.findall(_APOSTROPHE.sub("", text).lower()))
