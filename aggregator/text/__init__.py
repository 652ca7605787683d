"""Words and markup: what came as a string becomes plain text, safe HTML, an excerpt, or tokens."""

from aggregator.text.characters import clean_characters
from aggregator.text.interruptions import Cleaned, strip_interruptions
from aggregator.text.markup import as_paragraphs, sanitize
from aggregator.text.plain import plain_text, visible_text
from aggregator.text.presets import presets_for, presets_that_hold
from aggregator.text.words import excerpt, tokens

__all__ = [
    "Cleaned",
    "as_paragraphs",
    "clean_characters",
    "excerpt",
    "plain_text",
    "presets_for",
    "presets_that_hold",
    "sanitize",
    "strip_interruptions",
    "tokens",
    "visible_text",
]
