"""What a compositor would see to."""

import re

from markupsafe import Markup, escape

_SCORE = re.compile(r"(?<![\w-])\d+[-–]\d+(?![\w-])")


def together(text: str) -> Markup:
    """The text escaped, its scores and ranges (`3-1`, `2024–2029`) never broken over two lines.

    What is HTML already is left as it is.
    """
    if isinstance(text, Markup):
        return text
    made, behind = Markup(), 0
    for found in _SCORE.finditer(text):
        score = Markup('<span class="together">{}</span>').format(found[0])
        made += escape(text[behind : found.start()]) + score
        behind = found.end()
    return made + escape(text[behind:])
