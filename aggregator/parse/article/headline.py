"""The title of an article, as the page shows it, and where on the page it stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aggregator.parse.article.blocks import Block

_SEPARATOR = re.compile(r"\s+[-–—|•·:»«/~]+\s+|\s*(?:::|[|»•])\s*|:\s+")
_KICKER = re.compile(r"[^:|]{2,30}\s*[:|]\s+")
_CUT_OFF = re.compile(r"\s*(?:\.\.\.|…)$")
_UNSPOKEN = re.compile(r"[\W_]+")
_TITLE_NAME = re.compile(r"title|judul|headline|jdl", re.IGNORECASE)
_LONGEST = 300
_MOST_JOINTS = 6
_RANKS = {"h1": 4, "h2": 3, "h3": 2, "h4": 1}


@dataclass(frozen=True, slots=True)
class Headline:
    """The title, and the block that shows it; None when it is only said in the head of the page."""

    title: str
    block: Block | None = None


def find_headline(blocks: Sequence[Block], titles: Sequence[str], sites: Sequence[str]) -> Headline:
    """The line of the page that says what its head says, else what the head says without the site's name."""
    wanted = [title for title in titles if _spoken(title)]
    known = _Titles(wanted, sites)
    found = [(rank, block) for block in blocks if (rank := known.rank(block))]
    if found:
        block = max(found, key=lambda pair: (pair[0], -pair[1].index))[1]
        return Headline(block.text, block)
    if not wanted:
        heading = next((block for block in blocks if block.element.tag == "h1"), None)
        return Headline(heading.text if heading else "", heading)
    return Headline(_without_site(wanted[0], sites))


class _Titles:
    """Every form in which a line of the page may repeat what the head says."""

    def __init__(self, titles: Iterable[str], sites: Iterable[str]) -> None:
        sites = {_spoken(site) for site in sites}
        self._forms = {form for title in titles for form in _forms(title)} - sites - {""}
        self._cut = tuple(_spoken(_CUT_OFF.sub("", title)) for title in titles if _CUT_OFF.search(title))

    def rank(self, block: Block) -> tuple[int, int] | None:
        """How likely this block is the headline; None when it is not."""
        if len(block.text) > _LONGEST:
            return None
        spoken = _spoken(block.text)
        kicker = _KICKER.match(block.text)
        is_form = spoken in self._forms
        if not is_form and not (kicker and _spoken(block.text[kicker.end() :]) in self._forms):
            is_form = any(len(cut) > 20 and spoken.startswith(cut) for cut in self._cut)
            if not is_form:
                return None
        return _standing(block), len(spoken)


def _standing(block: Block) -> int:
    """Headings come before other lines, and these before links, which lead to articles elsewhere."""
    name = f"{block.element.get('class') or ''} {block.element.get('id') or ''}"
    rank = 2 * _RANKS.get(block.element.tag, 0) + bool(_TITLE_NAME.search(name)) + 2
    return rank - (2 if 2 * block.linked > len(block.text) else 0)


def _forms(title: str) -> Iterator[str]:
    """A title spoken, whole and without what is joined to its beginning or end."""
    title = title[:_LONGEST]
    joints = list(_SEPARATOR.finditer(title))[:_MOST_JOINTS]
    yield _spoken(title)
    for start in (0, *(joint.end() for joint in joints)):
        for end in (*(joint.start() for joint in joints), len(title)):
            if title.count(" ", start, end) >= 2:
                yield _spoken(title[start:end])


def _spoken(text: str) -> str:
    """Letters and digits alone, so that quotes and spaces do not tell two titles apart."""
    return _UNSPOKEN.sub("", text).casefold()


def _without_site(title: str, sites: Sequence[str]) -> str:
    """The title without the last or first part, if that is the site's name."""
    joints = list(_SEPARATOR.finditer(title))
    for joint in reversed(joints):
        if _is_site(title[joint.end() :], sites):
            return _without_site(title[: joint.start()], sites)
    for joint in joints[:1]:
        if _is_site(title[: joint.start()], sites):
            return title[joint.end() :]
    return title


def _is_site(part: str, sites: Sequence[str]) -> bool:
    spoken = _spoken(part)
    named = (_spoken(site) for site in sites)
    return any(
        name and (spoken == name or (len(name) > 3 and name in spoken and len(part) < 40)) for name in named
    )
