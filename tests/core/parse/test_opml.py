import pytest

from aggregator.errors import ParseError
from aggregator.parse.opml import Outline, parse_opml

LIST = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Langganan</title></head><body>
  <outline text="Sumsel"><outline text="Kota">
    <outline type="rss" text="Kabar Musi" title="Kabar Musi" xmlUrl="https://kabarmusi.example/rss.xml"/>
  </outline></outline>
  <outline type="rss" text="Tanpa folder" xmlUrl="https://lain.example/feed"/>
  <outline type="rss" text="Lagi" xmlUrl="https://lain.example/feed"/>
  <outline type="rss" text="Program" xmlUrl="exec:~/bin/feed.sh"/>
</body></opml>"""


def test_a_list_gives_every_web_address_once_with_title_and_folders() -> None:
    assert parse_opml(LIST.encode()) == (
        Outline("https://kabarmusi.example/rss.xml", "Kabar Musi", "Sumsel/Kota"),
        Outline("https://lain.example/feed", "Tanpa folder"),
    )


def test_a_list_with_a_bare_ampersand_is_read_all_the_same() -> None:
    broken = LIST.replace("Tanpa folder", "Tanpa & folder").replace("</body></opml>", "")
    assert [outline.title for outline in parse_opml(broken.encode())] == ["Kabar Musi", "Tanpa & folder"]


@pytest.mark.parametrize(
    ("body", "code"), [(b" \n", "empty"), (b"https://x.example/", "not_opml"), (b"<rss/>", "not_opml")]
)
def test_what_is_no_list_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(ParseError) as error:
        parse_opml(body)
    assert error.value.code == code
