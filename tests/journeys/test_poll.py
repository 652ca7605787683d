"""From a feed on a server to a feed in a reader."""

import io
from html import escape

import feedparser

from aggregator.model import Outcome
from tests.journeys.feeds import item, rss
from tests.servers import Page, RecordedServer

STOCK = rss(*(item(number) for number in range(5)))


def test_what_a_source_publishes_stands_in_the_topic_feed(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        report = wire.poll()["palpres"]
    assert (report.outcome, report.new) == (Outcome.CHANGED, 5)
    for extension in ("atom", "rss"):
        feed = read(wire.get(f"/topics/pilkada-2024.{extension}").data)
        assert [entry.title for entry in feed.entries] == [
            f"KPU Sumsel tetapkan pasangan nomor {n}" for n in range(5)
        ]
    assert len(wire.get("/topics/pilkada-2024.json").json["items"]) == 5


def test_a_second_poll_of_the_same_document_is_a_304_and_changes_no_byte(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        before = everything(wire)
        assert wire.poll()["palpres"].outcome is Outcome.NOT_MODIFIED
    assert everything(wire) == before


def test_the_same_bytes_without_validators_are_not_read_again(wire):
    with RecordedServer({"/rss": plain(STOCK)}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        assert wire.poll()["palpres"].outcome is Outcome.SAME_BODY


def test_a_new_entry_comes_first_and_leaves_the_others_as_they_were(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
        before = ids(wire)
        server.put("/rss", rss(item(-1), *(item(number) for number in range(4))))
        report = wire.poll()["palpres"]
    assert (report.new, report.edited) == (1, 0)
    assert ids(wire)[1:] == before


def test_a_reader_that_has_the_feed_gets_304(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        wire.configure([("palpres", server.url("/rss"))])
        wire.poll()
    first = wire.get("/topics/pilkada-2024.atom")
    assert wire.get("/topics/pilkada-2024.atom", If_None_Match=first.headers["ETag"]).status_code == 304
    assert (
        wire.get("/topics/pilkada-2024.atom", If_Modified_Since=first.headers["Last-Modified"]).status_code
        == 304
    )


def test_a_source_that_leaves_and_returns_keeps_its_entries_and_ids(wire):
    with RecordedServer({"/rss": STOCK, "/other": rss(item(50))}) as server:
        both = [("palpres", server.url("/rss")), ("other", server.url("/other"))]
        wire.configure(both)
        wire.poll()
        before = ids(wire)
        wire.configure(both[1:])
        wire.confirm()
        wire.poll()
        assert ids(wire) == before
        wire.configure(both)
        assert wire.poll()["palpres"].new == 0
    assert ids(wire) == before


def test_a_changed_rule_retags_what_is_stored(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        sources = [("palpres", server.url("/rss"))]
        wire.configure(sources)
        wire.poll()
        wire.configure(sources, "topics:\n  - {slug: nomor-3, title: Tiga, match: {any: ['nomor 3']}}\n")
        wire.poll()
    assert [entry.title for entry in read(wire.get("/topics/nomor-3.atom").data).entries] == [
        "KPU Sumsel tetapkan pasangan nomor 3"
    ]


def test_what_the_operator_calls_an_interruption_is_taken_out(wire):
    said = "Isi berita 1 tentang Pilkada."
    asides = "<p>Cek dulu: Judul lain</p><p>Editor: Sari</p>"
    document = rss(item(1)).replace(said.encode(), escape(f"<p>{said * 3}</p>{asides}<p>{said}</p>").encode())
    own = "interruptions:\n- {leads: [cek dulu], hosts: [127.0.0.1]}\n- {lines: ['editor: .{0,40}']}\n"
    with RecordedServer({"/rss": document}) as server:
        wire.configure([("palpres", server.url("/rss"))], head=own)
        wire.poll()
    (entry,) = wire.get("/sources/palpres.json").json["items"]
    assert entry["content_html"] == f"<p>{said * 3}</p><p>{said}</p>"


def test_another_way_of_reading_edits_nothing_in_the_eyes_of_readers(wire):
    with RecordedServer({"/rss": STOCK}) as server:
        sources = [("palpres", server.url("/rss"))]
        wire.configure(sources)
        wire.poll()
        before = read(wire.get("/all.atom").data).entries
        wire.configure(sources, head="interruptions: [{endings: [Pilkada.]}]\n")
        assert wire.poll()["palpres"].edited == len(before)
    after = read(wire.get("/all.atom").data).entries
    assert [(one.id, one.updated) for one in after] == [(one.id, one.updated) for one in before]
    assert [one.summary for one in after] == [one.summary.removesuffix(" Pilkada.") for one in before]


def everything(wire) -> dict[str, bytes]:
    names = ("topics/pilkada-2024", "sources/palpres", "all")
    with wire.web() as client:
        return {
            f"{name}.{form}": client.get(f"/{name}.{form}").data
            for name in names
            for form in ("atom", "rss", "json")
        }


def ids(wire) -> list[str]:
    return [entry.id for entry in read(wire.get("/all.atom").data).entries]


def read(document: bytes):
    return feedparser.parse(io.BytesIO(document))  # noqa: TID251 - our own bytes


def plain(body: bytes):
    return Page(body, {"ETag": "", "Last-Modified": ""})
