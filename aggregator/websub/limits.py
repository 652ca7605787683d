"""How many subscribers a hub takes, and how fast: what asking it can cost others, and us."""

from dataclasses import dataclass

MOST = 10_000
MOST_AT_HOST = 1_000
REQUESTS_PER_MINUTE = 600
REQUESTS_PER_MINUTE_AT_HOST = 60


@dataclass(frozen=True, slots=True)
class Crowd:
    """What there is already when somebody asks."""

    total: int = 0
    at_host: int = 0
    """With callbacks at the same host."""
    lately: int = 0
    """Requests of the last minute."""
    lately_at_host: int = 0


def objection_to(crowd: Crowd) -> str:
    """Why a new subscriber would be too many, "" when it would not. Those that only renew are always let in."""
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
