"""Takes out of a story what interrupts it: "BACA JUGA:Judul", photo credits, page numbers, boxes for tags.

Only what presets name is taken out, only as a whole line or at the end of one, and never so much that little
is left. Prose in which somebody reads something too ("silakan baca juga surat edaran itu") stays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from aggregator.model import Preset
from aggregator.text.lines import Document, Line, Link
from aggregator.text.presets import Rules, is_box, rules_of
from aggregator.text.weight import affordable

_MOST_REMOVED = 0.4
_LONGEST_TITLE = 250
_LONGEST_LINE = 10_000
"""Characters; what is longer is no line of a story."""
_LONGEST_ENDING = 300

_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w")
_COLON = re.compile(r"\s*[:：»>]+")
_TWO_SENTENCES = re.compile(r"[a-z]{3}\.\s+[A-Z]")
_SENTENCE_OVER = re.compile(r"[.!?…”\"’)\]]\s*$")
_LINE_END = re.compile(r"(?<=\S)\s*\n")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without interruptions, and (URL, title) of what they pointed to, both as written.

    `flagged`: more than 40 % would have gone, so that the text was left as it was.
    """

    html: str
    related: tuple[tuple[str, str], ...] = ()
    flagged: bool = False


@dataclass(frozen=True, slots=True)
class _Cut:
    line: Line
    start: int
    end: int
    related: tuple[tuple[str, str], ...] = ()
    opens_list: bool = False
    """The lines below that are nothing but a link belong to it."""


def strip_interruptions(html: str, presets: tuple[Preset, ...]) -> Cleaned:
    """HTML, or plain text with line breaks, without the lines that `presets` call interruptions.

    The answer is not safe yet: it is to be sanitized.
    """
    rules = _narrowed(html, rules_of(presets))
    if rules is None or not affordable(html):
        return Cleaned(html)
    if "<" not in html:
        return _strip_text(html, rules)
    document = Document(html)
    cuts = tuple(_cuts(document.lines, rules))
    if not cuts:
        return Cleaned(html)
    if _is_too_much(cuts, document.lines):
        return Cleaned(html, flagged=True)
    for cut in reversed(cuts):
        document.cut(cut.line, cut.start, cut.end)
    related: dict[str, str] = {}
    for url, title in (link for cut in cuts for link in cut.related):
        related.setdefault(url, title)
    return Cleaned(document.html(), tuple(related.items()))


def _strip_text(text: str, rules: Rules) -> Cleaned:
    lines = tuple(Line(text=line) for line in text.split("\n"))
    cuts = tuple(_cuts(lines, rules))
    if _is_too_much(cuts, lines):
        return Cleaned(text, flagged=bool(cuts))
    for cut in reversed(cuts):
        cut.line.text = cut.line.text[: cut.start] + cut.line.text[cut.end :]
    gone = {id(cut.line) for cut in cuts if not cut.line.text.strip()}
    return Cleaned("\n".join(line.text for line in lines if id(line) not in gone))


def _narrowed(html: str, rules: Rules) -> Rules | None:
    """The rules with only those leads and cues that the text holds; None, as for most texts, if nothing could match."""
    small = "\n" + unescape(_TAG.sub("\n", html)).lower()
    has_box = rules.box.search(small) is not None
    small = " ".join(small.split())
    leads = tuple([lead for lead in rules.leads if lead in small])
    cues = tuple([cue for cue in rules.cues if cue in small])
    return replace(rules, leads=leads, cues=cues) if leads or cues or has_box else None


