"""The expat of the standard library, handing over a text in one piece: feedparser is given this one.

By default expat calls back for every line and every reference: ten times for the text of an article.
"""

from typing import Any
from xml.sax.expatreader import ExpatParser

_BUFFER = 64 * 1024
"""Characters. A longer text comes in pieces, as without a buffer."""


class BufferedParser(ExpatParser):
    """`xml.sax`'s own driver, but for the size of its pieces."""

    _parser: Any

    def reset(self) -> None:
        """Begins a document."""
        super().reset()
        self._parser.buffer_text = True
        self._parser.buffer_size = _BUFFER


def create_parser() -> BufferedParser:
    """What `xml.sax.make_parser` asks a module for."""
    return BufferedParser()
