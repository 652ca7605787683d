"""`ordinary` reads what feedparser reads, the same values of every document there is, or leaves it to feedparser."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from aggregator.errors import ParseError
from aggregator.model import ParsedFeed
from aggregator.parse.encoding import decode, unpack
from aggregator.parse.ordinary import read_ordinary
from aggregator.parse.wellformed import strip_prolog, well_formed
from aggregator.parse.xmlfeed import NAMESPACES, feed_of, feedparser_record
from tests.bench.farm import advance, farm
from tests.corpus import corpus_folder

DOCUMENTS = Path(__file__).parents[2] / "data" / "feeds"
_RSS = '<rss version="2.0"{0}><channel><title>Kabar</title>{1}<item><guid>1</guid>{2}</item></channel></rss>'
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"{0}><title>Kabar</title>{1}<entry><id>1</id>{2}</entry></feed>'
)
_MEDIA = ' xmlns:media="http://search.yahoo.com/mrss/"'
_CONTENT = ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def data_of(body: bytes) -> bytes | None:
    """The clean document that either reader is given; None for what is no XML."""
    try:
        element = strip_prolog(decode(unpack(body), ""))
        return well_formed(element).data if element else None
    except ParseError:
        return None


def both(data: bytes) -> tuple[ParsedFeed, ParsedFeed] | None:
    """What `ordinary` says and what feedparser says; None where that is left to feedparser."""
    record = read_ordinary(data, NAMESPACES)
    return (feed_of(record), feed_of(feedparser_record(data))) if record else None


def read_in_both_ways(bodies: Iterator[tuple[str, bytes]]) -> float:
    """The share that `ordinary` reads, after making sure that it reads it as feedparser does."""
    answers = [(name, both(data)) for name, body in bodies if (data := data_of(body))]
    for name, answer in answers:
        assert answer is None or answer[0] == answer[1], name
    return sum(answer is not None for _, answer in answers) / len(answers)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file())


def test_test_documents_are_read_the_same() -> None:
    assert read_in_both_ways(files(DOCUMENTS)) > 0.2  # most of them are there for what is odd about them


def test_recorded_feeds_are_read_the_same() -> None:
    assert read_in_both_ways(files(corpus_folder() / "feeds")) > 0.3  # other projects' oddities, as above


def test_generated_newspapers_are_read_the_same_and_nearly_all_are_ordinary() -> None:
    papers = ((path, body) for path, body, _ in chain(farm(60), advance(60, step=1)))
    assert read_in_both_ways(papers) > 0.9


@pytest.mark.parametrize(
    ("form", "root", "feed", "entry"),
    [
        pytest.param(_RSS, "", "", "<title>A &amp; B</title><title>C</title>", id="two titles"),
        pytest.param(_RSS, _MEDIA, "", "<title>A</title><media:title>B</media:title>", id="media title"),
        pytest.param(
            _RSS,
            _CONTENT,
            "",
            "<content:encoded>&lt;p&gt;</content:encoded><description/>",
            id="content first",
        ),
        pytest.param(
            _RSS, "", "", "<link>/a?b=1&amp;amp;c;=2</link><guid isPermaLink='false'>x</guid>", id="query"
        ),
        pytest.param(_RSS, "", "", "<guid>/berita/2</guid>", id="guid as link"),
        pytest.param(
            _RSS, "", "<image><url>/i.png</url><title>I</title><link>/</link></image>", "", id="image"
        ),
        pytest.param(
            _RSS, "", "<ttl>15</ttl><language>id</language>", "<author>Budi (Ani)</author>", id="ttl"
        ),
        pytest.param(_RSS, "", "", "<category domain='d'>Polri</category><category/>", id="categories"),
        pytest.param(
            _RSS, ' xmlns:x="urn:x"', "<x:y>1</x:y>", "<x:id>2</x:id><x:z a='b'>c</x:z>", id="strange"
        ),
        pytest.param(
            _RSS,
            _MEDIA,
            "",
            "<media:content url='a' type='IMAGE/PNG'><media:credit>x</media:credit></media:content>",
            id="media",
        ),
        pytest.param(
            _ATOM,
            ' xml:lang="en_GB"',
            "<author><name>Redaksi</name><email>a@b</email></author>",
            "<link href='/1'/><link rel='Enclosure' href='/1.mp3' length='7'/><title type='html'>&lt;b&gt;</title>",
            id="atom",
        ),
        pytest.param(
            _ATOM,
            "",
            "",
            '<content type="xhtml"> <div xmlns="http://www.w3.org/1999/xhtml"><p TITLE="&quot;">a &amp; b<br/></p>'
            "c</div></content><summary>d</summary>",
            id="xhtml",
        ),
    ],
)
def test_ordinary_forms_are_read_and_read_the_same(form: str, root: str, feed: str, entry: str) -> None:
    answer = both(form.format(root, feed, entry).encode())
    assert answer is not None
    assert answer[0] == answer[1]


@pytest.mark.parametrize(
    ("form", "root", "feed", "entry"),
    [
        pytest.param(_RSS, "", "", "<title>A<b>C</b></title>", id="markup in a text"),
        pytest.param(_RSS, ' xml:base="http://x.example/"', "", "", id="base"),
        pytest.param(_RSS, "", "", "<link base='http://x.example/'>/a</link>", id="base without xml"),
        pytest.param(
            _RSS, "", "", "<description>a</description><description>b</description>", id="two texts"
        ),
        pytest.param(_RSS, "", "", "<author>budi@x.example (Budi)</author>", id="author with address"),
        pytest.param(_RSS, "", "", "<links>a</links>", id="unknown element"),
        pytest.param(_RSS, ' xmlns="urn:x"', "", "", id="unknown root"),
        pytest.param(
            _RSS, ' xmlns:media="urn:x"', "", "<media:content url='a'/>", id="a known prefix for another"
        ),
        pytest.param(_RSS, "", "", "<title>Ã©</title>", id="UTF-8 read as Latin-1"),
        pytest.param(_RSS, "", "", "<title>&#150;</title>", id="C1"),
        pytest.param(_RSS, "", "", "<link>http:///a</link>", id="slashes"),
        pytest.param(_ATOM, "", "", "<content type='image/png'>aGFsbw==</content>", id="base64"),
        pytest.param(_ATOM, "", "", "<title mode='escaped'>x</title>", id="mode"),
        pytest.param("<kabar{0}>{1}{2}</kabar>", "", "", "", id="another root"),
        pytest.param(_RSS, "", "<x>" * 100 + "</x>" * 100, "", id="deep"),
    ],
)
def test_what_is_doubtful_is_left_to_feedparser(form: str, root: str, feed: str, entry: str) -> None:
    assert both(form.format(root, feed, entry).encode()) is None
