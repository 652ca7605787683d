"""Which entries come first: Terkini, Terpopuler and Pilihan, as pure functions of what is stored and of an instant."""

from aggregator.ranking.choice import (
    AUTOMATIC,
    RECENT,
    Candidate,
    choose,
    is_chosen,
    is_widely_told,
    own_reports,
)
from aggregator.ranking.order import AT_ONCE, LATE, order_at, spaced
from aggregator.ranking.popularity import WINDOW, Popularity, Telling, Term, as_of, popular, popularity
from aggregator.ranking.publishers import Publisher, publisher_of

__all__ = [
    "AT_ONCE",
    "AUTOMATIC",
    "LATE",
    "RECENT",
    "WINDOW",
    "Candidate",
    "Popularity",
    "Publisher",
    "Telling",
    "Term",
    "as_of",
    "choose",
    "is_chosen",
    "is_widely_told",
    "order_at",
    "own_reports",
    "popular",
    "popularity",
    "publisher_of",
    "spaced",
]
