"""Embeds over a real store: frame, data, snippet, oEmbed and builder as clients get them."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from lxml import etree
from lxml import html as lxml_html
from werkzeug.routing import AnyConverter

from aggregator.config.reading import parse
from aggregator.errors import ConfigError
from tests.edges.html import tree_of
from tests.edges.site import FEEDS_YAML, HOME, Site, fill, news, site

TOPIC = "/embed/pilkada-2024"
TOPIC_YAML = """\
sources: []
topics:
  - slug: a
    title: A
    match: {any: [a]}
    embed:
      frame_ancestors:"""
HOST = "https://tuan-rumah.example"
LIMITED = FEEDS_YAML.replace(
    "slug: sumsel,", f'slug: sumsel, embed: {{frame_ancestors: ["{HOST}", "https://*.desa.example"]}},'
).replace("slug: kosong,", "slug: kosong, embed: {frame_ancestors: []},")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Nobody publishes here."""
    with site(tmp_path_factory.mktemp("full"), LIMITED) as place:
        fill(place)
        yield place


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, LIMITED) as place:
        fill(place, 9)
        yield place


def ancestors(place: Site, path: str) -> str:
    policy = place.client.get(path).headers["Content-Security-Policy"]
    return policy.partition("frame-ancestors ")[2].partition(";")[0]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (TOPIC, "*"),
        ("/embed/sumsel", f"'self' {HOST} https://*.desa.example"),
        ("/embed/kosong", "'self'"),
        ("/embed/nowhere", "*"),
        (f"{TOPIC}?count=99", "*"),
    ],
)
def test_frame_may_stand_where_the_operator_says(path: str, allowed: str, full: Site) -> None:
    assert ancestors(full, path) == allowed


def test_every_other_route_refuses_to_be_framed(full: Site) -> None:
    [lead] = tree_of(full.client.get("/all").text).xpath(
        "(//article//a[contains(@href, '/sources/')])[1]/@href"
    )
    values = {
        "slug": "pilkada-2024",
        "extension": "atom",
        "version": "0",
        "name": "site.css",
        "topic": "sumsel",
    }
    asked: set[str] = set()
    for rule in full.app.url_map.iter_rules():
        if rule.endpoint == "embeds.page" or "GET" not in (rule.methods or set()):
            continue
        given = {name: values.get(name, "x") for name in rule.arguments - set(rule.defaults or {})}
        for name, converter in rule._converters.items():
            if isinstance(converter, AnyConverter):
                given[name] = "topics" if "topics" in converter.items else min(converter.items)
        with full.app.test_request_context():
            path = full.app.url_for(rule.endpoint, **given)
        asked.add(path)
        assert ancestors(full, path) == "'none'", path
    asked |= {lead, "/nowhere", "/all?before=x"}
    assert {"/", "/embed", "/embed.js", "/oembed", "/topics/pilkada-2024", f"{TOPIC}.json"} <= asked
    assert {ancestors(full, path) for path in asked} == {"'none'"}


@pytest.mark.parametrize("path", [TOPIC, f"{TOPIC}.json", f"{TOPIC}.html", "/embed", "/embed.js", "/embed.json",
                                  "/embed/nowhere", f"{TOPIC}?count=x", "/embed?count=x"])  # fmt: skip
def test_embed_keeps_to_the_strict_policy_and_sets_no_cookie(path: str, full: Site) -> None:
    headers = full.client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("slug", "origin", "allowed"),
    [
        ("pilkada-2024", "https://siapa.example", "*"),
        ("pilkada-2024", "null", "*"),
        ("sumsel", HOST, HOST),
        ("sumsel", "https://a.b.desa.example", "https://a.b.desa.example"),
        ("sumsel", "https://desa.example", None),
        ("sumsel", "http://a.desa.example", None),
        ("sumsel", "https://jahatdesa.example", None),
        ("sumsel", f"{HOST}:8443", None),
        ("sumsel", "", None),
        ("kosong", HOST, None),
    ],
)
def test_component_gets_its_data_where_the_frame_may_stand(
    slug: str, origin: str, allowed: str | None, full: Site
) -> None:
    headers = full.client.get(f"/embed/{slug}.json", headers={"Origin": origin}).headers
    assert headers.get("Access-Control-Allow-Origin") == allowed
    assert ("Origin" in headers["Vary"]) is (slug != "pilkada-2024")


def shown(place: Site, query: str = "") -> etree._Element:
    [section] = tree_of(place.client.get(f"{TOPIC}{query}").text).xpath("//main/section")
    return section


def test_entry_names_and_leads_to_its_paper(own: Site) -> None:
    own.publish(news(-1, title="Terbaru <b>sekali</b>", image="https://cdn.example/baru.jpg"))
    [first, *rest] = shown(own).xpath(".//li")
    assert len(rest) == 4
    [link] = first.xpath(".//h2/a")
    assert link.text == "Terbaru <b>sekali</b>"
    assert link.get("href") == "https://palpres.example/read/-1/pilkada"
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert link.get("title") == "Baca di Palembang Ekspres (tab baru)"
    assert first.xpath("string(.//bdi)") == "Palembang Ekspres"
    assert first.xpath("string(.//time)").endswith("WIB")
    [image] = first.xpath(".//img")
    assert (image.get("loading"), image.get("referrerpolicy")) == ("lazy", "no-referrer")
    assert {image.get("width"), image.get("height")} == {"320", "200"}


