"""XHTML in Atom (RFC 4287 §4.1.3.3), written as feedparser writes it."""

from xml.sax.saxutils import escape

from aggregator.parse.ordinary.tree import DoubtfulError, Element, certain, lowered


def inside_of(element: Element) -> str:
    """The inside of the one <div> that Atom demands, as text."""
    inside = [part for part in element.content if isinstance(part, Element) or part.strip()]
    if len(inside) != 1 or not isinstance(inside[0], Element) or inside[0].name != "xhtml:div":
        raise DoubtfulError("xhtml")
    pieces: list[str] = []
    _serialize(inside[0], pieces)
    return certain("".join(pieces[1:-1]).strip())


def _serialize(element: Element, pieces: list[str]) -> None:
    prefix, _, name = element.name.partition(":")
    if prefix != "xhtml" or name in {"body", "svg", "math", "title"}:
        raise DoubtfulError(element.name)
    pieces.append(f"<{name}{_attributes(element)}>")
    for part in element.content:
        if isinstance(part, Element):
            _serialize(part, pieces)
        else:
            pieces.append(escape(part))
    pieces.append(f"</{name}>")


def _attributes(element: Element) -> str:
    if not element.attributes:
        return ""
    given = lowered(element)
    if not given.keys().isdisjoint({"base", "lang"}):
        raise DoubtfulError(element.name)
    return "".join(f' {name}="{escape(value, {chr(34): "&quot;"})}"' for name, value in given.items())
