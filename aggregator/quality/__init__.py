"""How well stories, copies and topics are found, on any file: `python -m aggregator.quality`.

A file is a stream of entries; the answers are those of the wire itself. What they are worth is for whoever has
the labels to say: `make quality` does so for the sets in `tests/quality/`.
"""

from aggregator.quality.answers import copies_of, stories_of, surely_of, topics_of
from aggregator.quality.rows import Row, UnreadableFile, read_rows

__all__ = ["Row", "UnreadableFile", "copies_of", "read_rows", "stories_of", "surely_of", "topics_of"]
