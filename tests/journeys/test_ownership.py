"""A source owns only its own entries: nothing another feed claims can change, hide or re-date them."""

import random

import pytest

from tests.journeys.feeds import item, rss
from tests.servers import RecordedServer
from tests.values import NOW

VICTIM = rss(*(item(number, guid=f"https://palpres.example/?p={number}") for number in range(4)))
FORGED = rss(
    *(
        item(
            number,
            guid=f"https://palpres.example/?p={number}",
            title=f"Palsu {number}",
            at=NOW.replace(year=2023),
        )
        for number in range(4)
    ),
    title="Palpres",
)


@pytest.mark.parametrize("seed", range(4))
def test_a_feed_that_claims_anothers_guids_and_links_changes_nothing_of_it(wire, seed):
    with RecordedServer({"/victim": VICTIM, "/attacker": FORGED}) as server:
        wire.configure([("palpres", server.url("/victim")), ("attacker", server.url("/attacker"))])
        order = ["palpres", *random.Random(seed).choices(["palpres", "attacker"], k=6)]
        wire.poll(order[0])
        before = wire.get("/sources/palpres.json").data
        for slug in order[1:]:
            wire.poll(slug)
    assert wire.get("/sources/palpres.json").data == before
    names = [one["id"] for one in wire.get("/all.json").json["items"]]
    assert len(names) == len(set(names))


def test_who_claims_first_gains_only_the_name(wire):
    with RecordedServer({"/victim": VICTIM, "/attacker": FORGED}) as server:
        wire.configure([("palpres", server.url("/victim")), ("attacker", server.url("/attacker"))])
        wire.poll("attacker")
        wire.poll("palpres")
    items = wire.get("/sources/palpres.json").json["items"]
    assert [one["title"] for one in items] == [f"KPU Sumsel tetapkan pasangan nomor {n}" for n in range(4)]
    names = [one["id"] for one in wire.get("/all.json").json["items"]]
    assert len(names) == len(set(names)) == 8
