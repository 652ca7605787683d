"""The builder of embeds without its script, and what the configuration says of who may show a topic."""

import json
from pathlib import Path

import pytest

from aggregator.config.reading import parse
from aggregator.errors import ConfigError
from tests.edges.embeds.standing import TOPIC
from tests.edges.html import tree_of
from tests.edges.site import HOME, Site, site

TOPIC_YAML = """\
sources: []
topics:
  - slug: a
    title: A
    match: {any: [a]}
    embed:
      frame_ancestors:"""


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
