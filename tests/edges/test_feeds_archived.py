"""The past of a feed (RFC 5005): a chain that meets every entry once, of documents that stay as they are."""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from aggregator.model import Entry
from tests.edges.site import HOME, NOW, Site, news, site

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
LONG_AGO = datetime(2024, 8, 20, 12, tzinfo=UTC)


def at(moment: datetime, number: int, **fields: object) -> Entry:
    when = dict.fromkeys(("published", "updated", "first_seen", "order_at"), moment)
    return news(number, **{**when, **fields})


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Site]:
    """1,300 entries every hour of summer 2024, and sixty of now."""
    with site(tmp_path) as made:
        made.answered("palpres")
        made.publish(*(at(LONG_AGO - timedelta(hours=number), 1000 + number) for number in range(1300)))
        made.publish(*(news(number) for number in range(60)))
        yield made


class Document:
    """What a client that walks the chain sees of a document."""

    def __init__(self, place: Site, url: str) -> None:
        self.answer = place.client.get(url.removeprefix(HOME))
        assert self.answer.status_code == 200, url
        feed = etree.fromstring(self.answer.data)
        channel = feed.find("channel") if feed.tag == "rss" else feed
        assert channel is not None
        self.archive = channel.find(f"{HISTORY}archive") is not None
        self.complete = channel.find(f"{HISTORY}complete") is not None
        self.links = {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}
        self.ids = channel.xpath("*[local-name()='entry']/*[local-name()='id']/text() | item/guid/text()")


def walk(place: Site, path: str) -> list[Document]:
    documents = [Document(place, path)]
    while url := documents[-1].links.get("prev-archive"):
        documents.append(Document(place, url))
    return documents


@pytest.mark.parametrize("path", ["/topics/pilkada-2024.atom", "/all.rss", "/sources/palpres.atom"])
def test_the_chain_meets_every_entry_once(path: str, place: Site) -> None:
    documents = walk(place, path)
    met = Counter(one for document in documents for one in document.ids)
    assert len(met) == 1360
    assert set(met.values()) == {1}
    assert len(documents[0].ids) == 50
    assert [document.archive for document in documents] == [False] + [True] * (len(documents) - 1)
    for document in documents[1:]:
        assert document.links["current"] == f"{HOME}{path}"
        assert len(document.ids) <= 500


def test_json_feed_goes_on_with_next_url(place: Site) -> None:
    met, url = [], "/all.json"
    while url:
        document = place.client.get(url.removeprefix(HOME)).json
        met += [item["id"] for item in document["items"]]
        url = document.get("next_url", "")
    assert len(met) == len(set(met)) == 1360


def test_months_are_linked_both_ways(place: Site) -> None:
    parts = [document for document in walk(place, "/all.atom") if "before-" not in document.links["self"]][1:]
    names = [document.links["self"].rpartition("/")[2] for document in parts]
    assert names == ["2024-08.atom", "2024-07.atom", "2024-07-2.atom", "2024-06.atom"]
    for newer, older in itertools.pairwise(parts):
        assert newer.links["prev-archive"] == older.links["self"]
        assert older.links["next-archive"] == newer.links["self"]


def test_what_is_closed_stays_whatever_is_published(place: Site) -> None:
    months = [document for document in walk(place, "/all.atom") if "/archive/2" in document.links["self"]]
    before = {document.links["self"]: document.answer for document in months}
    assert len(before) == 4
    place.publish(*(news(-number) for number in range(1, 90)))
    place.publish(at(NOW - timedelta(hours=47), -200))
    after = {document.links["self"]: document.answer for document in walk(place, "/all.atom")}
    for url, answer in before.items():
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert after[url].data == answer.data
        assert after[url].headers["ETag"] == answer.headers["ETag"]


def test_what_leaves_the_current_document_is_found_behind_it(place: Site) -> None:
    earlier = walk(place, "/all.atom")
    place.publish(*(news(-number) for number in range(1, 21)))
    later = walk(place, "/all.atom")
    gone = set(earlier[0].ids) - set(later[0].ids)
    assert len(gone) == 20
    known = {document.links["self"] for document in earlier}
    unread = [document for document in later[1:] if document.links["self"] not in known]
    assert gone <= {one for document in unread for one in document.ids}, "to who skips what was read before"
    assert later[1].answer.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "name",
    [
        "2023-01",
        "2024-13",
        "2024-00",
        "2024-07-1",
        "2024-07-9",
        "0000-01",
        "9999-12",
        "before-0-",
        "before--62135596800000000-",
        "terbaru",
        "2024-7",
    ],
)
def test_what_never_was_is_not_found(name: str, place: Site) -> None:
    assert place.client.get(f"/all/archive/{name}.atom").status_code == 404


def test_at_the_end_of_the_calendar_all_is_past(place: Site) -> None:
    answer = place.client.get("/all/archive/before-253402300799999999-.atom")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_no_hub_is_named_for_what_stays_as_it_is(place: Site) -> None:
    current, *past = walk(place, "/all.atom")
    assert "hub" in current.links
    assert not any("hub" in document.links for document in past)


def test_a_short_feed_has_no_past(place: Site) -> None:
    assert "prev-archive" not in Document(place, "/topics/sumsel.atom").links
    assert "prev-archive" not in Document(place, "/topics/pilkada-2024.atom?limit=10").links


def test_no_link_leads_from_a_place_into_a_past_that_is_not_served(place: Site) -> None:
    place.publish(*(news(-number, title=f"Pasar ke-{number} dibuka di Palembang") for number in range(1, 61)))
    document = Document(place, "/places/palembang.atom")
    assert len(document.ids) == 50
    assert document.links["self"] == f"{HOME}/places/palembang.atom"
    assert "prev-archive" not in document.links
    assert not document.complete
    assert place.client.get("/places/palembang.atom?place=muba").status_code == 400


def test_a_story_is_complete_in_its_feed(place: Site) -> None:
    lead = news(-5)
    place.publish(news(-5, story=lead.key, guid="lead", key=lead.key))
    assert Document(place, f"/stories/{lead.key}.atom").complete
    assert not Document(place, "/topics/sumsel.atom").complete
