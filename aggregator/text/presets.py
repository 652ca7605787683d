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
    """A box heading where a line begins, in small letters."""
    lead: re.Pattern[str]
    line: re.Pattern[str]
    ending: re.Pattern[str]
    boxes: frozenset[str]


_NEVER = "(?!)"


@lru_cache(maxsize=512)
def presets_for(url: str) -> tuple[Preset, ...]:
    """The shipped presets that hold for a source, by the host of its URL."""
    return presets_that_hold(_shipped(), url)


def presets_that_hold(presets: Iterable[Preset], url: str) -> tuple[Preset, ...]:
    """Those of `presets` that hold for a source: they name its host, or one above it, or none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return tuple(
        preset
        for preset in presets
        if not preset.hosts or any(f".{host}".endswith(f".{own}") for own in preset.hosts)
    )


@lru_cache(maxsize=64)
def rules_of(presets: tuple[Preset, ...]) -> Rules:
    """The patterns of these presets together."""
    leads = [r"\s+".join(map(re.escape, lead.split())) for preset in presets for lead in preset.leads]
    lines = [line for preset in presets for line in preset.lines]
    endings = [ending for preset in presets for ending in preset.endings]
    boxes = frozenset(_plain(box) for preset in presets for box in preset.boxes)
    return Rules(
        leads=tuple(dict.fromkeys(lead.lower() for preset in presets for lead in preset.leads)),
        cues=tuple(dict.fromkeys(cue for preset in presets for cue in preset.cues)),
        box=re.compile(rf"\n\s*+(?:{'|'.join(map(re.escape, boxes)) or _NEVER})\b"),
        lead=_any([rf"\b(?:{lead})\b" for lead in leads]),
        line=_any(lines),
        ending=_any(endings, after=r"\s*$"),
        boxes=boxes,
    )


def is_box(line: str, rules: Rules) -> bool:
    """Whether a line is the heading of a box."""
    return len(line) < 40 and _plain(line) in rules.boxes


def _plain(heading: str) -> str:
    return " ".join(heading.casefold().strip(" :#-–—").split())


def _any(patterns: list[str], after: str = "") -> re.Pattern[str]:
    alternatives = "|".join(f"(?:{pattern})" for pattern in patterns) or _NEVER
    return re.compile(f"(?:{alternatives}){after}", re.IGNORECASE)


@cache
def _shipped() -> tuple[Preset, ...]:
    text = Path(__file__).with_name("interruptions.toml").read_text(encoding="utf-8")
    return tuple(_preset(table) for table in tomllib.loads(text)["preset"])


def _preset(table: dict[str, Any]) -> Preset:
    fields = {key: tuple(value) for key, value in table.items() if key != "name"}
    return Preset(name=table["name"], **fields)
