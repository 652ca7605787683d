"""Embeds over a real store: frame, data and snippet as clients get them."""

import pytest
from lxml import etree
from lxml import html as lxml_html
from werkzeug.routing import AnyConverter

from tests.edges.embeds.standing import HOST, TOPIC
from tests.edges.html import tree_of
from tests.edges.site import HOME, Site, news


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
