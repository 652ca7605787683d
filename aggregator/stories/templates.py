"""Headlines that are filled in anew every day: prices, rates, weather, times."""

from aggregator.stories.scanning import scan
from aggregator.stories.vocabulary import find_phrase, vocabulary


def is_template(title: str) -> bool:
    """Whether the headline is one of them: "Harga emas Antam hari ini, Rabu 28 Agustus"."""
    return find_phrase(vocabulary().templates, tuple(scan(title).words)) > 0
