"""The quirks that each paper is there for."""

import json
import re
import struct
import zlib
from html import unescape
from xml.etree import ElementTree

from aggregator.demo import feeds_yaml
from tests.core.demo.rooms import newsroom


def _body(slug: str) -> str:
    return newsroom().render(slug).body.decode()


def test_indonesian_dates_are_written_out() -> None:
    dates = re.findall("<pubDate>(.*?)</pubDate>", _body("lentera-ogan"))
    assert dates
    assert all(
        re.fullmatch(r"(Senin|Selasa|Rabu), \d{1,2} November 2026 \d\d:\d\d WIB", date) for date in dates
    )


def test_wib_stands_where_rfc_822_wants_a_zone() -> None:
    body = newsroom().render("warta-lematang").body.decode("windows-1252")
    assert re.search(r"<pubDate>\w{3}, \d\d Nov 2026 \d\d:\d\d:\d\d WIB</pubDate>", body)


def test_windows_1252_is_declared_and_needed() -> None:
    room = newsroom()
    for _ in range(200):
        room.publish_next()
    body = room.render("warta-lematang").body
    assert body.startswith(b'<?xml version="1.0" encoding="windows-1252"?>')
    assert re.search(rb"[\x80-\x9f]", body)
    assert "“" in "".join(ElementTree.fromstring(body).itertext())


def test_the_listing_repeats_articles_in_boxes_and_offers_no_feed() -> None:
    page = _body("pempek-ekspres")
    assert all(f"<h3>Berita {name}</h3>" in page for name in ("Terkini", "Terpopuler", "Pilihan"))
    assert 'rel="alternate"' not in page


def test_an_article_page_has_interruptions_credit_tags_and_a_date_for_machines() -> None:
    room = newsroom()
    article = [article for article in room.articles if article.paper == "pempek-ekspres"][-1]
    path = article.url.removeprefix(room.origins["pempek-ekspres"])
    page = room.answer("pempek-ekspres", path).body.decode()
    assert len(re.findall(r"BACA JUGA:<a href=", page)) == len(article.related) == 2
    assert f"--{article.credit}" in unescape(page)
    assert all(tag in unescape(page) for tag in ("Tag", "Share", *article.tags))
    facts = json.loads(re.findall('<script type="application/ld\\+json">(.*?)</script>', page)[0])
    assert facts["headline"] == article.title
    assert facts["datePublished"].endswith("+07:00")


def test_interruptions_point_to_older_articles_of_the_paper() -> None:
    room = newsroom()
    urls = {slug: [a.url for a in room.articles if a.paper == slug] for slug in room.papers}
    for article in room.articles:
        mine = urls[article.paper]
        assert all(mine.index(url) < mine.index(article.url) for url, _ in article.related)


def test_enclosures_state_the_size_of_the_picture_served() -> None:
    room = newsroom()
    feed = ElementTree.fromstring(room.render("lensa-kemaro").body)
    enclosure = feed.find("channel/item/enclosure")
    assert enclosure is not None
    path = enclosure.attrib["url"].removeprefix(room.origins["lensa-kemaro"])
    answer = room.answer("lensa-kemaro", path)
    assert answer.headers["Content-Type"] == enclosure.attrib["type"] == "image/png"
    assert len(answer.body) == int(enclosure.attrib["length"])


def test_a_picture_is_a_png_with_right_checksums_and_as_many_pixels_as_it_says() -> None:
    png = newsroom().answer("lensa-kemaro", "/foto/12.png").body
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, {}
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        name, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", png, at + 8 + size)[0] == zlib.crc32(name + data)
        chunks[name], at = data, at + 12 + size
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    pixels = zlib.decompress(chunks[b"IDAT"])
    assert len(pixels) == (width + 1) * height
    assert max(pixels) < len(chunks[b"PLTE"]) / 3
    assert len(png) < 40_000


def test_the_configuration_names_every_paper_and_allows_its_address() -> None:
    room = newsroom()
    text = feeds_yaml(room, site_title='Kabar "Kita"')
    assert 'title: "Kabar \\"Kita\\""' in text
    for paper in room.papers.values():
        origin = room.origins[paper.slug]
        assert f"slug: {paper.slug}\n" in text
        assert f'url: "{origin}{paper.entrance}"\n' in text
        assert f'"{origin.removeprefix("http://")}"' in text.splitlines()[1]
