"""Our own well-formed markup as plain data, from which the component builds elements without parsing anything."""

from html.parser import HTMLParser

Node = str | dict[str, str] | list["Node"]
"""Text, attributes, or an element: `[tag, {attribute: value}, child, …]`."""

_VOID = frozenset({"img"})


def tree_of(markup: str) -> Node:
    """The one element that the markup is. Line breaks between elements, which say nothing, are left out."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    [root] = reader.roots
    return root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.roots: list[Node] = []
        self._open: list[list[Node]] = [self.roots]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: list[Node] = [tag, {name: value or "" for name, value in attrs}]
        self._open[-1].append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() or "\n" not in data:
            self._open[-1].append(data)