def test_options_are_followed(full: Site) -> None:
    assert len(shown(full, "?count=20").xpath(".//li")) == 20
    assert shown(full, "?images=off&count=9").xpath(".//img") == []
    assert shown(full, "?sources=off").xpath(".//*[@class='tf-paper']") == []
    assert shown(full, "?layout=cards").get("class") == "topic-feed tf-cards"
    english = shown(full, "?lang=en")
    assert english.get("lang") == "en"
    assert "Read at " in english.xpath("(.//h2/a)[1]/@title")[0]


def test_other_papers_of_a_story_are_named(own: Site) -> None:
    both = {"story": "cerita", "title": "Satu cerita dua koran"}
    own.publish(news(-3, guid="a", url="https://antara.example/a", source="antara", key="cerita", **both))
    own.publish(news(-2, guid="b", url="https://palpres.example/b", follows=True, **both))
    also = shown(own).xpath("(.//li)[1]//p[@class='tf-also']")[0]
    assert also.xpath("string(.)") == "Juga diliput: Palembang Ekspres"
    assert also.xpath("./a/@href") == ["https://palpres.example/b"]


def test_topic_without_news_says_so(full: Site) -> None:
    assert "Belum ada berita." in full.client.get("/embed/kosong").text
    assert "No news yet." in full.client.get("/embed/kosong?lang=en").text


@pytest.mark.parametrize(
    "path", ["/embed/nowhere", "/embed/nowhere.json", "/embed/nowhere.html", "/embed/x.js", "/embed/a/b"]
)
def test_topic_that_is_not_there_is_404(path: str, full: Site) -> None:
    assert full.client.get(path).status_code == 404


def test_bad_option_is_told_in_the_frame_and_harms_no_component(full: Site) -> None:
    page = full.client.get(f"{TOPIC}?count=99&acent=red")
    assert page.status_code == 400
    assert "“count” harus angka bulat dari 1 sampai 20." in page.text
    assert "Maksudnya “accent”?" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    data = full.client.get(f"{TOPIC}.json?count=99&acent=red").get_json()
    assert len(data["problems"]) == 2
    assert data["markup"] == full.client.get(f"{TOPIC}.json").get_json()["markup"]
    snippet = full.client.get(f"{TOPIC}.html?count=99")
    assert (snippet.status_code, snippet.mimetype) == (400, "text/plain")


@pytest.mark.parametrize("form", ["", ".json", ".html"])
def test_one_meaning_is_one_document(form: str, full: Site) -> None:
    spellings = (
        "layout=cards&count=7",
        "count=7&layout=cards",
        "count=07&layout=CARDS&paper=&images=on&lang=id",
    )
    answers = [full.client.get(f"{TOPIC}{form}?{query}") for query in spellings]
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert answers[0].data != full.client.get(f"{TOPIC}{form}").data


@pytest.mark.parametrize("form", ["", ".json", ".html"])
def test_embed_is_fetched_once_until_it_changes(form: str, own: Site) -> None:
    first = own.client.get(TOPIC + form)
    assert "max-age=300" in first.headers["Cache-Control"]
    etag = {"If-None-Match": first.headers["ETag"]}
    assert own.client.get(TOPIC + form, headers=etag).status_code == 304
    own.publish(news(-1))
    assert own.client.get(TOPIC + form, headers=etag).status_code == 200


def as_tree(element: etree._Element) -> list[object]:
    found: list[object] = [element.tag, dict(element.attrib), *([element.text] if element.text else [])]
    for child in element:
        found += [as_tree(child), *([child.tail] if child.tail else [])]
    return [one for one in found if not (isinstance(one, str) and "\n" in one and not one.strip())]


def test_component_gets_the_very_markup_of_the_snippet(own: Site) -> None:
    own.publish(news(-1, title='Dua "tanda" & <kurung>\u00a0', language="en"))
    for query in ("?count=9", "?layout=cards&lang=en", "?layout=ticker"):
        data = own.client.get(f"{TOPIC}.json{query}").get_json()
        snippet = lxml_html.fragment_fromstring(own.client.get(f"{TOPIC}.html{query}").text.strip())
        assert data["markup"] == as_tree(snippet)


def test_snippet_is_plain_markup(full: Site) -> None:
    snippet = full.client.get(f"{TOPIC}.html?count=20&layout=cards&paper=000").text
    assert not any(word in snippet for word in ("<script", "<style", "style=", " id=", " on", "<!"))


