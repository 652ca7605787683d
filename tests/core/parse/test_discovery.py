"""A site's feeds are found from whatever page of it one has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.errors import ParseError
from aggregator.parse.discovery import Discovery, FeedLink, discover, sitemaps_of, usual_addresses

URL = "https://www.musi.example.co.id/kanal/berita-1"


def feeds(html: str) -> list[str]:
    return [feed.url for feed in discover(html, URL).feeds]


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="https://a.example/f">', "https://a.example/f"),
        ('<link rel="alternate" type="application/atom+xml" href="/f">', "https://www.musi.example.co.id/f"),
        ('<link rel="alternate" type="application/rdf+xml" href="f">', "https://www.musi.example.co.id/kanal/f"),
        ('<link rel="alternate" type="application/feed+json" href="/f">', "https://www.musi.example.co.id/f"),
        ('<link rel="alternate" type="text/xml" href="/f">', "https://www.musi.example.co.id/f"),
        ("<LINK REL=ALTERNATE TYPE='application/RSS+xml; charset=utf-8' HREF=/f>", "https://www.musi.example.co.id/f"),
        ('<link rel="feed" href="/umpan/rss">', "https://www.musi.example.co.id/umpan/rss"),
        ('<link rel="alternate home" type="application/rss+xml" href="//b.example/f">', "https://b.example/f"),
        ('<base href="https://c.example/x/"><link rel=alternate type=application/rss+xml href=f>', "https://c.example/x/f"),
        ('<link rel="alternate" type="application/rss+xml" href="feed://d.example/f">', "http://d.example/f"),
        ('<link rel="alternate" type="application/rss+xml" href="feed:https://d.example/f">', "https://d.example/f"),
        ('<body><p><link rel="alternate" type="application/rss+xml" href="/f">', "https://www.musi.example.co.id/f"),
        ('<a href="/rss.xml">RSS</a>', "https://www.musi.example.co.id/rss.xml"),
        ('<a href="/kanal/feed">umpan</a>', "https://www.musi.example.co.id/kanal/feed"),
        ('<a href="https://rss.example.co.id/get/all">VIVA</a><a href="http://musi.example.co.id/rss/terkini">x</a>',
         "http://musi.example.co.id/rss/terkini"),
        ('<a href="https://feeds.feedburner.com/musi">x</a>', "https://feeds.feedburner.com/musi"),
        ('<a href="/?feed=rss2">x</a>', "https://www.musi.example.co.id/?feed=rss2"),
    ],
)  # fmt: skip
def test_a_feed_is_found(html: str, url: str) -> None:
    assert feeds(html)[-1] == url


@pytest.mark.parametrize(
    "html",
    [
        '<link rel="alternate" hreflang="en" href="https://en.example.co.id/">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed?url=x">',
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml">',
        '<link rel="stylesheet" type="text/css" href="/feed.css">',
        '<link rel="alternate" type="application/rss+xml" href="">',
        '<link rel="alternate" media="handheld" href="https://m.example.co.id/">',
        '<a href="https://other.example/feed">their feed</a>',
        '<a href="/berita/feedback-pembaca">Kirim masukan</a>',
        '<a href="/sitemap.xml">Peta situs</a>',
        '<a href="javascript:rss()">RSS</a>',
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(html: str) -> None:
    assert feeds(html) == []


def test_announced_feeds_come_first_and_those_of_comments_last_each_once() -> None:
    html = """<link rel="alternate" type="application/rss+xml" title="Komentar" href="/comments/feed/">
        <link rel="alternate" type="application/rss+xml" title="Musi &raquo; Feed" href="/feed/">
        <a href="/feed/">RSS</a><a href="/rss/politik">Politik</a>
        <link rel="canonical" href="/kanal/berita-1"><link rel="sitemap" href="/sitemap_index.xml">"""
    assert discover(html, URL) == Discovery(
        feeds=(
            FeedLink("https://www.musi.example.co.id/feed/", "Musi » Feed", "application/rss+xml"),
            FeedLink("https://www.musi.example.co.id/rss/politik", "Politik"),
            FeedLink("https://www.musi.example.co.id/comments/feed/", "Komentar", "application/rss+xml"),
        ),
        sitemaps=("https://www.musi.example.co.id/sitemap_index.xml",),
        canonical=URL,
    )


def test_usual_addresses_are_those_of_the_folder_and_of_the_site() -> None:
    tried = usual_addresses("https://a.example/blog/")
    assert tried[:2] == ("https://a.example/blog/feed", "https://a.example/blog/rss")
    assert {"https://a.example/feed", "https://a.example/feeds/posts/default"} < set(tried)
    assert {"https://a.example/sitemap-news.xml", "https://a.example/news-sitemap.xml"} < set(tried)
    assert len(set(tried)) == len(tried) <= 20
    assert usual_addresses("mailto:a@a.example") == ()


def test_robots_txt_names_sitemaps_in_any_spelling() -> None:
    robots = (
        "\ufeffUser-agent: *\nSitemap: https://a.example/s.xml\r\n sitemap:https://a.example/n.xml # new\n"
        "SITEMAP : https://a.example/s.xml\n# Sitemap: https://a.example/old.xml\nSitemap: /relative.xml\n"
    )
    assert sitemaps_of(robots) == ("https://a.example/s.xml", "https://a.example/n.xml")


@given(
    st.lists(
        st.sampled_from(
            ["<link rel=alternate type=application/rss+xml href='", "<a href='", "http://[", "feed:", "'>", "/rss",
             "<base href='http://['>", "\0", "<link rel=canonical>", "sitemap.xml"]
        ) | st.text(max_size=9),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_any_markup_gives_absolute_addresses_or_a_parse_error(html: str) -> None:
    try:
        found = discover(html, URL)
    except ParseError:
        return
    assert all(feed.url.startswith(("http://", "https://")) for feed in found.feeds)
