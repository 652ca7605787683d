"""Readers' words: all that the site says in a language of its own, in Indonesian and in English.

Messages stand in the code as they are in English and come from the catalogues in this folder, the Indonesian ones
too; dates, numbers and plurals are CLDR's. See docs/decisions/0024-languages.md.
"""

from aggregator.words.language import (
    ENGLISH,
    INDONESIAN,
    LANGUAGES,
    Phrase,
    Words,
    message,
    phrase,
    spoken,
    words_in,
)

__all__ = ["ENGLISH", "INDONESIAN", "LANGUAGES", "Phrase", "Words", "message", "phrase", "spoken", "words_in"]
