"""The rankings over a real store, on both databases: what is read for them, and that one look serves both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from aggregator.config.reading import parse
from aggregator.identity import handles
from aggregator.model import Changes, Entry
from aggregator.ranked import CHOICE, POPULAR, Reason, read_document, read_rankings
from aggregator.store import Store, Tx, entries, sources
from tests.databases import backend, database, store
from tests.edges.site import FEEDS_YAML, NOW, news
from tests.values import profile

__all__ = ["backend", "database", "store"]
SETTINGS = parse(FEEDS_YAML.encode(), "feeds.yaml")
PAPERS = ("palpres", "antara", "baru")
PICKED = FEEDS_YAML + "picks: [{url: 'https://baru.example/0'}]\n"


def told(story: int, *papers: str, hours: float = 1) -> list[Entry]:
    """One story, each paper's telling an hour after the one before."""
    made = []
    for place, paper in enumerate(papers):
        at = NOW - timedelta(hours=hours - place / 10)
        first = {"key": f"cerita{story}", "id": f"https://a.example/{story}"} if not place else {}
        made.append(
            news(story, source=paper, guid=f"{story}-{paper}", url=f"https://{paper}.example/{story}",
                 title=f"Cerita ke-{story}", content="isi " * 50, story=f"cerita{story}", follows=place > 0,
                 order_at=at, published=at, first_seen=at, updated=at, **first)
        )  # fmt: skip
    return made


def save(store: Store, *made: Entry) -> None:
    with store.write() as tx:
        sources.sync(tx, SETTINGS.sources, NOW)
        due = {"now": NOW, "limit": 9, "owner": "test", "lease": timedelta(minutes=1), "slugs": PAPERS}
        for state in sources.claim(tx, **due):
            sources.finish(tx, replace(state, profile=profile(state.slug)), "test")
        learned = tuple((one.key, handle) for one in made for handle in handles(one))
        entries.save(tx, Changes(new=made, learned=learned))


@contextmanager
def statements(tx: Tx) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def keep(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(tx, "before_cursor_execute", keep)
    yield asked
    event.remove(tx, "before_cursor_execute", keep)


def test_one_look_serves_both_rankings_and_reads_no_content(store: Store) -> None:
    widely, narrowly = told(1, *PAPERS), told(2, *PAPERS[:2])
    save(store, *widely, *narrowly, *told(3, PAPERS[0]), *told(4, *PAPERS, hours=40))
    with store.read() as tx:
        with statements(tx) as both:
            choice, popular = read_rankings(tx, SETTINGS, NOW, CHOICE, POPULAR)
        with statements(tx) as one:
            assert read_rankings(tx, SETTINGS, NOW, POPULAR) == (popular,)
        assert read_rankings(tx, SETTINGS, NOW, CHOICE) == (choice,)
    assert [one.entry.story for one in popular] == ["cerita1", "cerita2", "cerita4"]
    assert [(one.entry.key, one.reason) for one in choice] == [("cerita1", Reason("own", 3))]
    assert len(both) == len(one), "no more is asked for two than for one"
    assert not any("entries.content" in statement for statement in both)
    assert {one.entry.content for one in (*popular, *choice)} == {""}


def test_feed_has_the_content_of_what_it_shows_and_of_nothing_else(store: Store) -> None:
    save(store, *told(1, *PAPERS), *told(2, *PAPERS[:2]), *told(0, "baru"))
    settings = parse(PICKED.encode(), "feeds.yaml")
    with store.read() as tx, statements(tx) as asked:
        document = read_document(tx, settings, store.installation, CHOICE, "atom", NOW)
    shown = [one.entry for one in document.entries]
    assert [one.key for one in shown] == ["cerita0", "cerita1"]
    assert {one.content for one in shown} == {"isi " * 50}
    assert [one.reason for one in document.entries] == ["pilihan redaksi", "3 media menulisnya sendiri"]
    whole = [statement for statement in asked if "entries.content" in statement]
    assert len(whole) == 2, "the pick, which is looked for by its address, and what is shown"
