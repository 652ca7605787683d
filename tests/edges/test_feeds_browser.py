"""A person who opens a feed in a browser sees how to subscribe; a program never does."""

from pathlib import Path

import pytest

from tests.edges.browser import chromium, require_chromium, served
from tests.edges.site import HOME, fill, site


def test_a_browser_shows_the_address_to_copy(tmp_path: Path) -> None:
    require_chromium()
    with site(tmp_path) as place, served(place.app) as origin, chromium() as browser:
        fill(place)
        page = browser.new_page(locale="id-ID")
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(f"{origin}/topics/pilkada-2024.atom?source=antara&limit=50")
        assert page.inner_text("h1") == "Pilkada 2024"
        assert page.inner_text(".address") == f"{HOME}/topics/pilkada-2024.atom?source=antara"
        assert page.locator("article").count() == 10
        page.goto(f"{origin}/topics/kosong.rss")
        assert "Belum ada berita di sini" in page.inner_text("main")
        assert complaints == []


@pytest.mark.parametrize("path", ["/all.atom", "/topics/pilkada-2024.rss"])
def test_only_what_the_address_bar_asks_for_is_a_page(path: str, tmp_path: Path) -> None:
    with site(tmp_path) as place:
        fill(place, 3)
        page = place.client.get(path, headers={"Sec-Fetch-Dest": "document"})
        assert (page.mimetype, page.headers["Cache-Control"]) == ("text/html", "no-store")
        assert "Sec-Fetch-Dest" in page.headers["Vary"]
        for headers in ({}, {"Accept": "text/html,*/*;q=0.8"}, {"Sec-Fetch-Dest": "empty"}):
            assert "xml" in place.client.get(path, headers=headers).mimetype
        assert place.client.get("/all.json", headers={"Sec-Fetch-Dest": "document"}).is_json
        refused = place.client.get(f"{path}?limit=x", headers={"Sec-Fetch-Dest": "document"})
        assert refused.status_code == 400


@pytest.mark.parametrize(
    ("preferred", "said"),
    [("en-US,en;q=0.9", "How to subscribe"), ("id,en;q=0.5", "Cara berlangganan"), ("", "Cara berlangganan")],
)
def test_person_is_invited_in_the_preferred_language(preferred: str, said: str, tmp_path: Path) -> None:
    with site(tmp_path) as place:
        fields = {"Sec-Fetch-Dest": "document", "Accept-Language": preferred}
        response = place.client.get("/all.atom", headers=fields)
    assert said in response.text
    assert "Accept-Language" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"
