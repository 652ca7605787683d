"""What an address does not know behind its `?` is refused with a remedy, whatever the address and its form."""

from collections.abc import Iterator

import pytest

from tests.edges.html import faults_of
from tests.edges.site import NOW, Site, fill, site

MONTH = f"{NOW:%Y-%m}"
FEEDS = (
    "/all.atom",
    "/topics/pilkada-2024.rss",
    "/terpopuler.atom",
    "/pilihan.json",
    "/all/archive/2024-08.atom",
    "/sources/antara/archive/2024-08.rss",
    "/search.json?q=kabar",
)
PAGES = (
    "/all",
    "/topics/pilkada-2024",
    "/terpopuler",
    "/pilihan",
    "/topics/pilkada-2024/archive",
    f"/topics/pilkada-2024/archive/{MONTH}",
    "/search?q=kabar",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("site")) as place:
        fill(place, 3)
        yield place


def asked(path: str, query: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{query}"


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_says_it_in_plain_text_in_both_languages(path: str, place: Site) -> None:
    answer = place.client.get(asked(path, "sorce=antara"))
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert [line.partition(":")[0] for line in answer.text.splitlines()] == ["sorce", "sorce"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_it_on_a_page(path: str, place: Site) -> None:
    answer = place.client.get(asked(path, "sorce=antara"))
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "sorce:" in answer.text
    assert faults_of(answer.text) == []


@pytest.mark.parametrize("path", ["/all", "/terpopuler", "/search?q=kabar"])
def test_who_prefers_a_feed_at_a_pages_address_is_told_as_a_program(path: str, place: Site) -> None:
    answer = place.client.get(asked(path, "sorce=antara"), headers={"Accept": "application/atom+xml"})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


@pytest.mark.parametrize("path", [*PAGES[:1], "/terpopuler", "/terpopuler.rss", "/search?q=kabar"])
def test_what_counts_visits_changes_nothing(path: str, place: Site) -> None:
    for query in ("utm_source=wa", "fbclid=x", "gbraid=x", "_hsenc=x"):
        assert place.client.get(asked(path, query)).status_code == 200


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/all?before=x", "before=x: ikuti tautan"),
        ("/all?before=1.a&before=2.a", "before: tertulis lebih dari sekali"),
        (f"/topics/pilkada-2024/archive/{MONTH}?before=x", "before=x: ikuti tautan"),
        ("/search?q=kabar&befor=1.a", "maksudnya before?"),
        ("/terpopuler.atom?limit=5", "limit: this address takes no parameters"),
        ("/search.atom", "q=: write up to"),
        ("/search.atom?q=-karet", "q=-karet: write up to"),
    ],
)
def test_the_remedy_is_said(path: str, told: str, place: Site) -> None:
    answer = place.client.get(path)
    assert answer.status_code == 400
    assert told in answer.text
