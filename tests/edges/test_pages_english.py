"""Every page in English at an address of its own: whole, in one language, and linked with its Indonesian twin."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from aggregator.words import ENGLISH, INDONESIAN, words_in
from tests.catalogues import read
from tests.edges.html import faults_of, tree_of
from tests.edges.site import HOME, NOW, Site, fill, news, site

YAML = f"""\
site: {{title: Xabar Uji, url: "{HOME}", description: Xabar xari xanyak, contact: desk@example.org}}
topics:
  - {{slug: pilkada-2024, title: Xopik Xatu, description: Xemilihan xepala, match: {{any: [pilkada]}}}}
  - {{slug: kosong, title: Xosong, match: {{any: [kosong]}}}}
  - {{slug: english, title: "Oil, gas", description: Of the province, language: en, match: {{any: [oil]}}}}
sources:
  - {{slug: palpres, title: Xalembang, url: "https://palpres.example/rss"}}
  - {{slug: antara, title: Xantara, url: "https://antara.example/rss"}}
  - {{slug: baru, title: Xaru, url: "https://baru.example/rss"}}
  - {{slug: gagal, title: Xagal, url: "https://gagal.example/rss"}}
"""
PAGES = (
    "/", "/all", "/topics/pilkada-2024", "/topics/kosong", "/topics/english", "/sources/palpres", "/sources/gagal",
    "/places/muba", "/places", "/sources", "/embed", "/status", "/about", "/langganan", "/search",
    "/search?q=palembang", "/search?q=-palembang", "/search?q=nihil", "/terpopuler", "/pilihan", "/all/archive",
    "/topics/pilkada-2024/archive", f"/all/archive/{NOW:%Y-%m}", "/stories/banjir",
)  # fmt: skip
REFUSED = {"/search?q=-palembang": 400}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("english"), YAML) as place:
        fill(place, count=33)
        place.publish(
            news(50, key="banjir", id="urn:banjir", guid="first", story="banjir", title="Xabar banjir"),
            news(
                49,
                key="surut",
                id="urn:surut",
                guid="next",
                title="Xabar surut",
                story="banjir",
                source="antara",
                follows=True,
            ),
            news(0, guid="en", title="Oil", summary="", language="en", topics=("english",)),
        )
        place.failed("gagal", "dns")
        yield place


def english(full: Site, path: str) -> str:
    response = full.client.get(f"/en{path}")
    assert response.status_code == REFUSED.get(path, 200)
    return response.text


@pytest.mark.parametrize("path", PAGES)
def test_english_page_is_whole(path: str, full: Site) -> None:
    page = english(full, path)
    assert faults_of(page) == [] or path == "/embed"  # which has a frame, and is looked at with embeds
    assert tree_of(page).get("lang") == "en"


@pytest.mark.parametrize("path", PAGES)
def test_english_page_says_nothing_in_indonesian(path: str, full: Site) -> None:
    assert foreign_words(english(full, path), ENGLISH) == set()


@pytest.mark.parametrize("path", PAGES)
def test_indonesian_page_says_nothing_in_english(path: str, full: Site) -> None:
    assert foreign_words(full.client.get(path).text, INDONESIAN) == set()


def test_foreign_words_are_found(full: Site) -> None:
    page = english(full, "/about")
    assert foreign_words(page.replace("For readers", "Untuk pembaca"), ENGLISH) == {"untuk", "pembaca"}
    assert foreign_words(page.replace('placeholder="Search', 'placeholder="Cari'), ENGLISH) == {"cari"}


@pytest.mark.parametrize("path", PAGES)
def test_links_to_pages_stay_in_their_language(path: str, full: Site) -> None:
    tree = tree_of(english(full, path))
    plain = [one for one in tree.xpath("//a[not(@hreflang)]/@href") if re.fullmatch(r"/(?!en\b)[^.]*", one)]
    assert plain == []
    back = tree_of(full.client.get(path).text).xpath("//a[not(@hreflang)]/@href")
    assert [one for one in back if one.startswith("/en/")] == []


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("/search")])
def test_page_names_its_twins(path: str, full: Site) -> None:
    for prefix in ("", "/en"):
        tree = tree_of(full.client.get(prefix + path).text)
        twins = {one.get("hreflang"): one.get("href") for one in tree.xpath("//head/link[@hreflang]")}
        assert twins == {"id": HOME + path, "en": f"{HOME}/en{path}", "x-default": HOME + path}
        assert tree.xpath("string(//link[@rel='canonical']/@href)") == HOME + prefix + path
        told = tree.xpath("//meta[starts-with(@property, 'og:locale')]/@content")
        assert told == (["en_GB", "id_ID"] if prefix else ["id_ID", "en_GB"])


@pytest.mark.parametrize("path", PAGES)
def test_switch_leads_to_the_same_page(path: str, full: Site) -> None:
    [there] = tree_of(full.client.get(path).text).xpath("//body//a[@hreflang]")
    assert (there.text, there.get("lang")) == ("English", "en")
    [back] = tree_of(full.client.get(there.get("href")).text).xpath("//body//a[@hreflang]")
    assert (back.text, back.get("lang"), back.get("href")) == (
        "Bahasa Indonesia",
        "id",
        there.get("href")[3:],
    )


def test_entries_keep_their_language(full: Site) -> None:
    tree = tree_of(english(full, "/all"))
    told = {one.text_content(): one.get("lang") for one in tree.xpath("//h3[@class='headline']")}
    assert told["Oil"] is None
    assert told["Kabar ke-0 dari Palembang"] == "id"
    other = tree_of(full.client.get("/all").text)
    told = {one.text_content(): one.get("lang") for one in other.xpath("//h3[@class='headline']")}
    assert (told["Oil"], told["Kabar ke-0 dari Palembang"]) == ("en", None)


@pytest.mark.parametrize(
    "path", ["/all.atom", "/feeds.opml", "/robots.txt", "/sitemap.xml", "/health", "/embed/kosong"]
)
def test_what_is_no_page_has_one_address(path: str, full: Site) -> None:
    assert full.client.get(path).status_code == 200
    response = full.client.get(f"/en{path}")
    assert response.status_code == 404
    assert 'lang="en"' in response.text


@pytest.mark.parametrize("path", ["/en", "/en/about/", "/en/topics/pilkada-2024/"])
def test_slash_at_the_end_matters_no_more_than_elsewhere(path: str, full: Site) -> None:
    assert tree_of(full.client.get(path).text).get("lang") == "en"
    assert full.client.get(path).status_code == 200


def test_refusal_is_in_the_language_of_its_address(full: Site) -> None:
    assert "Page not found" in full.client.get("/en/topics/none").text
    assert "Halaman tidak ditemukan" in full.client.get("/topics/none").text
    assert "Halaman tidak ditemukan" in full.client.get("/english").text


def test_page_of_one_language_is_never_kept_for_the_other(full: Site) -> None:
    for path in PAGES:
        first, second = full.client.get(f"/en{path}"), full.client.get(path)
        assert first.get_etag() != second.get_etag() or first.get_etag() == (None, None)
        assert full.client.get(f"/en{path}").text == first.text
        assert "Accept-Language" not in first.headers.get("Vary", "")


def test_feed_is_the_same_for_readers_of_both(full: Site) -> None:
    asked = {"Accept": "application/atom+xml"}
    plain, other = (full.client.get(f"{at}/topics/pilkada-2024", headers=asked) for at in ("", "/en"))
    assert plain.data == other.data
    assert other.content_location == "/topics/pilkada-2024.atom"


def test_page_that_moved_stays_in_its_language(full: Site) -> None:
    for prefix in ("", "/en"):
        response = full.client.get(f"{prefix}/stories/surut?x=1")
        assert response.headers["Location"] == f"{HOME}{prefix}/stories/banjir?x=1"


def test_dates_are_those_of_the_language(full: Site) -> None:
    zone = ZoneInfo(full.rt.settings.site.timezone)
    for prefix, language in (("", INDONESIAN), ("/en", ENGLISH)):
        words, tree = words_in(language), tree_of(full.client.get(f"{prefix}/stories/banjir").text)
        instants = map(datetime.fromisoformat, tree.xpath("//ol//time/@datetime"))
        assert tree.xpath("//ol//time/text()") == [words.moment(one, zone) for one in instants]
        assert tree.xpath("//ol//p[@class='byline']/span/text()")[1] == words.say(
            "%(duration)s later", duration=words.duration(timedelta(minutes=7))
        )


_ADDRESS = re.compile(r"https?://\S+|\S+@\S+|“[^”]*”")
"""And what is quoted."""
_MARKUP = re.compile(r"<code>.*?</code>|<[^>]+>|%\(\w+\)s|`[^`]*`")


def test_builder_speaks_the_language_of_its_address(full: Site) -> None:
    asked = "topic=english&count=99&acent=red"
    for prefix, language, said in (("", INDONESIAN, "Maksudnya"), ("/en", ENGLISH, "Did you mean")):
        response = full.client.get(f"{prefix}/embed?{asked}")
        assert response.status_code == 400
        assert said in response.text
        assert foreign_words(response.text, language) == set()
        told = full.client.get(f"{prefix}/embed.json?{asked}").json
        assert said in told["wrong"]["acent"]


def test_builder_keeps_what_was_chosen_when_the_language_is_switched(full: Site) -> None:
    tree = tree_of(full.client.get("/embed?topic=english&layout=cards&count=7").text)
    [there] = tree.xpath("//body//a[@hreflang]/@href")
    assert there == "/en/embed?topic=english&count=7&layout=cards"
    assert tree.xpath("string(//link[@rel='canonical']/@href)") == f"{HOME}/embed"


def test_embed_and_its_refusals_speak_the_language_that_was_asked_for(full: Site) -> None:
    for language, words in ((INDONESIAN, words_in(INDONESIAN)), (ENGLISH, words_in(ENGLISH))):
        for path in (
            "/embed/pilkada-2024?",
            "/embed/pilkada-2024?count=99&",
            "/embed/none?",
            "/embed/kosong?",
        ):
            page = full.client.get(f"{path}lang={language}").text
            assert tree_of(page).get("lang") == language
            assert foreign_words(page, language) == set(), path
        assert words.say("No news yet.") in full.client.get(f"/embed/kosong.html?lang={language}").text


def test_english_page_is_embedded_in_english(full: Site) -> None:
    path = "/oembed?url=" + quote(f"{HOME}/en/topics/pilkada-2024", safe="")
    assert "/embed/pilkada-2024?lang=en" in full.client.get(path).json["html"]
    page = tree_of(full.client.get("/en/topics/pilkada-2024").text)
    [found] = page.xpath("//link[@type='application/json+oembed']/@href")
    assert found == f"{HOME}{path}&format=json"
    assert (
        full.client.get("/oembed?url=" + quote(f"{HOME}/en/embed/pilkada-2024", safe="")).status_code == 404
    )


OTHER = "ancestor-or-self::*[@lang and not(self::html)]"
"""What says that it is in another language."""


def foreign_words(page: str, language: str) -> set[str]:
    """Words that the catalogue of the other language has, and that of this one has not, where nothing says so."""
    tree = tree_of(page)
    skipped = " or ".join(
        f"ancestor-or-self::{name}"
        for name in ("script", "style", "bdi", "code", "textarea", "*[@class='chips']")
    )
    spoken = tree.xpath(f"//*[not({OTHER} or {skipped})]/text()")
    spoken += tree.xpath(f"//*[not({OTHER})]/@*[contains('aria-label title placeholder', name())]")
    own, others = vocabulary(language), vocabulary(INDONESIAN if language == ENGLISH else ENGLISH)
    return {word for text in spoken for word in words_of(text)} & (others - own)


@cache
def vocabulary(language: str) -> set[str]:
    texts = (
        text
        for one in read(language)
        for text in ((one.string,) if isinstance(one.string, str) else one.string)
    )
    return {word for text in texts for word in words_of(_MARKUP.sub(" ", text))}


def words_of(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{3,}", _ADDRESS.sub(" ", text.lower()))
