"""What it would cost to build a tree from HTML, told by one linear look and never underestimated.

An HTML5 tree builder walks its stack of open elements at every tag, and rebuilds open formatting elements in
every block: 100,000 nested `<div>` take seconds, and 14 kB of `<b>` and `<p>` become 6 MB. Both grow with the
sum, over all tags, of how many elements are open there; attributes are searched for doubles in squared time.
"""

import re

_BUDGET = 250_000
"""Open elements summed over all tags: at most 0.15 s, measured; a table of 1,500 rows has 150,000."""
_LARGEST = 512 * 1024
_SMALL = 64 * 1024
"""Below this many characters, no number of attributes costs more than 0.05 s."""
_MOST_REFERENCES = 50_000
"""Each `&` in a text cuts it, and joining the pieces again takes squared time: 0.1 s for this many."""

# Only tags that every tokenizer reads alike: no stray quotes, no angle brackets in attributes. Whatever
# else begins like markup is odd, and after it nothing is believed to close an element.
_TAG = re.compile(
    r"""<(?:
        (?P<close>/)?(?P<name>[a-zA-Z][^\s/<>"'=]*+)
        (?P<attributes>(?:[\s/]++(?:[^\s/<>"'=]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))?+)?+)*+)>
      | !--(?:[^<>-]|-(?!-))*+-->
      | [?][^<>]*+> | ![a-zA-Z][^<>]*+>
      | (?P<odd>[a-zA-Z/!?])
    )""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""[^\s/<>"'=]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`]++))?+""")

_VOID = frozenset(str.split("area base br col embed hr img input link meta param source track wbr"))
_END_OPTIONAL = frozenset(
    str.split("p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rt rp")
)


def affordable(html: str) -> bool:
    """Whether a tree builder will be done with this HTML in about a tenth of a second."""
    if len(html) > _LARGEST or html.count("&") > _MOST_REFERENCES:
        return False
    worst = html.count("<") ** 2 // 2
    return (worst <= _BUDGET and len(html) <= _SMALL) or _weight(html) <= _BUDGET


def _weight(html: str) -> int:
    weight, stack, trusted = 0, list[str](), True
    for tag in _TAG.finditer(html):
        if tag["odd"]:
            if len(html) > _SMALL:
                return _BUDGET + 1
            trusted = False
            stack.append("")
        elif name := (tag["name"] or "").lower():
            weight += _attributes_weight(tag["attributes"])
            if not tag["close"]:
                _open(stack, name)
            elif trusted:
                _close(stack, name)
        weight += 1 + len(stack)
        if weight > _BUDGET:
            break
    return weight


def _attributes_weight(attributes: str) -> int:
    """Searching k attributes for duplicates costs as much as k²/16 steps on the stack."""
    return len(_ATTRIBUTE.findall(attributes)) ** 2 // 16 if len(attributes) > 64 else 0


def _open(stack: list[str], name: str) -> None:
    if name in _VOID:
        return
    if stack and stack[-1] == name and name in _END_OPTIONAL:
        return  # the new one closes the old one
    stack.append(name)


def _close(stack: list[str], name: str) -> None:
    """Pops only what every tree builder would: the innermost element, under at most unclosed `<p>`s."""
    depth = len(stack) - 1
    while depth >= 0 and stack[depth] != name and stack[depth] in _END_OPTIONAL:
        depth -= 1
    if depth >= 0 and stack[depth] == name:
        del stack[depth:]
