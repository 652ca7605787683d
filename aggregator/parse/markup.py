"""Plain text as the markup that shows it: `summary` and `content` of a parsed entry are always HTML."""

import html


def text_as_html(text: str) -> str:
    """Escaped, with its line breaks kept."""
    return html.escape(text, quote=False).replace("\n", "<br>\n")
