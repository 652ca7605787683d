"""The gazetteer of South Sumatra: which of its places a text is about, and how we know."""

from aggregator.places.finding import Found, Strength, find_in, find_places, lies_in, regions_of
from aggregator.places.gazetteer import PROVINCE, gazetteer
from aggregator.places.hits import Passage

__all__ = [
    "PROVINCE",
    "Found",
    "Passage",
    "Strength",
    "find_in",
    "find_places",
    "lies_in",
    "place_ids",
    "place_title",
    "place_words",
    "regions_of",
]


def place_ids() -> tuple[str, ...]:
    """The province, its regencies and cities, and their districts (`muba/sungai-lilin`)."""
    return tuple(gazetteer().places)


def place_title(place: str) -> str | None:
    """What the place of this id is called; None where there is none."""
    return gazetteer().places.get(place)


def place_words() -> frozenset[str]:
    """All words, in small letters, of which the names of places consist."""
    return frozenset(
        word for spellings in gazetteer().by_first.values() for one in spellings for word in one.words
    )
