from xml.etree import ElementTree

import pytest

from aggregator.model import Category, Enclosure, Person
from aggregator.publish import ATOM, render
from tests.core.publish import rules
from tests.core.publish.samples import DOCUMENT, FULL, PLAIN, document, with_entry

NS = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(value=DOCUMENT):
    body = render(value, ATOM)
    assert rules.atom(body) == []
    return ElementTree.fromstring(body)


def entry(**changes):
    return feed(with_entry(**changes)).find("a:entry", NS)


def links(element, rel):
    return [{**link.attrib} for link in element.findall(f"a:link[@rel='{rel}']", NS)]


def test_an_entry_has_one_alternate_link_and_each_enclosure_with_type_and_length():
    element = entry()
    assert links(element, "alternate") == [{"rel": "alternate", "href": FULL.url, "type": "text/html"}]
    assert links(element, "enclosure") == [
        {
            "rel": "enclosure",
            "href": "https://img.antara.example/kpu.jpg",
            "type": "image/jpeg",
            "length": "48213",
        },
        {"rel": "enclosure", "href": "https://img.antara.example/wawancara.mp3", "type": "audio/mpeg"},
    ]


def test_the_source_of_an_entry_is_complete():
    source = entry().find("a:source", NS)
    assert [
        source.findtext(f"a:{name}", None, NS) for name in ("id", "title", "updated", "icon", "rights")
    ] == [
        "https://sumsel.antara.example/rss/terkini.xml",
        "ANTARA Sumsel",
        "2024-08-28T05:00:00Z",
        "https://sumsel.antara.example/favicon.png",
        "Hak cipta © 2024 ANTARA",
    ]
    assert links(source, "self") == [{"rel": "self", "href": "https://sumsel.antara.example/rss/terkini.xml"}]
    assert links(source, "alternate")[0]["href"] == "https://sumsel.antara.example/"


def test_each_entry_keeps_its_own_source_time_when_sources_repeat():
    first, second = FULL, PLAIN
    found = feed(document(first, second)).findall("a:entry/a:source/a:updated", NS)
    assert [one.text for one in found] == ["2024-08-28T05:00:00Z", "2024-08-28T02:00:00Z"]


def test_an_entry_leads_back_to_the_feed_it_came_from_and_to_the_publishers_own_id():
    assert links(entry(), "via")[0]["href"] == "https://sumsel.antara.example/rss/terkini.xml"
    assert entry().findtext("dc:identifier", None, NS) == "637838"
    assert entry(guid=FULL.id).find("dc:identifier", NS) is None


def test_published_is_there_only_when_it_is_known():
    assert entry().findtext("a:published", None, NS) == "2024-08-28T03:00:00Z"
    assert entry(published=None).find("a:published", NS) is None


def test_an_entry_without_authors_is_by_its_paper():
    names = [name.text for name in entry(authors=()).findall("a:author/a:name", NS)]
    assert names == ["ANTARA Sumsel"]


def test_email_addresses_of_authors_are_not_published():
    assert b"budi@antara.example" not in render(DOCUMENT, ATOM)


def test_an_author_named_twice_is_printed_once():
    people = (Person("Sri", "https://a.example/"), Person(" Sri "), Person("", "https://b.example/"))
    assert [name.text for name in entry(authors=people).findall("a:author/a:name", NS)] == ["Sri"]


def test_an_entry_without_an_address_carries_its_summary_as_content():
    element = entry(url="", content="", summary="1 < 2")
    assert element.findtext("a:content", None, NS) == "1 &lt; 2"
    assert links(element, "alternate") == []


def test_the_language_of_an_entry_is_named_where_it_is_not_the_feeds():
    root = feed()
    assert [root.get(LANG), *(one.get(LANG) for one in root.findall("a:entry", NS))] == ["id", None, "ms"]


def test_more_links_of_the_document_are_printed_but_never_a_second_self():
    root = feed()
    assert links(root, "hub") == [{"rel": "hub", "href": "https://hub.example/"}]
    assert links(root, "prev-archive")[0]["href"].endswith("2024-07.atom")
    assert len(links(root, "self")) == 1


def test_updated_is_the_documents_and_never_the_time_of_writing():
    assert feed().findtext("a:updated", None, NS) == "2024-08-28T05:00:00Z"


def test_an_empty_document_is_a_valid_feed():
    assert feed(document()).findall("a:entry", NS) == []


def test_categories_keep_term_scheme_and_label_and_lose_what_is_no_uri():
    found = entry(categories=(*FULL.categories, Category(" "), Category("x", "no uri"))).findall(
        "a:category", NS
    )
    assert [dict(one.attrib) for one in found] == [
        {"term": "politik", "scheme": "https://sumsel.antara.example/kategori", "label": "Politik"},
        {"term": "Pilkada 2024"},
        {"term": "x"},
    ]


@pytest.mark.parametrize("title", ["", " ", "\x00"])
def test_an_entry_without_a_title_is_named_by_its_summary(title):
    assert entry(title=title).findtext("a:title", None, NS).startswith("Tiga pasangan calon")


def test_an_entry_with_nothing_to_name_it_is_named_by_its_address():
    assert entry(title="", summary="").findtext("a:title", None, NS) == FULL.url


def test_an_enclosure_of_unknown_kind_still_has_a_type():
    odd = (Enclosure("https://a.example/x", "not a type", -5), Enclosure("javascript:alert(1)"))
    assert links(entry(enclosures=odd), "enclosure") == [
        {"rel": "enclosure", "href": "https://a.example/x", "type": "application/octet-stream"}
    ]