def _holds(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _is_too_much(cuts: Sequence[_Cut], lines: Sequence[Line]) -> bool:
    removed = sum(_size(cut.line.text[cut.start : cut.end]) for cut in cuts)
    return removed > _MOST_REMOVED * sum(_size(line.text) for line in lines)


def _size(text: str) -> int:
    return len("".join(text.split()))


def _cuts(lines: Sequence[Line], rules: Rules) -> Iterator[_Cut]:
    above: _Cut | None = None
    for line in lines:
        if not line.text.strip() or len(line.text) > _LONGEST_LINE:
            continue
        if above and _is_nothing_but_links(line):
            is_lead = rules.lead.search(above.line.text) is not None
            yield _whole(line, tuple(_related(line, link) for link in line.links) if is_lead else ())
            continue
        above = None
        for cut in _cuts_in(line, rules):
            yield cut
            above = cut if cut.opens_list else None


def _cuts_in(line: Line, rules: Rules) -> Iterator[_Cut]:
    folded = " ".join(line.text.lower().split())
    cued = _holds(folded, rules.cues)
    if is_box(folded, rules) and not line.cell:
        yield _Cut(line, 0, len(line.text), opens_list=True)
    elif cued and len(folded) < 1000 and rules.line.fullmatch(folded):
        yield _whole(line)
    else:
        leads = tuple(_lead_cuts(line, rules)) if _holds(folded, rules.leads) else ()
        yield from leads
        ending = _ending(line.text, rules) if cued else None
        if ending and not any(cut.end > ending.start() for cut in leads):
            yield _Cut(line, ending.start(), len(line.text))


def _ending(text: str, rules: Rules) -> re.Match[str] | None:
    end = len(text.rstrip())
    return rules.ending.search(text, max(0, end - _LONGEST_ENDING), end)


def _whole(line: Line, related: tuple[tuple[str, str], ...] = ()) -> _Cut:
    return _Cut(line, 0, len(line.text), related)


def _is_nothing_but_links(line: Line) -> bool:
    return sum(_size(line.text[link.start : link.end]) for link in line.links) >= 0.9 * _size(line.text)


# ── "BACA JUGA" ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Lead:
    """Words such as "BACA JUGA", and what stands around them in their line."""

    start: int
    end: int
    colon: bool
    first: bool
    """No word stands before it, in its line or in the link that it begins."""
    shouted: bool
    link: Link | None
    """The link it stands at the beginning of, or that follows at once."""


def _lead_cuts(line: Line, rules: Rules) -> Iterator[_Cut]:
    leads = [lead for match in rules.lead.finditer(line.text) if (lead := _lead(line, match))]
    done = 0
    for lead, following in zip(leads, [*leads[1:], None], strict=False):
        if lead.start < done:
            continue
        limit = following.start if following else len(line.text)
        cut = _cut_at_link(line, lead) if lead.link else _cut_at_title(line, lead, limit)
        if cut:
            done = cut.end
            yield cut


def _lead(line: Line, match: re.Match[str]) -> _Lead | None:
    """The lead, unless it stands in the middle of a sentence."""
    start, end = match.span()
    colon = _COLON.match(line.text, end)
    end = colon.end() if colon else end
    own = next((link for link in line.links if link.start <= start < link.end), None)
    if own and _has_word(line.text[own.start : start]):
        return None
    link = own or next((link for link in line.links if link.start >= end), None)
    if link and not own and _has_word(line.text[end : link.start]):
        link = None
    line_start = line.text.rfind("\n", 0, own.start if own else start) + 1
    begins_line = not _has_word(line.text[line_start:start])
    first = begins_line or own is not None
    if not first and not colon:
        return None
    start = line_start if begins_line else own.start if own else start
    return _Lead(start, end, colon is not None, first, match[0].isupper(), link)


def _cut_at_link(line: Line, lead: _Lead) -> _Cut | None:
    """From the lead to the end of its link, if they make a line or a colon joins them."""
    link = lead.link
    if link is None:
        return None
    inside = link.start < lead.end
    if not inside and not lead.colon and _has_word(line.text[link.end :]):
        return None
    return _Cut(line, lead.start, link.end, (_related(line, link, lead.end),))


def _cut_at_title(line: Line, lead: _Lead, limit: int) -> _Cut | None:
    """From the lead to the end of the title that follows as mere text."""
    ends = _LINE_END.search(line.text, lead.end, limit)
    end = ends.start() if ends else limit
    title = line.text[lead.end : end].strip()
    if not title:
        return _Cut(line, lead.start, end, opens_list=True) if lead.first else None
    if len(title) > _LONGEST_TITLE or _TWO_SENTENCES.search(title):
        return None
    if lead.first:
        pointing = lead.colon or (lead.shouted and not title.endswith("."))
        return _Cut(line, lead.start, end) if pointing else None
    before = line.text[: lead.start].rstrip()
    if before.endswith("("):
        close = line.text.find(")", lead.end, limit)
        return _Cut(line, len(before) - 1, close + 1) if close >= 0 else None
    return _Cut(line, lead.start, end) if _SENTENCE_OVER.search(before[-3:]) else None


def _related(line: Line, link: Link, start: int = 0) -> tuple[str, str]:
    return link.url, " ".join(line.text[max(start, link.start) : link.end].split())


def _has_word(text: str) -> bool:
    return _WORD.search(text) is not None
