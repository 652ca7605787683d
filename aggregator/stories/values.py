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
    """Keys of entries, its own where it is alone.

    `copy_of` is the publication that it copies, `story` its story as far as can be told. `surely` is its story as
    far as hardly a doubt is left: what stands together there may stand for each other in a listing.
    """

    key: str
    copy_of: str
    story: str
    surely: str
