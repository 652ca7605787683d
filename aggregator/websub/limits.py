"""How many subscribers a hub takes, and how fast: what asking it can cost others, and us."""

from dataclasses import dataclass

MOST = 10_000
MOST_AT_HOST = 1_000
REQUESTS_PER_MINUTE = 600
REQUESTS_PER_MINUTE_AT_HOST = 60
REQUESTS_PER_MINUTE_OF_ONE = 6


@dataclass(frozen=True, slots=True)
class Crowd:
    """What there is already when somebody asks."""

    total: int = 0
    at_host: int = 0
    """With callbacks at the same host."""
    lately: int = 0
    """Requests of the last minute that were taken."""
    lately_at_host: int = 0
    lately_of_one: int = 0
    """For the same callback and feed."""


def objection_to(crowd: Crowd, *, held: bool = False) -> str:
    """Why a request would be too many, "" when it would not.

    Who is `held` already is no further subscriber; only requests for that same subscription keep it waiting.
    """
    if crowd.lately_of_one >= REQUESTS_PER_MINUTE_OF_ONE:
        return "Too many requests for that subscription at the moment."
    if held:
        return ""
    checks = (
        (crowd.total < MOST, "This hub has as many subscribers as it takes."),
        (crowd.at_host < MOST_AT_HOST, "This hub has as many subscribers at that host as it takes."),
        (crowd.lately < REQUESTS_PER_MINUTE, "Too many requests at the moment."),
        (
            crowd.lately_at_host < REQUESTS_PER_MINUTE_AT_HOST,
            "Too many requests for that host at the moment.",
        ),
    )
    return next((text for holds, text in checks if not holds), "")
