import sys
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from aggregator.publish import RSS, render
from tests.core.publish import rules
from tests.core.publish.samples import DOCUMENT, FULL, with_entry

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}


def channel(value=DOCUMENT):
    body = render(value, RSS)
    assert rules.rss(body) == []
    return ElementTree.fromstring(body)[0]


def item(**changes):
    return channel(with_entry(**changes)).find("item")


def test_the_channel_says_where_it_lives_how_long_it_keeps_and_when_it_changed():
    found = channel()
    assert found.findtext("link") == DOCUMENT.html_url
    assert found.find("atom:link[@rel='self']", NS).get("href") == DOCUMENT.self_url
    assert found.find("atom:link[@rel='hub']", NS).get("href") == "https://hub.example/"
    assert [found.findtext(name) for name in ("ttl", "language", "lastBuildDate")] == [
        "15",
        "id",
        "Wed, 28 Aug 2024 05:00:00 GMT",
    ]
    assert found.findtext("image/url") == DOCUMENT.icon


def test_a_channel_without_a_subtitle_is_described_by_its_title():
    assert channel(replace(DOCUMENT, subtitle="")).findtext("description") == "Pilkada 2024"


def test_an_item_has_one_enclosure_and_the_others_as_media_content():
    found = item()
    assert [one.attrib for one in found.findall("enclosure")] == [
        {"url": "https://img.antara.example/kpu.jpg", "length": "48213", "type": "image/jpeg"}
    ]
    assert [one.attrib for one in found.findall("media:content", NS)] == [
        {"url": "https://img.antara.example/wawancara.mp3", "type": "audio/mpeg", "medium": "audio"}
    ]
    assert found.find("media:thumbnail", NS).get("url") == FULL.image


def test_an_enclosure_of_unknown_size_says_zero():
    assert item(enclosures=FULL.enclosures[1:]).find("enclosure").get("length") == "0"


def test_authors_are_named_without_email():
    assert [one.text for one in item().findall("dc:creator", NS)] == ["Budi Santoso", "Sri"]


@pytest.mark.parametrize(("entry_id", "permanent"), [(FULL.id, "false"), (FULL.url, "true")])
def test_a_guid_is_a_permanent_link_only_when_it_is_the_link(entry_id, permanent):
    guid = item(id=entry_id).find("guid")
    assert (guid.text, guid.get("isPermaLink")) == (entry_id, permanent)


def test_an_item_names_its_source_and_the_feed_it_came_from():
    source = item().find("source")
    assert (source.text, source.get("url")) == (
        "ANTARA Sumsel",
        "https://sumsel.antara.example/rss/terkini.xml",
    )


def test_the_summary_is_html_and_the_content_stands_beside_it():
    assert "ditetapkan &lt; 30 hari" in item().findtext("description")
    assert item().findtext("content:encoded", None, NS) == FULL.content


def test_content_without_a_summary_is_the_description():
    assert item(summary="").findtext("description") == FULL.content


def test_an_item_is_dated_by_when_it_changed_if_nothing_else_is_known():
    assert item(published=None).findtext("pubDate") == "Wed, 28 Aug 2024 04:00:00 GMT"
    assert item(published=None).find("atom:updated", NS) is None


def test_an_edited_item_says_when():
    assert item().findtext("atom:updated", None, NS) == "2024-08-28T04:00:00Z"


def test_a_title_that_looks_like_markup_runs_in_no_reader():
    title = item(title="<script>alert(1)</script> 3 < 4 & 5").findtext("title")
    assert title == "&lt;script>alert(1)&lt;/script> 3 < 4 & 5"


def test_dates_are_written_without_touching_the_locale_of_the_process():
    called = set()
    sys.setprofile(lambda frame, _event, _argument: called.add(frame.f_code.co_name))
    try:
        render(DOCUMENT, RSS)
    finally:
        sys.setprofile(None)
    assert "rss_entry" in called
    assert "setlocale" not in called
