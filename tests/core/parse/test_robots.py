"""What a robots.txt says to us (RFC 9309)."""

import pytest

from aggregator.parse.robots import LONGEST_DELAY, MAX_CHARACTERS, permission

URL = "https://koran.example/2024/11/berita.html?page=2"


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("", True),
        ("<html>not found</html>", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /2024/\nAllow: /2024/11/", True),  # the longest match wins
        ("User-agent: *\nDisallow: /*.html", False),
        ("User-agent: *\nDisallow: /*.html$", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: aggregator\nDisallow: /admin", True),
        ("User-agent: Aggregator\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("# " + "x" * MAX_CHARACTERS + "\nUser-agent: *\nDisallow: /", True),
    ],
)
def test_whether_a_page_may_be_fetched(robots: str, allowed: bool) -> None:
    assert permission(robots, URL, "aggregator").allowed is allowed


@pytest.mark.parametrize(
    ("delay", "seconds"), [("2", 2.0), ("0.5", 0.5), ("999999", LONGEST_DELAY), ("soon", 0.0), ("-3", 0.0)]
)
def test_how_long_it_asks_to_pause(delay: str, seconds: float) -> None:
    assert permission(f"User-agent: *\nCrawl-delay: {delay}", URL, "aggregator").delay == seconds
