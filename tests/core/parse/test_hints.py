"""What a document asks of those who poll it."""

import pytest

from aggregator.model import ParsedFeed, Skips, Source
from aggregator.parse import parse

SOURCE = Source("koran", "Koran", "https://koran.example/rss")
SY = "http://purl.org/rss/1.0/modules/syndication/"


def read(asks: str) -> ParsedFeed:
    channel = f"<title>Koran</title>{asks}<item><title>Satu</title></item>"
    body = f'<rss version="2.0" xmlns:sy="{SY}"><channel>{channel}</channel></rss>'
    return parse(body.encode(), "application/rss+xml", SOURCE.url, SOURCE)


def period(name: str, frequency: int) -> str:
    return f"<sy:updatePeriod>{name}</sy:updatePeriod><sy:updateFrequency>{frequency}</sy:updateFrequency>"


@pytest.mark.parametrize(
    ("asks", "seconds"),
    [
        ("<ttl>60</ttl>", 3600),
        (period("daily", 1), 86_400),
        (period("daily", 4), 21_600),
        (period("hourly", 2), 1800),
        (period("hourly", 1), None),  # every WordPress whose owner never chose
        ("<ttl>0</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("", None),
    ],
)
def test_how_long_it_asks_to_be_left_alone(asks: str, seconds: int | None) -> None:
    assert read(asks).ttl == seconds


@pytest.mark.parametrize(
    ("asks", "skips"),
    [
        ("<skipHours><hour>1</hour><hour> 23 </hour><hour>24</hour></skipHours>", Skips((0, 1, 23))),
        ("<skipDays><day>Saturday</day><day>sunday</day></skipDays>", Skips((), (5, 6))),
        ("<skipHours><hour>77</hour><hour>x</hour></skipHours>", Skips()),
        ("<skipDays><day>Minggu</day><day>everyday</day></skipDays>", Skips()),
        ("<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>", Skips()),
        ("", Skips()),
    ],
)
def test_when_it_asks_not_to_be_read(asks: str, skips: Skips) -> None:
    assert read(asks).skips == skips
