"""`aggregator fetch`: what became of one document, step by step, and nothing stored."""

import json
import re

from tests.journeys.commands import run
from tests.journeys.feeds import item, rss
from tests.servers import Page, RecordedServer

STORY = "".join(
    f"<p>Paragraf {n} dari berita tentang Pilkada di Palembang, ditulis dengan lengkap.</p>" for n in range(9)
)
ARTICLE = f"""<!doctype html><html><head><title>Berita lengkap</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2024-08-28T07:30:00+07:00"></head><body>
<article><h1>Berita lengkap</h1>{STORY}
<p>BACA JUGA:<a href="/read/9/lain">Berita lain</a></p></article></body></html>"""


def configure(folder, url: str):
    file = folder / "feeds.yaml"
    file.write_text(
        "site: {title: Uji}\npolling: {minimum_interval: 1s}\n"
        "topics:\n  - {slug: pilkada, title: Pilkada, match: {any: [pilkada, kpu]}}\n"
        f"sources:\n  - {{slug: koran, title: Koran, url: '{url}'}}\n"
    )
    return file


def told(config, *arguments: str) -> dict:
    said = run(config, "fetch", *arguments, "--json")
    assert said.stdout, said.output
    return json.loads(said.stdout)


def test_every_step_of_a_feed_is_told(tmp_path):
    with RecordedServer({"/rss": Page(rss(item(1), item(2)).replace(b"<link>", b"<link> ", 1))}) as server:
        account = told(configure(tmp_path, server.url("/rss")), "koran", "--entries", "1")
    assert account["source"]["source"] == "koran"
    assert account["answer"]["status"] == 200
    assert account["answer"]["validators"].keys() == {"etag", "last_modified"}
    assert account["document"] == {"encoding": "utf-8", "format": "rss20", "entries": 2}
    assert account["received"]["title"] == "Palpres"
    (entry,) = account["entries"]
    assert entry["received"]["published"].endswith("+0000")
    assert entry["entry"]["published"] == "2024-08-28T06:30:00+00:00"
    assert entry["topics"] == {"pilkada": ["any of 2", "“pilkada”", "“kpu”"]}
    assert entry["stored"] == "new"
    assert entry["handles"]


def test_it_stores_nothing_and_knows_what_a_poll_has_stored(tmp_path):
    with RecordedServer({"/rss": rss(item(1), item(2))}) as server:
        config = configure(tmp_path, server.url("/rss"))
        assert [one["stored"] for one in told(config, "koran")["entries"]] == ["new", "new"]
        assert [one["stored"] for one in told(config, "koran")["entries"]] == ["new", "new"]
        run(config, "poll")
        server.put("/rss", rss(item(1, title="Judul yang diperbaiki"), item(2), item(3)))
        first, second, third = told(config, "koran")["entries"]
    assert first["stored"] == f"known as {first['entry']['key']}, and would be edited"
    assert second["stored"] == f"known as {second['entry']['key']}, and unchanged"
    assert third["stored"] == "new"


def test_redirects_and_the_encoding_are_told(tmp_path):
    feed = rss(item(1, title="Harga “emas”")).decode().replace("utf-8", "windows-1252").encode("cp1252")
    pages = {
        "/old": Page(b"", {"Location": "/new?token=rahasia"}, 301),
        "/new": Page(feed, {"Set-Cookie": "id=rahasia", "X-Next": "https://a:rahasia@b.example/"}),
    }
    with RecordedServer(pages) as server:
        account = told(configure(tmp_path, server.url("/x")), server.url("/old"))
        assert account["answer"]["redirects"] == [f"301 {server.url('/old')}"]
        assert account["answer"]["moved_to"] == server.url("/new?token=***")
    assert account["document"]["encoding"] == "cp1252"
    assert account["entries"][0]["entry"]["title"] == "Harga “emas”"
    assert "rahasia" not in json.dumps(account["answer"])


def test_an_entrys_own_problems_stand_beside_it(tmp_path):
    bad = re.sub("(?<=<pubDate>)[^<]*", "kapan-kapan", item(1))
    with RecordedServer({"/rss": rss(item(2), bad)}) as server:
        sound, broken = told(configure(tmp_path, server.url("/rss")), "koran")["entries"]
    assert "problems" not in sound
    assert broken["problems"][0].startswith("published: ")


def test_an_articles_page_is_read_as_an_article(tmp_path):
    page = Page(ARTICLE.encode(), {"Content-Type": "text/html"})
    with RecordedServer({"/read/1/a": page, "/rss": rss(item(1))}) as server:
        config = configure(tmp_path, server.url("/rss"))
        server.put("/rss", rss(item(1, link=server.url("/read/1/a"))))
        article = told(config, server.url("/read/1/a"))["article"]
        assert article["stored"] == "not stored"
        assert article["entry"]["title"] == "Berita lengkap"
        assert article["entry"]["published"] == "2024-08-28T00:30:00+00:00"
        assert "BACA JUGA" in article["received"]["content"]
        assert "BACA JUGA" not in article["entry"]["content"]
        assert article["entry"]["related"] == [[server.url("/read/9/lain"), "Berita lain"]]
        run(config, "poll")
        known = told(config, server.url("/read/1/a"))["article"]
    assert known["stored"] == f"known as {known['entry']['key']}, of koran"


def test_for_people_it_is_lines_that_no_terminal_obeys(tmp_path):
    hostile = rss(item(1, title="Merah &#x9b;31m sekali")).replace(b"Palpres", "Pal\u009bpres".encode())
    with RecordedServer({"/rss": hostile}) as server:
        said = run(configure(tmp_path, server.url("/rss")), "fetch", "koran")
    assert said.exit_code == 0, said.output
    assert "    title: Merah" in said.stdout
    assert "\x9b" not in said.stdout
    assert "topics\n      pilkada\n" in said.stdout


def test_what_cannot_be_read_says_why_and_ends_with_1(tmp_path):
    with RecordedServer({"/rss": b"<rss", "/none": b"halo"}) as server:
        config = configure(tmp_path, server.url("/rss"))
        broken, missing = run(config, "fetch", "koran"), run(config, "fetch", server.url("/404"))
    assert (broken.exit_code, missing.exit_code) == (1, 1)
    assert "problem: truncated: " in broken.stdout
    assert "error: http_404: " in missing.stdout
