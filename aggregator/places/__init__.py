"""The gazetteer of South Sumatra: which of its places a text is about, and how we know."""

from aggregator.places.finding import Found, Strength, find_in, find_places, lies_in
from aggregator.places.gazetteer import PROVINCE, gazetteer
from aggregator.places.hits import Passage

__all__ = ["PROVINCE", "Found", "Passage", "Strength", "find_in", "find_places", "lies_in", "place_ids"]


def place_ids() -> tuple[str, ...]:
    """The province, its regencies and cities, and their districts (`muba/sungai-lilin`)."""
    return tuple(gazetteer().places)
