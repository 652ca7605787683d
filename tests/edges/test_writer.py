"""Works that wait for each other share a transaction; one that fails costs itself."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from aggregator.errors import LeaseLost, StoreError
from aggregator.model import SourceState
from aggregator.store import Store, Tx, sources
from aggregator.writer import MOST_TOGETHER, Writer
from tests.databases import backend, store
from tests.edges.store.examples import NOW, source

__all__ = ["backend", "store"]
_DAY = timedelta(days=1)


def adding(*slugs: str) -> Callable[[Tx], str]:
    """Makes the due table hold these as well."""

    def add(tx: Tx) -> str:
        known = [source(slug) for slug in sorted({*sources.active_slugs(tx), *slugs})]
        sources.sync(tx, known, NOW)
        return slugs[0]

    return add


def failing(tx: Tx) -> None:
    adding("half-done")(tx)
    raise ValueError("this one is bad")


def stored(store: Store) -> frozenset[str]:
    with store.read() as tx:
        return sources.active_slugs(tx)


def together(store: Store, *works: Callable[[Tx], object]) -> list[object]:
    """All of them, asked for while the thread that writes is busy with something else."""

    async def ask() -> list[object]:
        with Writer(store) as writer:
            go = threading.Event()
            held = asyncio.ensure_future(writer.transact(lambda _tx: go.wait(10)))
            await asyncio.sleep(0.05)
            waiting = [asyncio.ensure_future(writer.transact(work)) for work in works]
            await asyncio.sleep(0)
            go.set()
            await held
            return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(ask())


def test_works_are_done_in_the_order_asked_for_and_each_gets_its_own_answer(store: Store) -> None:
    seen: list[str] = []

    def noting(slug: str) -> Callable[[Tx], str]:
        def work(tx: Tx) -> str:
            seen.append(slug)
            return adding(slug)(tx)

        return work

    slugs = [f"s{number}" for number in range(10)]
    assert together(store, *map(noting, slugs)) == slugs
    assert seen == slugs
    assert stored(store) == set(slugs)


def test_works_that_wait_share_transactions(store: Store) -> None:
    transactions: set[int] = set()
    works = [lambda tx: transactions.add(id(tx)) or tx for _ in range(2 * MOST_TOGETHER)]
    answers = together(store, *works)
    assert len({id(answer) for answer in answers}) <= len(transactions) == 2


def test_one_that_fails_costs_itself_and_leaves_nothing_half_done(store: Store) -> None:
    first, bad, last = together(store, adding("first"), failing, adding("last"))
    assert (first, last) == ("first", "last")
    assert isinstance(bad, ValueError)
    assert stored(store) == {"first", "last"}


def test_what_breaks_the_transaction_of_all_breaks_only_its_own(store: Store) -> None:
    def broken(tx: Tx) -> None:
        tx.exec_driver_sql("SELECT nonsense FROM nowhere")

    first, bad, last = together(store, adding("first"), broken, adding("last"))
    assert isinstance(bad, StoreError)
    assert (first, last) == ("first", "last")
    assert stored(store) == {"first", "last"}


def test_whoever_gives_up_waiting_stops_nobody(store: Store) -> None:
    async def ask() -> str:
        with Writer(store) as writer:
            impatient = asyncio.ensure_future(writer.transact(adding("impatient")))
            await asyncio.sleep(0)
            impatient.cancel()
            return await writer.transact(adding("patient"))

    assert asyncio.run(ask()) == "patient"
    assert "patient" in stored(store)


def test_at_the_end_everything_is_written_that_was_asked_for(store: Store) -> None:
    async def ask() -> None:
        with Writer(store) as writer:
            for number in range(100):
                asyncio.ensure_future(writer.transact(adding(f"s{number}")))  # noqa: RUF006 - nobody waits
            await asyncio.sleep(0)

    asyncio.run(ask())
    assert len(stored(store)) == 100


def test_a_database_that_is_gone_is_said_to_everybody(tmp_path: Path) -> None:
    gone = Store.open(f"sqlite:///{tmp_path}/never-migrated.db")
    answers = together(gone, adding("a"), adding("b"))
    gone.close()
    assert all(isinstance(answer, StoreError) for answer in answers)


def test_a_claim_that_shares_a_transaction_is_still_one(store: Store) -> None:
    def claim(tx: Tx) -> tuple[SourceState, ...]:
        return sources.claim(tx, now=NOW + _DAY, limit=1, owner="me", lease=_DAY)

    _, *claims = together(store, adding("a", "b"), claim, claim, claim)
    assert [len(found) for found in claims] == [1, 1, 0]  # type: ignore[arg-type]


def test_who_gives_himself_up_undoes_himself_and_nobody_is_done_twice(store: Store) -> None:
    done: list[str] = []

    def counted(slug: str) -> Callable[[Tx], str]:
        def work(tx: Tx) -> str:
            done.append(slug)
            return adding(slug)(tx)

        return work

    def giving_up(tx: Tx) -> None:
        adding("half-done")(tx)
        sources.expect_lease(tx, "half-done", "nobody")

    answers = together(store, counted("one"), giving_up, counted("two"))
    assert answers[0] == "one"
    assert isinstance(answers[1], LeaseLost)
    assert answers[2] == "two"
    assert done == ["one", "two"]
    assert stored(store) == {"one", "two"}
