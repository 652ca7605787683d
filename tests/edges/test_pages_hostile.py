"""What feeds and clients may send, and pages must bear."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.edges.html import faults_of, tree_of
from tests.edges.site import FEEDS_YAML, Site, fill, news, site

VIEWS = ("/", "/all", "/topics/pilkada-2024", "/sources/palpres", "/status", "/sources")

TEXTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>",
    "<!--><img src=x onerror=alert(1)>--!>",
    "&lt;b&gt;&amp;amp; &#60;i&#62;",
    "\u202eterbalik \u2066isolat",
    "كتابة من اليمين إلى اليسار",
    "w" * 4000,
    "Z\u0351\u036b\u0343" * 200,
    "",
    "   ",
    "]]>",
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as made:
        yield made


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_a_feed_is_shown_as_text(text: str, place: Site) -> None:
    place.answered("palpres")
    place.publish(
        news(1, title=text, summary=text, image="https://cdn.example/1.jpg"), news(2, language=text[:20])
    )
    for path in VIEWS:
        page = place.client.get(path).text
        assert faults_of(page) == []
    tree = tree_of(place.client.get("/all").text)
    assert tree.xpath("string((//article)[1]//h3)") == (text.strip() or "(tanpa judul)")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//jahat.example/x",
        "/relatif",
        "",
        'https://a"onclick=alert(1) b/',
        "vbscript:x",
    ],
)
def test_address_that_is_no_web_address_is_no_link(address: str, place: Site) -> None:
    place.answered("palpres")
    place.publish(news(1, url=address, image=address))
    for path in VIEWS:
        page = place.client.get(path).text
        assert faults_of(page) == []
        leading = tree_of(page).xpath("//article//h2/a/@href | //article//h3/a/@href | //img/@src")
        assert all(one.startswith(("https://a", "/sources/")) and '"' not in one for one in leading)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "jahat.example"},
        {"Host": "jahat.example:8000", "X-Forwarded-Host": "jahat.example"},
        {"X-Forwarded-Host": "jahat.example", "X-Forwarded-Proto": "jahat", "X-Forwarded-Prefix": "/jahat"},
        {"Forwarded": "host=jahat.example", "X-Original-URL": "/jahat", "X-Rewrite-URL": "/jahat"},
        {"Host": 'jahat.example"><script>'},
        {"Host": "jahat.example/@kabar.example.org"},
        {"Referer": "https://jahat.example/", "Origin": "https://jahat.example"},
    ],
)
def test_no_header_of_a_request_is_ever_printed(headers: dict[str, str], place: Site) -> None:
    fill(place, 40)
    paths = (*VIEWS, "/about", "/nowhere", "/all?before=x", "/topics/pilkada-2024.atom", "/sources/palpres.rss",
             "/all.json", "/feeds.opml", "/health", "/topics//sumsel", "/all/", "/./all")  # fmt: skip
    for path in paths:
        answer = place.client.get(path, headers=headers)
        assert "jahat" not in answer.text, path
        assert not [value for value in answer.headers.values() if "jahat" in value], path


def test_password_of_a_source_is_shown_nowhere(place: Site) -> None:
    fill(place, 10)
    place.failed("palpres", "http_401")
    for path in (*VIEWS, "/about", "/sources/baru"):
        assert "rahasia" not in place.client.get(path).text, path


def test_page_fits_names_that_are_hostile(tmp_path: Path) -> None:
    hostile = FEEDS_YAML.replace("Palembang Ekspres", "'\"><script>alert(1)</script>'").replace(
        "Pilkada 2024", "'<b onclick=x>Pilkada</b>'"
    )
    with site(tmp_path, hostile) as place:
        fill(place, 10)
        for path in VIEWS:
            assert faults_of(place.client.get(path).text) == []


def test_refused_configuration_is_shown_without_where_it_lies(place: Site) -> None:
    place.config.write_text(FEEDS_YAML.replace("slug: antara,", "slug: '<i>ANTARA',"), encoding="utf-8")
    place.rt.live.refresh()
    page = place.client.get("/status").text
    assert "Berkas konfigurasi ditolak" in page
    assert "feeds.yaml:8:" in page
    assert str(place.config.parent) not in page
    assert faults_of(page) == []
