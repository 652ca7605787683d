"""Makes one well-formed, DTD-free XML document out of what a server calls XML.

feedparser and lxml only ever see what comes out of here. The prolog is thrown away whole: every entity bomb
and external entity lives in it. What a feed then refers to (`&nbsp;`) is written as a number.
"""

import html.entities
import re
from dataclasses import dataclass
from xml.parsers import expat

from lxml import etree

from aggregator.errors import ParseError

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# Possessive throughout: a prolog made to confuse is read once, not again and again.
_PROLOG = re.compile(
    r"""(?:\s+
      | <\?.*?\?>
      | <!--.*?-->
      | <!DOCTYPE (?:[^"'\[>] | "[^"]*" | '[^']*')*+
          (?:\[ (?:[^\]"'<] | "[^"]*" | '[^']*' | <!--.*?(?:-->|\Z) | <\?.*?(?:\?>|\Z) | <)*+ \]\s*)?+ >
    )*+""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^>]*>?", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_SLIP = re.compile(
    r"""<!\[CDATA\[.*?(?:\]\]>|\Z)
      | <!--.*?(?:-->|\Z)
      | <(?![A-Za-z_/!?])
      | &(?:\#(\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][\w.-]{0,40});)?""",
    re.DOTALL | re.VERBOSE,
)
_XML_NAMES = {"amp", "lt", "gt", "quot", "apos"}
_RECORD_END = re.compile(r"</(?:\w+:)?(?:item|entry|url|sitemap)\s*>")
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):|[\s\"']([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_DECLARED_PREFIX = re.compile(r"xmlns:([\w.-]+)\s*=")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}


@dataclass(frozen=True, slots=True)
class Document:
    """Clean UTF-8 with a declaration of its own; `problems` says what had to be mended."""

    data: bytes
    problems: tuple[str, ...] = ()


def strip_prolog(text: str) -> str:
    """`text` from its first element on: no declaration, comment or document type is left before it."""
    declared = text.find("<?xml", 0, 4096)  # whatever a server printed before it is no part of the document
    start = max(declared, 0)
    if prolog := _PROLOG.match(text, start):
        start = prolog.end()
    if broken := _DOCTYPE.match(text, start):
        start = broken.end()
    root = _ROOT.search(text, start)
    return text[root.start() :] if root else ""


def root_name(element: str) -> str:
    """The local name, in lower case, of the element that `element` begins with; "" for none."""
    found = _ROOT.match(element)
    return found[2].lower() if found else ""


def well_formed(element: str) -> Document:
    """A document that every XML parser takes, made from a text that begins with its root element.

    Raises:
        ParseError: `truncated` when the text stops before one record of it is whole.
    """
    error = _error_in(element)
    if error is None:
        return _document(element)
    problem = f"not_well_formed: line {error.lineno}, column {error.offset}: {expat.ErrorString(error.code)}"
    whole, cut = _without_tail(element)
    problems = (problem, *(["truncated: the records before the break were read"] if cut else []))
    mended = _mend(whole)
    if _error_in(mended) is None:
        return _document(mended, problems)
    return Document(_recovered(mended), problems)


def _document(element: str, problems: tuple[str, ...] = ()) -> Document:
    return Document((_DECLARATION + element).encode(), problems)


def _error_in(element: str) -> expat.ExpatError | None:
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse((_DECLARATION + element).encode(), True)
    except expat.ExpatError as error:
        return error
    return None


def _without_tail(element: str) -> tuple[str, bool]:
    """`element` up to its root's end tag, or (True) up to its last whole record and closed again."""
    root = _ROOT.match(element)
    name = root[0][1:] if root else ""
    end = element.rfind(f"</{name}")
    if end >= 0:
        return f"{element[:end]}</{name}>", False
    records = list(_RECORD_END.finditer(element))
    if not records:
        raise ParseError("truncated", f"The answer breaks off: <{name}> never ends, nothing in it is whole.")
    kept = element[: records[-1].end()]
    return kept + _end_tags(kept), True


def _end_tags(unfinished: str) -> str:
    """The end tags that are missing at the end of `unfinished`."""
    parser = expat.ParserCreate("utf-8")
    open_names: list[str] = []
    parser.StartElementHandler = lambda name, _attributes: open_names.append(name)
    parser.EndElementHandler = lambda _name: open_names.pop()
    try:
        parser.Parse((_DECLARATION + _mend(unfinished)).encode(), False)
    except expat.ExpatError:
        return ""  # broken in the middle as well: the recovering parser closes what is open
    return "".join(f"</{name}>" for name in reversed(open_names))


def _mend(element: str) -> str:
    """`element` with the usual slips put right: stray `&` and `<`, HTML's entities, undeclared prefixes."""
    mended = _SLIP.sub(_put_right, element)
    missing = _undeclared_prefixes(mended)
    if missing:
        declarations = "".join(f' xmlns:{p}="{_NAMESPACES.get(p, "urn:undeclared:" + p)}"' for p in missing)
        root = _ROOT.match(mended)
        at = root.end() if root else 0
        mended = mended[:at] + declarations + mended[at:]
    return mended


def _put_right(found: re.Match[str]) -> str:
    written, number, name = found[0], found[1], found[2]
    if written == "<":
        return "&lt;"
    if number:
        return written if _is_xml_character(number) else ""
    if written.startswith("<") or name in _XML_NAMES:
        return written
    if name and (characters := html.entities.html5.get(f"{name};")):
        return "".join(f"&#{ord(character)};" for character in characters)
    return "&amp;" + written[1:]


def _is_xml_character(number: str) -> bool:
    """Whether XML 1.0 §2.2 lets a document refer to the character of this number."""
    value = int(number[1:], 16) if number[0] in "xX" else int(number)
    if value < 0x20:
        return value in (9, 10, 13)
    return value <= 0x10FFFF and not 0xD800 <= value <= 0xDFFF and value not in (0xFFFE, 0xFFFF)


def _undeclared_prefixes(element: str) -> list[str]:
    used = {first or second for first, second in _PREFIX.findall(element)}
    return sorted(used - set(_DECLARED_PREFIX.findall(element)) - {"xml", "xmlns"})


def _recovered(element: str) -> bytes:
    """What libxml2 can make of `element`: always a tree, always well-formed again."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, encoding="utf-8")
    tree = etree.fromstring((_DECLARATION + element).encode(), parser)
    if tree is None:
        raise ParseError("not_a_feed", "The answer is neither XML nor anything that can be read as such.")
    return bytes(etree.tostring(tree, encoding="utf-8", xml_declaration=True))