def test_scripts_are_small(full: Site) -> None:
    answer = full.client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= 6000
    assert answer.headers["Cache-Control"].startswith("public, max-age=3600")
    [script] = tree_of(full.client.get(TOPIC).text).xpath("//script/@src")
    frame = full.client.get(script)
    assert "immutable" in frame.headers["Cache-Control"]
    assert "immutable" not in full.client.get("/embed-frame/0.js").headers["Cache-Control"]


def test_component_asks_at_the_configured_address(full: Site) -> None:
    script = full.client.get("/embed.js", headers={"Host": "jahat.example"}).text
    assert f'const SITE = "{HOME}";' in script
    assert "jahat" not in script


# ── oEmbed ────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── the builder ───────────────────────────────────────────────────────────────────────────────────────────────


def test_builder_works_without_script(full: Site) -> None:
    tree = tree_of(full.client.get("/embed?topic=pilkada-2024&layout=cards&count=3&paper=&accent=biru").text)
    [preview] = tree.xpath("//iframe/@src")
    assert preview == f"{TOPIC}?count=3&layout=cards&accent=0b57a4"
    assert full.client.get(preview).status_code == 200
    code = tree.xpath("//textarea[@id='kode-frame']/text()")[0]
    assert code.startswith(f'<iframe src="{HOME}{TOPIC}?count=3&amp;layout=cards&amp;accent=0b57a4" title=')
    component = tree.xpath("//textarea[@id='kode-component']/text()")[0]
    assert f'<script async src="{HOME}/embed.js"></script>' in component
    assert '<topic-feed topic="pilkada-2024" count="3" layout="cards" accent="0b57a4">' in component
    snippet = tree.xpath("//textarea[@id='kode-snippet']/text()")[0]
    assert snippet == f"{HOME}{TOPIC}.html?count=3&layout=cards"
    for address in (code.split('"')[1].replace("&amp;", "&"), snippet):
        assert full.client.get(address.removeprefix(HOME)).status_code == 200


def test_builder_says_what_is_wrong_beside_it_and_keeps_it(full: Site) -> None:
    answer = full.client.get('/embed?paper=888&ink=777&count=x"><b>&topic=nowhere&layout=list')
    assert answer.status_code == 400
    tree = tree_of(answer.text)
    assert "1,3 : 1" in tree.xpath("string(//*[@id='salah-ink'])")
    assert tree.xpath("//input[@id='count']/@value") == ['x"><b>']
    assert tree.xpath("//*[@aria-invalid]/@id") == ["topic", "count", "ink"]
    assert tree.xpath("string(//*[@id='salah-topic'])") == "Topik itu tidak ada, atau tidak ada lagi."


def test_builder_data_is_what_the_page_shows(full: Site) -> None:
    query = "?topic=sumsel&layout=ticker&lang=en&ink=zz"
    tree, told = (
        tree_of(full.client.get("/embed" + query).text),
        full.client.get("/embed.json" + query).get_json(),
    )
    assert tree.xpath("//iframe/@src") == [told["preview"]]
    assert list(told["wrong"]) == ["ink"]
    for name in ("frame", "component", "snippet", "fitting"):
        assert tree.xpath(f"string(//textarea[@id='kode-{name}'])").split() == told[name].split()


def test_builder_without_topics_says_so(tmp_path: Path) -> None:
    with site(tmp_path, "sources: []\n") as place:
        assert "Belum ada topik" in place.client.get("/embed").text
        assert place.client.get("/embed.json").get_json() == {}
        assert place.client.get("/oembed?url=https://a.example/topics/b").status_code == 404


# ── the configuration ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("https://a.example/", "did you mean `https://a.example`?"),
        ("https://A.example", "did you mean `https://a.example`?"),
        ("https://a.example:443/x?y", "did you mean `https://a.example`?"),
        ("https://u:p@a.example", "did you mean `https://a.example`?"),
        ("a.example", "must start with `http://` or `https://`"),
        ("*", "must start with"),
        ("'none'", "must start with"),
        ("https://*", "no host that a policy can name"),
        ("https://a.*.example", "no host that a policy can name"),
        ("https://bücher.example", "`xn--` form"),
        ("https://a.example; script-src *", "must not hold white space"),
        ("https://a.example,https://b.example", "no host that a policy can name"),
        ("https://a.example;x", "no host that a policy can name"),
    ],
)
def test_what_is_no_origin_is_refused_with_its_place(written: str, remedy: str) -> None:
    body = f"{TOPIC_YAML}\n        - {json.dumps(written)}\n"
    with pytest.raises(ConfigError) as raised:
        parse(body.encode(), "feeds.yaml")
    [problem] = raised.value.problems
    assert (problem.line, problem.column) == (8, 11)
    assert remedy in str(problem)


@pytest.mark.parametrize(
    "written",
    [
        "https://a.example",
        "http://localhost:8080",
        "https://*.a.example",
        "https://*.a.example:8443",
        "http://127.0.0.1:5000",
    ],
)
def test_origin_is_taken_as_written(written: str) -> None:
    body = f'{TOPIC_YAML} ["{written}"]\n'
    assert parse(body.encode(), "feeds.yaml").topics[0].frame_ancestors == (written,)
