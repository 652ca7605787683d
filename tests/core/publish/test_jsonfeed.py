import json
from dataclasses import replace

import jsonschema

from aggregator.publish import JSON, render
from tests.core.publish import rules
from tests.core.publish.samples import DOCUMENT, FULL, document, with_entry
from tests.corpus import corpus_folder


def feed(value=DOCUMENT):
    body = render(value, JSON)
    assert rules.jsonfeed(body) == []
    return json.loads(body)


def item(**changes):
    return feed(with_entry(**changes))["items"][0]


def test_the_document_keeps_to_the_published_schema():
    schema = json.loads((corpus_folder() / "assets" / "schemas" / "jsonfeed-schema-v1.1.json").read_text())
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(feed())


def test_the_top_says_who_publishes_where_and_in_what_language():
    found = feed()
    assert found["home_page_url"] == DOCUMENT.html_url
    assert found["feed_url"] == DOCUMENT.self_url
    assert found["authors"] == [{"name": "Kabar Sumsel", "url": "https://kabar.example/"}]
    assert found["language"] == "id"
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_an_item_carries_its_dates_people_tags_and_files():
    found = item()
    assert found["date_published"] == "2024-08-28T03:00:00Z"
    assert found["date_modified"] == "2024-08-28T04:00:00Z"
    assert [author["name"] for author in found["authors"]] == ["Budi Santoso", "Sri"]
    assert found["tags"] == ["Politik", "Pilkada 2024"]
    assert found["attachments"] == [
        {"url": "https://img.antara.example/kpu.jpg", "mime_type": "image/jpeg", "size_in_bytes": 48213},
        {"url": "https://img.antara.example/wawancara.mp3", "mime_type": "audio/mpeg"},
    ]
    assert found["url"] == found["external_url"] == FULL.url


def test_an_item_knows_its_source_and_the_publishers_own_id():
    source = item()["_source"]
    assert source["title"] == "ANTARA Sumsel"
    assert source["feed_url"] == "https://sumsel.antara.example/rss/terkini.xml"
    assert source["guid"] == "637838"
    assert "guid" not in item(guid=FULL.id)["_source"]


def test_an_item_without_content_is_text():
    assert item(content="")["content_text"] == FULL.summary
    assert item(content="", summary="")["content_text"] == FULL.title


def test_the_language_of_an_item_is_named_where_it_is_not_the_feeds():
    assert [one.get("language") for one in feed()["items"]] == [None, "ms"]


def test_a_file_of_no_bytes_says_so():
    empty = replace(FULL.enclosures[0], length=0)
    assert item(enclosures=(empty,))["attachments"][0]["size_in_bytes"] == 0


def test_letters_are_written_as_they_are_and_items_one_to_a_line():
    lines = render(DOCUMENT, JSON).decode().splitlines()
    assert "“Siap” & damai" in lines[1]
    assert len(lines) == 2 + len(DOCUMENT.entries)


def test_text_that_looks_like_an_escape_is_kept():
    assert item(title=r"C:\u0041\b\f")["title"] == r"C:\u0041\b\f"


def test_an_empty_document_is_a_valid_feed():
    assert feed(document())["items"] == []
