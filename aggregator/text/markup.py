"""HTML that may stand on our pages and in our feeds.

nh3 has the last word: whatever is done to markup is done before it, and its answer is never edited. A string
edit after sanitizing is how markup that was safe comes to run (mutation XSS).
"""

import re
from functools import lru_cache
from html import escape

import nh3

from aggregator.text.characters import clean_characters, clean_references
from aggregator.text.plain import words_of
from aggregator.text.weight import affordable

_TAGS = frozenset(
    str.split(
        "a abbr b blockquote br caption cite code dd del div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr "
        "i img ins kbd li mark ol p pre q s samp small strong sub sup table tbody td tfoot th thead tr u ul "
        "var"
    )
)
_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href"},
    "abbr": {"title"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_DROPPED_WITH_CONTENT = frozenset(
    str.split(
        "audio canvas embed head iframe math noembed noframes noscript object script select style svg "
        "template textarea title video xmp"
    )
)
_NUMBERS = frozenset({"width", "height", "start", "colspan", "rowspan"})
_NUMBER = re.compile(r"[0-9]{1,4}")
# A foreign page that we link to learns nothing of our reader and may not reach our window; and a link that
# a publisher wrote is no recommendation of ours.
_LINK_REL = "nofollow noopener noreferrer"

_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_NO_SIZE = re.compile(r"\b(width|height)\s*+=\s*+[\"']?\s*+[01](?:px)?(?![0-9.%])", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_COUNTER = re.compile(
    r"//(?:pixel\.wp\.com|stats\.wordpress\.com|feeds\.feedburner\.com/~|feeds\.wordpress\.com/1\.0/|"
    r"[^/\"'\s>]*\.?google-analytics\.com|[^/\"'\s>]*\.?scorecardresearch\.com|secure-[a-z]+\.imrworldwide\.com)",
    re.IGNORECASE,
)
_NO_PICTURE = re.compile(rf"^\s*mailto:|{_COUNTER.pattern}", re.IGNORECASE)
_BRACKET = re.compile("[<>]")
_EMBEDDED = re.compile(r"\ssrc\s*+=\s*+[\"']?\s*+data:", re.IGNORECASE)
_LAZY = re.compile(r"\sdata-(?:lazy-)?(?:src|original)\s*+=\s*+(\"[^\"]*\"|'[^']*')", re.IGNORECASE)

_ABSOLUTE = tuple(
    f"{name}={quote}{scheme}://"
    for name in ("href", "src")
    for quote in "\"'"
    for scheme in ("https", "http")
)

_LONGEST = 2 * 1024 * 1024
_FALLBACK_CHARACTERS = 50_000
_FALLBACK_PARAGRAPHS = 200


def sanitize(html: str, base_url: str) -> str:
    """HTML of our allow-list alone, URLs absolute; markup too costly to parse becomes paragraphs of its text.

    Without a `base_url` (http or https, else ""), relative URLs are dropped. Sanitizing twice is as once.
    """
    html = _prepared(html)
    if affordable(html):
        clean = _cleaner(base_url if _has_relative_url(html) else "").clean(html)
        if affordable(clean):
            return clean
    return _cleaner("").clean(as_paragraphs(words_of(html)[:_FALLBACK_CHARACTERS]))


def as_paragraphs(text: str) -> str:
    """Plain text as HTML, a paragraph for each of its lines."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    last = " ".join(lines[_FALLBACK_PARAGRAPHS - 1 :])
    lines = [*lines[: _FALLBACK_PARAGRAPHS - 1], *([last] if last else [])]
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)


def _prepared(html: str) -> str:
    html = clean_references(clean_characters(html[:_LONGEST]))
    return _IMAGE.sub(_fit_image, html) if "<" in html else html


def _fit_image(match: re.Match[str]) -> str:
    """Nothing for a picture that is not to be seen, for it counts readers, or whose bytes are embedded.

    A picture that a script was to load later is loaded at once: of equal attributes the first counts.
    """
    tag = match[0]
    no_size = {side.lower() for side in _NO_SIZE.findall(tag)} == {"width", "height"}
    if no_size or _HIDDEN.search(tag) or _COUNTER.search(tag):
        return ""
    if lazy := _LAZY.search(tag):
        return f"<img src={lazy[1]}{tag[4:]}"
    return "" if _EMBEDDED.search(tag) else tag


def _has_relative_url(html: str) -> bool:
    """Whether the base may matter: making a cleaner for each entry's own takes longer than cleaning."""
    small = html.lower()
    urls = small.count("href") + small.count("src")
    return urls > 0 and urls > sum(map(small.count, _ABSOLUTE))


@lru_cache(maxsize=256)
def _cleaner(base_url: str) -> nh3.Cleaner:
    """A base whose host nh3 refuses (it knows IDNA better than Python) is no base: relative URLs are dropped."""
    try:
        return _new_cleaner(base_url)
    except ValueError:
        return _new_cleaner("")


def _new_cleaner(base_url: str) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        attribute_filter=_fit_attribute,
        tag_attribute_values={tag: {"dir": {"ltr", "rtl", "auto"}} for tag in ("p", "div", "blockquote")},
        link_rel=_LINK_REL,
        url_schemes={"http", "https", "mailto"},
        url_relative=("rewrite_with_base", base_url) if base_url else "deny",
    )


def _fit_attribute(tag: str, name: str, value: str) -> str | None:
    """What nh3 may write as this attribute's value; None drops the attribute."""
    if name in _NUMBERS:
        return _fit_number(tag, value)
    if name in {"href", "src"}:
        no_picture = tag == "img" and _NO_PICTURE.search(value)
        return None if no_picture else _BRACKET.sub(_escaped_bracket, value)
    return _BRACKET.sub(" ", value)


def _escaped_bracket(match: re.Match[str]) -> str:
    """Deleting it could make a URL into another: `java<script:`."""
    return "%3C" if match[0] == "<" else "%3E"


def _fit_number(tag: str, value: str) -> str | None:
    value = value.strip().removesuffix("px")
    if not _NUMBER.fullmatch(value) or (tag == "img" and int(value) <= 1):
        return None
    return value
