"""What a reader asks for, and which texts say it: the same answer wherever it is looked up.

parse('"harga cabai" naik -impor')    Query, or the Mistake that it holds
holds(query, indexed(title, summary)) whether an entry is found
pieces(query, title)                  the title with what was found in it, to be highlighted
"""

from aggregator.search.matching import Piece, holds, pieces
from aggregator.search.query import Mistake, Query, Term, parse
from aggregator.search.words import BREAK, indexed, words_of

__all__ = ["BREAK", "Mistake", "Piece", "Query", "Term", "holds", "indexed", "parse", "pieces", "words_of"]
