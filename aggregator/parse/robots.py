"""robots.txt (RFC 9309): the only importer of protego."""

from dataclasses import dataclass

from protego import Protego

MAX_CHARACTERS = 512 * 1024
"""What is behind them is not read (RFC 9309 §2.5 asks for 500 KiB at least)."""

LONGEST_DELAY = 20.0
"""Seconds between two requests that a robots.txt can ask for at most."""


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a page may be fetched, and the seconds that are to pass between two requests."""

    allowed: bool
    delay: float = 0.0


def permission(robots: str, url: str, agent: str) -> Permission:
    """What a robots.txt says to the crawler `agent` (its product token) about `url`.

    Hostile patterns may take long: call it where it can be killed.
    """
    rules = Protego.parse(robots[:MAX_CHARACTERS])
    return Permission(rules.can_fetch(url, agent), min(float(rules.crawl_delay(agent) or 0.0), LONGEST_DELAY))
