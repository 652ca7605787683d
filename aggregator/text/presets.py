"""What interrupts a story, as data: `interruptions.toml` beside this file, and what the operator adds."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aggregator.model import Preset


@dataclass(frozen=True, slots=True)
class Rules:
    """Presets, compiled into what is matched."""

    leads: tuple[str, ...]
    """In small letters, as `cues`: a text with none of either, and no box, has no interruption."""
    cues: tuple[str, ...]
    box: re.Pattern[str]
    """A box heading where a line begins, in small letters. Looks no further than the line: blank ones may be many."""
    lead: re.Pattern[str]
    line: re.Pattern[str]
    ending: re.Pattern[str]
    """To be searched in a line without the white space at its end."""
    boxes: frozenset[str]


_NEVER = "(?!)"
_EDGES = re.compile(r"^\W+|\W+$")


@lru_cache(maxsize=512)
def presets_for(url: str) -> tuple[Preset, ...]:
    """The shipped presets that hold for a source, by the host of its URL."""
    return presets_that_hold(_shipped(), url)


def presets_that_hold(presets: Iterable[Preset], url: str) -> tuple[Preset, ...]:
    """Those of `presets` that hold for a source: they name its host, or one above it, or none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        host = ""
    return tuple(
        preset
        for preset in presets
        if not preset.hosts or any(f".{host}".endswith(f".{own}") for own in preset.hosts)
    )


@lru_cache(maxsize=512)
def rules_of(presets: tuple[Preset, ...]) -> Rules:
    """The patterns of these presets together."""
    leads = {_bare(lead) for preset in presets for lead in preset.leads} - {""}
    longest_first = sorted(leads, key=lambda lead: (-len(lead), lead))
    lines = [line for preset in presets for line in preset.lines]
    endings = [ending for preset in presets for ending in preset.endings]
    boxes = frozenset(_plain(box) for preset in presets for box in preset.boxes)
    return Rules(
        leads=tuple(longest_first),
        cues=tuple(dict.fromkeys(cue for preset in presets for cue in preset.cues)),
        box=re.compile(rf"\n[^\w\n]*(?:{'|'.join(map(re.escape, boxes)) or _NEVER})(?!\w)"),
        lead=_any([r"\s+".join(map(re.escape, lead.split())) for lead in longest_first], around=r"\b"),
        line=_any(lines),
        ending=_any(endings, after=r"\Z"),
        boxes=boxes,
    )


def is_box(line: str, rules: Rules) -> bool:
    """Whether a line is the heading of a box."""
    return _plain(line) in rules.boxes


def _bare(lead: str) -> str:
    """In small letters, and without the colon or arrow that an operator may have copied along."""
    return _EDGES.sub("", " ".join(lead.lower().split()))


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().strip(" :#-–—").split())


def _any(patterns: list[str], around: str = "", after: str = "") -> re.Pattern[str]:
    alternatives = "|".join(f"(?:{pattern})" for pattern in patterns) or _NEVER
    return re.compile(f"{around}(?:{alternatives}){around}{after}", re.IGNORECASE)


@cache
def _shipped() -> tuple[Preset, ...]:
    text = Path(__file__).with_name("interruptions.toml").read_text(encoding="utf-8")
    return tuple(_preset(table) for table in tomllib.loads(text)["preset"])


def _preset(table: dict[str, Any]) -> Preset:
    fields = {key: tuple(value) for key, value in table.items() if key != "name"}
    return Preset(name=table["name"], **fields)
