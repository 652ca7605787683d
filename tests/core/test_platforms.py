"""Which addresses stand on the same servers, as far as names tell."""

import pytest

from aggregator.urls import platform_of


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://palpres.bacakoran.co/rss", "bacakoran.co"),
        ("http://user:pass@SUMEKS.bacakoran.co:8080/x", "bacakoran.co"),
        ("https://www.sumselprov.go.id/", "sumselprov.go.id"),
        ("https://a.blogspot.com/feeds", "blogspot.com"),  # let by one host: one platform
        ("https://koran.web.id", "koran.web.id"),
        ("http://10.0.0.5:8080/rss", "10.0.0.5:8080"),
        ("http://10.0.0.5/rss", "10.0.0.5:80"),
        ("https://[2001:db8::1]/rss", "2001:db8::1:443"),
        ("http://localhost:8000/", "localhost:8000"),
        ("https://co.id/", "co.id"),
        ("http://[broken", ""),
        ("nonsense", ""),
    ],
)
def test_the_platform_is_what_is_registered(url: str, platform: str) -> None:
    assert platform_of(url) == platform
