"""oEmbed as consumers get it: for what is ours, in both formats, and never larger than there is room."""

import json
from urllib.parse import quote, urlencode

import pytest
from lxml import etree
from lxml import html as lxml_html

from tests.edges.embeds.standing import TOPIC
from tests.edges.html import tree_of
from tests.edges.site import HOME, Site, news


def oembed(place: Site, url: str, **query: str | int) -> tuple[int, dict[str, object]]:
    answer = place.client.get("/oembed?" + urlencode({"url": url, **query}))
    return answer.status_code, json.loads(answer.data) if answer.is_json else {}


def test_page_says_where_its_oembed_is_and_that_answers(full: Site) -> None:
    tree = tree_of(full.client.get("/topics/pilkada-2024").text)
    [as_json] = tree.xpath("//link[@type='application/json+oembed']/@href")
    [as_xml] = tree.xpath("//link[@type='text/xml+oembed']/@href")
    said = full.client.get(as_json.removeprefix(HOME)).get_json()
    assert said["version"] == "1.0"
    assert (said["type"], said["width"], said["title"]) == ("rich", 600, "Pilkada 2024 – Kabar Uji")
    [frame] = lxml_html.fragments_fromstring(said["html"])
    assert (frame.tag, frame.get("src"), frame.get("title")) == ("iframe", HOME + TOPIC, said["title"])
    answer = full.client.get(as_xml.removeprefix(HOME))
    assert answer.mimetype == "text/xml"
    xml = etree.fromstring(answer.data)
    assert {one.tag: one.text for one in xml} == {name: str(value) for name, value in said.items()}
    for path in ("/", "/all", "/sources/palpres"):
        assert "oembed" not in full.client.get(path).text


def test_embed_with_options_keeps_them(full: Site) -> None:
    status, said = oembed(full, f"{HOME}{TOPIC}?layout=cards&count=3")
    assert status == 200
    assert "count=3&amp;layout=cards" in str(said["html"])


def test_story_is_told_as_a_link_to_whose_it_is(own: Site) -> None:
    key = news(-1, guid="x").key
    own.publish(news(-1, guid="x", title='Kabar <i>"baru"</i>', story=key))
    status, said = oembed(own, f"{HOME}/stories/{key}")
    assert status == 200
    assert (said["type"], said["title"], said["author_name"]) == (
        "link",
        'Kabar <i>"baru"</i>',
        "Palembang Ekspres",
    )
    page = tree_of(own.client.get(f"/stories/{key}").text)
    assert page.xpath("//link[contains(@type, 'oembed')]/@href")


def test_no_embed_is_larger_than_its_room(full: Site) -> None:
    _, said = oembed(full, HOME + TOPIC, maxwidth=320, maxheight=200)
    assert (said["width"], said["height"]) == (320, 200)
    assert 'width="320" height="200"' in str(said["html"])
    _, said = oembed(full, HOME + TOPIC, maxwidth=9999, maxheight=9999)
    assert (said["width"], said["height"]) == (600, 556)
    assert oembed(full, HOME + TOPIC, maxwidth="x")[0] == 400


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{HOME}/topics/pilkada-2024", 200),
        (f"{HOME}/topics/pilkada-2024?utm_source=x#top", 200),
        ("http://kabar.example.org/topics/pilkada-2024", 200),
        ("HTTPS://KABAR.example.org/topics/pilkada-2024", 200),
        (f"{HOME}/topics/nowhere", 404),
        (f"{HOME}/", 404),
        (f"{HOME}/all", 404),
        (f"{HOME}{TOPIC}?count=99", 404),
        (f"{HOME}/stories/nowhere", 404),
        (f"{HOME}/sources/palpres", 404),
        (f"{HOME}.jahat.example/topics/pilkada-2024", 404),
        ("https://jahat.example/topics/pilkada-2024", 404),
        (f"https://jahat.example/{HOME}/topics/pilkada-2024", 404),
        ("https://kabar.example.org@jahat.example/topics/pilkada-2024", 404),
        ("javascript:alert(1)", 404),
        ("https://[/topics/pilkada-2024", 404),
        ("/topics/pilkada-2024", 404),
        (f"{HOME}/topics/sumsel", 401),
        (f"{HOME}/embed/kosong", 401),
    ],
)
def test_oembed_answers_for_what_is_ours(url: str, status: int, full: Site) -> None:
    assert oembed(full, url)[0] == status


def test_oembed_speaks_json_and_xml(full: Site) -> None:
    url = HOME + TOPIC
    assert oembed(full, url, format="json")[0] == 200
    assert oembed(full, url, format="yaml")[0] == 501
    assert full.client.get("/oembed").status_code == 400
    assert full.client.get(f"/oembed?url={quote(url)}").headers["Access-Control-Allow-Origin"] == "*"
