from pathlib import Path

import pytest
from sqlalchemy.exc import StatementError

from aggregator.errors import StoreError
from aggregator.store import Store, listings
from tests.edges.store.examples import NOW, add, entry


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "this is no database URL"),
        ("var/aggregator.db", "this is no database URL"),
        ("postgresql://user:sesam@host:port/name", "this is no database URL"),
        ("mysql://user:sesam@host/name", "mysql is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("sqlite:////dev/null/aggregator.db", "cannot make the folder"),
    ],
)
def test_a_url_that_names_no_database_is_refused_with_the_forms_that_do(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as refused:
        Store.open(url)
    assert "sesam" not in str(refused.value)


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    store = Store.open("postgres://user:sesam@127.0.0.1:1/name?sslmode=disable", timeout=2)
    with pytest.raises(StoreError, match="check that the server runs") as refused, store.read():
        pass
    assert str(refused.value).startswith("postgresql+psycopg://user:***@127.0.0.1:1/name: ")
    assert "sesam" not in f"{refused.value} {refused.value.__cause__}"
    store.close()


def test_a_sqlite_file_is_made_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = Store.open("sqlite:///var/deep/aggregator.db")
    monkeypatch.chdir("/")  # a daemon's habit: the file must not move with it
    store.migrate()
    assert (tmp_path / "var/deep/aggregator.db").exists()
    store.close()


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text("site: {title: Kabar}\n" * 100)
    store = Store.open(f"sqlite:///{file}")
    with pytest.raises(StoreError, match=r"not a database.*name another one"):
        store.migrate()
    assert file.read_text() == "site: {title: Kabar}\n" * 100
    store.close()


def test_a_datetime_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="offset-naive"), store.write() as tx:
        add(tx, entry(1, updated=NOW.replace(tzinfo=None)))
    with store.read() as tx:
        assert listings.count(tx) == 0
