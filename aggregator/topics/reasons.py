"""Why an entry is in a topic under one rule and not under another: the conditions that make the difference."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from aggregator.model import Match
from aggregator.topics.conditions import describe
from aggregator.topics.rules import Trace


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of an entry. A rule may hold and the entry not belong: its dates keep it out."""

    belongs: bool
    trace: Trace


@dataclass(slots=True)
class _Heard:
    """The conditions of a rule in words, by what they said of an entry; in order, each once."""

    fired: dict[str, None] = field(default_factory=dict)
    excluded: dict[str, None] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    """Members of `all`."""
    missing: dict[str, None] = field(default_factory=dict)
    """Members of `all` that did not hold."""


def why_in(before: Verdict | None, after: Verdict | None) -> tuple[str, ...]:
    """Why an entry comes in: never empty where there is a rule after."""
    if after is None:
        return ()
    new = _heard(after)
    if before is None:
        return tuple(f"{told} fires" for told in new.fired) or (describe(after.trace.condition),)
    if before.trace.holds:
        return ("its date is inside now",)
    old = _heard(before)
    reasons = (
        *(f"{told} fires" for told in new.fired if told not in old.fired),
        *(f"{told} no longer excludes it" for told in old.excluded if told not in new.excluded),
        *(f"{told} is no longer required" for told in old.missing if told not in new.required),
    )
    return reasons or (_asked_now(after),)


def why_out(before: Verdict | None, after: Verdict | None) -> tuple[str, ...]:
    """Why an entry goes out: empty where the whole topic goes."""
    if before is None or after is None:
        return ()
    if after.trace.holds:
        return ("its date is outside now",)
    old, new = _heard(before), _heard(after)
    reasons = (
        *(f"{told} no longer fires" for told in old.fired if told not in new.fired),
        *(f"{told} excludes it" for told in new.excluded if told not in old.excluded),
        *(f"{told} is required now" for told in new.missing if told not in old.required),
    )
    return reasons or (_asked_now(after),)


def _asked_now(after: Verdict) -> str:
    """Where no single test makes the difference: how many of them must hold."""
    return f"asked is now: {describe(after.trace.condition)}"


def _heard(verdict: Verdict) -> _Heard:
    heard = _Heard()
    _listen(verdict.trace, heard, against=False)
    return heard


def _listen(trace: Trace, heard: _Heard, *, against: bool) -> None:
    for part, role in _roles(trace):
        if role == "all" and not against:
            told = describe(part.condition)
            heard.required[told] = None
            if not part.holds:
                heard.missing[told] = None
        _listen(part, heard, against=against != (role == "none"))
    if trace.holds and not isinstance(trace.condition, Match):
        said = heard.excluded if against else heard.fired
        said[_told(trace)] = None


def _roles(trace: Trace) -> Iterator[tuple[Trace, str]]:
    """The parts of a group, which a trace holds in the order of these fields."""
    if isinstance(trace.condition, Match):
        group = trace.condition
        roles = ["any"] * len(group.any) + ["all"] * len(group.all) + ["none"] * len(group.none)
        yield from zip(trace.parts, roles, strict=True)


def _told(trace: Trace) -> str:
    evidence = f" ({', '.join(trace.evidence)})" if trace.evidence else ""
    return describe(trace.condition) + evidence
