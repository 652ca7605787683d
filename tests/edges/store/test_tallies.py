"""Several processes add to the same counts."""

from concurrent.futures import ThreadPoolExecutor

from aggregator.store import Store, revision, tallies


def test_every_amount_is_added_whoever_else_adds(store: Store) -> None:
    names = [("polls", "changed"), ("polls", "failed"), ("seconds", "sum")]

    def add(number: int) -> None:
        with store.write() as tx:
            tallies.add(tx, dict.fromkeys(names[number % 2 :], 0.5))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with store.read() as tx:
        assert tallies.read(tx) == {names[0]: 10, names[1]: 20, names[2]: 20}
        assert revision(tx) == 0, "what is counted is not served to readers: their documents stay"
