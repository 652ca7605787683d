from aggregator.store import Store, meta


def test_what_was_applied_and_what_was_confirmed_is_remembered(store: Store) -> None:
    with store.read() as tx:
        assert (meta.rules(tx), meta.confirmed(tx)) == ("", "")
    with store.write() as tx:
        meta.set_rules(tx, "rules digest")
        meta.confirm(tx, "file digest")
    with store.read() as tx:
        assert (meta.rules(tx), meta.confirmed(tx)) == ("rules digest", "file digest")
