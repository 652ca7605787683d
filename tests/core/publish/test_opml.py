from io import BytesIO

import listparser

from aggregator.publish import opml
from aggregator.publish.opml import Outline
from tests.core.publish.rules.words import tree
from tests.core.publish.samples import NOON

OUTLINES = (
    Outline(
        "Pilkada 2024",
        "https://kabar.example/topics/pilkada-2024.atom",
        "https://kabar.example/topics/pilkada-2024",
    ),
    Outline(
        "Sumsel",
        outlines=(
            Outline(
                "ANTARA & kawan",
                "https://sumsel.antara.example/rss",
                "https://sumsel.antara.example/",
                "Kantor",
                "id",
            ),
            Outline("Palpres", "https://palpres.example/feed"),
        ),
    ),
)


def test_a_list_names_every_feed_under_its_heading():
    root = tree(opml.render("Sumber", OUTLINES, NOON))
    assert (root.tag, root.get("version"), root.findtext("head/title")) == ("opml", "2.0", "Sumber")
    assert root.findtext("head/dateModified") == "Wed, 28 Aug 2024 05:00:00 GMT"
    first, group = root.findall("body/outline")
    assert dict(first.attrib) == {
        "text": "Pilkada 2024",
        "title": "Pilkada 2024",
        "type": "rss",
        "xmlUrl": "https://kabar.example/topics/pilkada-2024.atom",
        "htmlUrl": "https://kabar.example/topics/pilkada-2024",
    }
    assert dict(group.attrib) == {"text": "Sumsel"}
    assert [one.get("text") for one in group] == ["ANTARA & kawan", "Palpres"]


def test_another_program_reads_the_list():
    found = listparser.parse(BytesIO(opml.render("Sumber", OUTLINES)).getvalue())
    assert [feed.url for feed in found.feeds] == [
        "https://kabar.example/topics/pilkada-2024.atom",
        "https://sumsel.antara.example/rss",
        "https://palpres.example/feed",
    ]


def test_no_text_in_an_outline_breaks_the_list():
    hostile = (
        Outline("\x00\ud800<b>]]>", "https://user:geheim@a.example/x y"),
        Outline("", "javascript:alert(1)"),
    )
    root = tree(opml.render("\x01", hostile))
    assert [one.get("xmlUrl") for one in root.iter("outline")] == ["https://a.example/x%20y", None]


def test_equal_lists_are_equal_bytes_and_no_date_is_made_up():
    assert opml.render("Sumber", OUTLINES) == opml.render("Sumber", OUTLINES)
    assert b"dateModified" not in opml.render("Sumber", OUTLINES)
