"""The story itself: the part of a page where prose is densest, without what is put into and around it.

Every line has a weight: prose counts for, links count against. The element whose lines weigh most holds the
story; inside it, lines that are no story are taken out. What only presets know ("BACA JUGA") stays: it is
taken out, and its links are kept, by `text.strip_interruptions`.
"""

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from aggregator.parse.article import furniture
from aggregator.parse.article.blocks import Block, Page, sums
from aggregator.parse.article.cutting import blank, markup
from aggregator.parse.article.tree import names_of, text_of

_PROSE = 60
"""Characters outside links from which on a line may be prose; a sentence may be shorter."""
_SENTENCE = re.compile(r"[a-z0-9)\]%][\"”’']?[.!?…:][\"”’')]*(?:\s|$)|,\s", re.IGNORECASE)
_OUTSIDE = 0.2
"""What prose counts before the headline, or far behind it, where teasers of other articles stand."""
_FAR = 1500
"""Characters of links in a row after which a story is over."""
_BODY_BONUS = 1.3
_SENTENCE_ENDS = (".", "!", "?", "…", ":", '"', "”", "’", "'", ")")
_LONGEST_CAPTION = 300
_MOST_POINTED = 3
"""Links on lines of their own below a bare "Baca juga" that belong to it; more of them are a box."""
_CELLS = frozenset({"li", "td", "th", "dd", "dt", "pre", "h2", "h3", "h4", "h5", "h6"})


def find_body(page: Page, headline: Block | None) -> str:
    """The story as HTML, as the page wrote it; "" when the page holds none. Takes the page's tree apart."""
    boxed = _boxed(page, headline)
    weights = _weights(page.blocks, headline, boxed)
    totals = sums(page, weights)
    best = _best(page, totals)
    if totals[best] <= 0:
        return ""
    inside = [block for block in page.blocks if _holds(page, best, block.place)]
    kept = frozenset(block.index for block in _story(inside, headline, boxed, totals))
    for block in inside:
        if block.index not in kept:
            blank(block)
    return markup(page.elements[best])


# ── weighing ─────────────────────────────────────────────────────────────────────────────────────


def _weight(block: Block) -> float:
    """Positive for prose, negative for links, nothing for short lines such as headings and cells."""
    size, plain = len(block.text), len(block.text) - block.linked
    if _is_link(block):
        return -float(size)
    if size < 2 * _PROSE and furniture.is_line(block.text):
        return 0.0
    if plain >= _PROSE or (plain >= _PROSE / 2 and _SENTENCE.search(block.text)):
        return float(plain)
    return 0.0 if block.element.tag in _CELLS else -0.25 * size


def _weights(blocks: Sequence[Block], headline: Block | None, boxed: frozenset[int]) -> list[float]:
    """The weight of every block; prose outside the run that begins with the headline counts little."""
    weights, links = [], 0.0
    for block in blocks:
        weight = _weight(block)
        if headline and block.index == headline.index:
            links = 0.0
        links = max(0.0, links - weight) if weight < 0 else 0.0 if links < _FAR else links
        outside = (headline and block.index < headline.index) or links >= _FAR
        if block.index in boxed:
            weight = min(weight, 0.0)
        weights.append(weight * _OUTSIDE if outside and weight > 0 else weight)
    return weights


def _best(page: Page, totals: Sequence[float]) -> int:
    def worth(place: int) -> float:
        element = page.elements[place]
        named = furniture.is_body(names_of(element), element.get("itemprop") or "")
        return totals[place] * (_BODY_BONUS if named else 1.0)

    positive = (place for place, total in enumerate(totals) if total > 0)
    return max(positive, key=lambda place: (worth(place), place), default=0)


def _boxed(page: Page, headline: Block | None) -> frozenset[int]:
    """The blocks in navigation, comments, related articles and the like, told by what elements are called.

    An element is no box, whatever its name, when the headline or most of the page's prose stands in it.
    """
    prose = sums(page, [max(0.0, _weight(block)) for block in page.blocks])
    around = set(_ancestors(page, headline.place)) if headline else set()
    in_box = [False] * len(page.elements)
    for place, element in enumerate(page.elements):
        parent = page.parents[place]
        in_box[place] = place > 0 and in_box[parent]
        if not in_box[place] and place not in around:
            box = furniture.box(element.tag, names_of(element))
            limit = {None: -1.0, "comments": 0.9}.get(box, 0.5)
            in_box[place] = box is not None and prose[place] <= limit * prose[0]
    return frozenset(block.index for block in page.blocks if in_box[block.place])


def _ancestors(page: Page, place: int) -> Iterator[int]:
    while place:
        yield place
        place = page.parents[place]


def _holds(page: Page, outer: int, place: int) -> bool:
    while place > outer:
        place = page.parents[place]
    return place == outer


# ── choosing lines ───────────────────────────────────────────────────────────────────────────────


def _story(
    inside: Sequence[Block],
    headline: Block | None,
    boxed: frozenset[int],
    totals: Sequence[float],
) -> Iterator[Block]:
    """The lines of the story among all lines of its element."""
    start = headline.index if headline else -1
    lines = [
        block
        for block in inside
        if block.index > start and (block.index not in boxed or furniture.points_elsewhere(block.text))
    ]
    pointed = _MOST_POINTED
    for block in _before_end(_from_beginning(lines)):
        if furniture.points_elsewhere(block.text):
            pointed = 0
            yield block
        elif _is_link(block) and pointed < _MOST_POINTED:
            pointed += 1
            yield block
        elif not (furniture.is_line(block.text) or _is_link(block) or _is_in_link_list(totals, block)):
            pointed = _MOST_POINTED
            yield block


def _from_beginning(lines: list[Block]) -> list[Block]:
    """From the first line that is prose: no date, byline or caption of the picture above the story."""
    for n, block in enumerate(lines):
        whole = len(block.text) >= 2 * _PROSE or block.text.endswith(_SENTENCE_ENDS)
        if whole and _weight(block) > 0 and not _is_caption(block):
            return [line for line in lines[:n] if furniture.points_elsewhere(line.text)] + lines[n:]
    return lines


def _is_caption(block: Block) -> bool:
    """Whether a line says who took a picture, or stands right below one and is no paragraph."""
    if furniture.credits_picture(block.text):
        return True
    element = block.element
    if element.tag in ("p", "td", "body", "article", "section") or len(block.text) > _LONGEST_CAPTION:
        return False
    above = element.getprevious()
    return any(node is not None and _is_picture(node) for node in (element, above))


def _is_picture(element: etree._Element) -> bool:
    return element.tag == "img" or (
        element.find(".//img") is not None and len(text_of(element)) <= _LONGEST_CAPTION
    )


def _before_end(lines: list[Block]) -> list[Block]:
    """Up to the line that begins what follows a story (tags, comments, related), if enough stands before it."""
    whole = sum(max(0.0, _weight(block)) for block in lines)
    read = 0.0
    for n, block in enumerate(lines):
        if read >= 0.5 * whole and furniture.is_end(block.text):
            return lines[:n]
        read += max(0.0, _weight(block))
    return lines


def _is_link(block: Block) -> bool:
    return 2 * block.linked > len(block.text)


def _is_in_link_list(totals: Sequence[float], block: Block) -> bool:
    """Whether a line that holds a link stands in an element that holds little but links."""
    return totals[block.place] < 0 and block.linked > 0
