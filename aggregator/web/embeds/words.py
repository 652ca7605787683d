"""The words of an embed, in the languages that it speaks."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from aggregator.words import words_in as site_words


@dataclass(frozen=True, slots=True)
class Words:
    """What an embed says besides what the papers say."""

    language: str
    also: str
    others: str
    """How many more papers there are; takes `count`."""
    received: str
    """For an entry without a date of its own; takes `when`."""
    untitled: str
    visit: str
    """What a link to an article does; takes `paper`."""
    visit_topic: str
    """What the link to the topic's page does; takes `site`."""
    empty: str
    by: str
    pause: str
    resume: str
    following: str


_INDONESIAN = Words(
    language="id",
    also="Juga diliput",
    others="dan {count} koran lain",
    received="diterima {when}",
    untitled="(tanpa judul)",
    visit="Baca di {paper} (tab baru)",
    visit_topic="Semua berita di {site} (tab baru)",
    empty="Belum ada berita.",
    by="dari",
    pause="Jeda",
    resume="Jalankan",
    following="Berita berikutnya",
)
_ENGLISH = Words(
    language="en",
    also="Also covered by",
    others="and {count} more",
    received="received {when}",
    untitled="(untitled)",
    visit="Read at {paper} (new tab)",
    visit_topic="All news at {site} (new tab)",
    empty="No news yet.",
    by="from",
    pause="Pause",
    resume="Play",
    following="Next story",
)
_SPOKEN = {one.language: one for one in (_INDONESIAN, _ENGLISH)}


def spoken(language: str) -> str:
    """The language in which an embed speaks where this is the topic's."""
    base = language.partition("-")[0].lower()
    return base if base in _SPOKEN else _INDONESIAN.language


def words_in(language: str) -> Words:
    """The words in `id` or `en`."""
    return _SPOKEN[language]


def moment(instant: datetime, zone: tzinfo, language: str) -> str:
    """Day and time there, which stay true however long a copy is kept: `28 Aug 2024, 14:30 WIB`."""
    return site_words(language).moment(instant, zone)
