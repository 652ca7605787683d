"""Every recorded feed, sitemap, listing and subscription list of the shared corpus, read through `parse`."""

import csv
import json
from pathlib import Path

import pytest
from lxml import html

from aggregator.errors import ParseError
from aggregator.model import Kind, ParsedFeed, Source
from aggregator.parse import parse
from aggregator.parse.opml import parse_opml
from tests.corpus import corpus_folder
from tests.values import in_time

REFUSED = {
    "feedjira__DuplicateContentAtomFeed.xml": "html",  # a recorded blog page, whatever its name says
    "nodefp__notafeed.html": "html",
    "miniflux__iso88591_utf8_mismatch.xml": "not_a_feed",  # a <note>, made to test encodings
}
DIFFERENCES = {  # file → (ours, the manifest's), and why
    # Ten items are each wrapped in an empty <item>; the wrappers say nothing and are no entries.
    "nodefp__illegally-nested.xml": (10, 20),
}
SITEMAP_DIFFERENCES = {  # a URL that a sitemap lists twice is one entry
    "id__hukumonline-sitemap_news.xml": (47, 50),
    "series/ozark-news__02_2026-07-01T0807.xml": (70, 71),
    "series/ozark-news__03_2026-07-01T1124.xml": (73, 74),
    "series/ozark-news__04_2026-07-02T0025.xml": (115, 117),
    "cc__sitemap.txt": (2, 0),  # plain text: the manifest does not count it
}
LISTINGS = {  # page → its address, and where a person finds the articles of its list
    "id__tempo-listing": ("http://www.tempo.co/", "//ul[@class='list-terkini']/li//h3/a"),
    "id__viva-listing": ("http://www.viva.co.id/indeks", "//ul[@class='indexlist']/li/a"),
    "id__okezone-listing": (
        "http://www.okezone.com/",
        "//div[@id='area']//div[@class='content-hardnews']/h3/a",
    ),
    "id__liputan6-listing": ("http://www.liputan6.com/indeks", "//section[@id='indeks-articles']//h4/a"),
    "id__detik-indeks-2024-10-04": ("https://news.detik.com/indeks", "//*[@id='indeks-container']//h3/a"),
}


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "MANIFEST.tsv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def read(path: Path, kind: Kind | None = None, url: str = "https://contoh.example/") -> ParsedFeed:
    return parse(path.read_bytes(), "", url, Source("contoh", "Contoh", url, kind=kind))


def count(feed: ParsedFeed) -> int:
    return len(feed.entries) + len(feed.children)


@in_time
def test_every_recorded_feed_gives_the_entries_that_the_manifest_counts() -> None:
    folder = corpus_folder() / "feeds"
    faults: dict[str, str] = {}
    differences: dict[str, tuple[int, int]] = {}
    for row in manifest(folder):
        name, stated = row["file"], int(row["entries"] or 0)
        try:
            ours = count(read(folder / name))
        except ParseError as error:
            faults[name] = error.code
            continue
        if ours != stated:
            differences[name] = (ours, stated)
    assert faults == REFUSED
    assert differences == DIFFERENCES


def test_every_recorded_sitemap_gives_its_urls() -> None:
    folder = corpus_folder() / "sitemaps"
    differences = {}
    for row in manifest(folder):
        ours, stated = count(read(folder / row["file"], Kind.SITEMAP)), int(row["entries"] or 0)
        if ours != stated:
            differences[row["file"]] = (ours, stated)
    assert differences == SITEMAP_DIFFERENCES


def test_a_broken_sitemap_says_what_is_wrong_with_it() -> None:
    feed = read(corpus_folder() / "sitemaps" / "sitemapjs__index-unescaped-lt.xml")
    assert feed.problems[0].startswith("not_well_formed: line 11, column 24: ")


@pytest.mark.parametrize("series", ["ccinfo-nl-news", "ozark-news"])
def test_a_series_of_one_sitemap_gives_each_url_once_and_in_order(series: str) -> None:
    versions = sorted((corpus_folder() / "sitemaps" / "series").glob(f"{series}__*"))
    seen: list[str] = []
    for version in versions:
        urls = [entry.url for entry in read(version).entries]
        assert len(urls) == len(set(urls))
        seen += [url for url in urls if url not in seen]
    in_the_bytes = "".join(version.read_text(encoding="utf-8") for version in versions)
    assert (
        len(seen)
        == len(set(seen))
        == len({part.split("</loc>")[0] for part in in_the_bytes.split("<loc>")[1:]})
    )


@pytest.mark.parametrize("page", LISTINGS)
def test_a_listing_page_is_read_without_selectors(page: str) -> None:
    url, articles = LISTINGS[page]
    path = corpus_folder() / "pages" / f"{page}.html"
    expected = [link.get("href") for link in html.fromstring(path.read_bytes()).xpath(articles)]
    entries = read(path, Kind.PAGE, url).entries
    found = [entry.url for entry in entries]
    assert len(set(found) & set(expected)) >= 0.95 * len(expected), "recall"
    assert len(set(found) - set(expected)) <= 0.05 * len(found), "precision"
    assert all(len(entry.title) > 12 and entry.image for entry in entries)
    assert sum(not entry.published for entry in entries) <= 1  # one block of Tempo's shows no time


@pytest.mark.parametrize("page", [name for name in LISTINGS if name.endswith("listing")])
def test_the_first_links_of_a_listing_come_first(page: str) -> None:
    folder = corpus_folder() / "pages"
    first = json.loads((folder / "expected" / f"{page}.html.expected.json").read_text())["first_links"]
    entries = read(folder / f"{page}.html", Kind.PAGE, LISTINGS[page][0]).entries
    assert [entry.url for entry in entries[: len(first)]] == first


def test_every_recorded_subscription_list_is_read() -> None:
    folder = corpus_folder() / "opml"
    counts = {path.name: len(parse_opml(path.read_bytes())) for path in folder.glob("*.opml")}
    assert len(counts) == 17
    assert {name for name, found in counts.items() if not found} == {"newsboat__body-element-missing.opml"}
    assert counts["netnewswire__Subs.opml"] == 207
