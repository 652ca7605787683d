"""Which hub of a source is asked, and when none is; how much less a source that is pushed is polled."""

from dataclasses import replace

import pytest

from aggregator.config import Settings, Site, WebSub
from aggregator.model import Fetched
from aggregator.offers import best_hub, why_not
from aggregator.pipeline import process
from tests.values import NOW, source

OPEN = Settings(site=Site(url="https://kabar.example.org"))
LOCAL = replace(OPEN, site=Site(url="http://127.0.0.1:8000"), allow=("127.0.0.0/8",))
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>Koran</title><updated>2024-08-28T07:00:00Z</updated>
<link rel="hub" href="https://hub.example/in-document"/><link rel="self" href="/umpan.atom"/>
<entry><id>urn:1</id><title>Satu</title><updated>2024-08-28T07:00:00Z</updated><link href="/1"/></entry></feed>"""


@pytest.mark.parametrize(
    ("hubs", "settings", "best"),
    [
        ((), OPEN, ""),
        (("https://a.example/", "https://b.example/"), OPEN, "https://a.example/"),
        (("http://a.example/", "https://b.example/"), OPEN, "https://b.example/"),
        (("http://a.example/hub",), OPEN, "https://a.example/hub"),
        (("http://127.0.0.1:9000/hub",), LOCAL, "http://127.0.0.1:9000/hub"),
        (("http://127.0.0.1:9000/hub",), OPEN, "https://127.0.0.1:9000/hub"),
    ],
)
def test_a_hub_gets_our_secret_over_https_alone(hubs: tuple[str, ...], settings: Settings, best: str) -> None:
    assert best_hub(hubs, settings) == best


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        (OPEN, ""),
        (LOCAL, ""),
        (replace(LOCAL, allow=()), "https"),
        (replace(OPEN, site=Site(url="http://kabar.example.org")), "https"),
        (replace(OPEN, site=Site()), "https"),
        (replace(OPEN, websub=WebSub(subscribe=False)), "websub.subscribe"),
    ],
)
def test_without_a_safe_address_of_our_own_no_hub_is_asked(settings: Settings, word: str) -> None:
    assert word in why_not(settings)
    assert bool(why_not(settings)) is bool(word)


def test_hub_and_own_address_are_those_of_the_header_then_of_the_document() -> None:
    document = Fetched("https://koran.example/rss", ATOM, "application/atom+xml")
    plain = process(document, source(), (), NOW)
    assert (plain.hubs, plain.self_url) == (
        ("https://hub.example/in-document",),
        "https://koran.example/umpan.atom",
    )
    links = (("hub", "https://hub.example/in-header"), ("self", "https://koran.example/asli.atom"))
    told = process(replace(document, links=links), source(), (), NOW)
    assert told.hubs == ("https://hub.example/in-header", "https://hub.example/in-document")
    assert told.self_url == "https://koran.example/asli.atom"
