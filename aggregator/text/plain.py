"""From markup to the words a reader would see."""

import re
import unicodedata
from html import unescape

import nh3

from aggregator.text.characters import clean_characters
from aggregator.text.weight import affordable

_BLOCKS = (
    "address|article|aside|blockquote|br|center|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|"
    "nav|ol|option|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|audio|b|bdi|bdo|big|body|button|caption|cite|code|data|del|details|dfn|em|embed|fieldset|font|"
    "head|html|i|iframe|img|input|ins|kbd|label|legend|link|mark|math|meta|noscript|object|picture|q|rp|rt|ruby|s|"
    "samp|script|select|small|source|span|strike|strong|style|sub|summary|sup|svg|template|textarea|time|title|tt|"
    "u|var|video|wbr"
)
_NOT_MARKUP = re.compile(
    rf"<(?!/?(?:{_BLOCKS}|{_INLINE}|[a-z]+:[a-z]+)(?:[\s/>]|$)|!--|[!?][a-zA-Z])", re.IGNORECASE
)
_BLOCK_EDGE = re.compile(rf"</?(?:{_BLOCKS})(?=[\s/>])", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>?")
_RAW = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1[^<>]*>|\Z)", re.IGNORECASE | re.DOTALL)
_CANONICAL_BLOCK = re.compile(rf'</?(?:{_BLOCKS})(?: [a-z]+="[^"]*+")*+>')
_CAPTION = re.compile(r"<figcaption>.*?</figcaption>", re.DOTALL)
_CANONICAL_TAG = re.compile(r'</?[a-z0-9]+(?: [a-z]+="[^"]*+")*+>')

_DOUBLY_ESCAPED = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[nm]dash|hellip|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,5});"
)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")

_LONGEST = 256 * 1024
"""Characters of markup that are read for their words; what is behind them is no summary."""

_stripper = nh3.Cleaner(tags=set(), attributes={}, link_rel=None)


def plain_text(text: str, is_html: bool = True) -> str:
    """One line of text in NFC: tags and unfit characters gone, references decoded, white space folded.

    A `<` that opens no known element is a character ("harga < 5 ribu"). Names of characters still there after
    decoding were escaped twice on their way, whatever the format says, and are decoded once more.
    """
    text = clean_characters(text)
    if is_html and "<" in text:
        text = words_of(text)
    elif is_html and "&" in text:
        text = unescape(text)
    if "&" in text:
        text = _DOUBLY_ESCAPED.sub(lambda match: unescape(match[0]), text)
    return _one_line(text)


def visible_text(clean_html: str) -> str:
    """The words of what `sanitize` returned, on one line; ten times cheaper than `plain_text`.

    What stands under a picture is left out: an excerpt begins with the story.
    """
    story = _CAPTION.sub(" ", clean_html)
    return _one_line(unescape(_CANONICAL_TAG.sub("", _CANONICAL_BLOCK.sub(" ", story))))


def words_of(html: str) -> str:
    """The text of HTML, with line breaks where its blocks end. Linear, however hostile the markup."""
    if "<![CDATA[" in html:  # escaped by a program that took the markers for text
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    html = _BLOCK_EDGE.sub(r"\n\g<0>", _NOT_MARKUP.sub("&lt;", html[:_LONGEST]))
    if affordable(html):
        return unescape(_stripper.clean(html))
    return unescape(_ANY_TAG.sub("", _RAW.sub("", html)))


def _one_line(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNSEEN.sub("", clean_characters(text)))
    elif not text.isprintable():
        text = clean_characters(text)
    return " ".join(text.split())
