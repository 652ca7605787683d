"""What comes in and what goes out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as a source told it: plain text, `at` (aware, UTC) when we first saw it."""

    key: str
    source: str
    title: str
    summary: str
    at: datetime
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Grouped:
    """`copy_of` is the key of the publication that it copies, its own if none; `story` the key of its story."""

    key: str
    copy_of: str
    story: str
