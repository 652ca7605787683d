"""The same state gives the same bytes, whichever database holds it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from aggregator.config import Live
from aggregator.runtime import Runtime
from aggregator.store import Store
from aggregator.store.moving import move
from aggregator.web import create_app
from tests.databases import new_database
from tests.edges.site import FEEDS_YAML, fill, site

PATHS = [
    f"{path}.{extension}{query}"
    for path, query in (
        ("/all", ""),
        ("/topics/pilkada-2024", "?source=antara&full=0"),
        ("/topics/pilkada-2024", "?place=palembang&limit=7"),
        ("/sources/palpres", "?q=palembang"),
    )
    for extension in ("atom", "rss", "json")
]


def documents(client: FlaskClient) -> dict[str, tuple[bytes, str]]:
    answers = {path: client.get(path) for path in PATHS}
    older = answers["/all.json"].json["next_url"].removeprefix("https://kabar.example.org")
    answers[older] = client.get(older)
    assert {answer.status_code for answer in answers.values()} == {200}
    return {path: (answer.data, answer.headers["ETag"]) for path, answer in answers.items()}


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_wire_that_moved_publishes_the_same_bytes(backend: str, tmp_path: Path) -> None:
    with site(tmp_path, FEEDS_YAML) as place, new_database(backend, tmp_path, migrated=True) as url:
        fill(place, 80)
        other = Store.open(url)
        move(place.rt.store, other, lambda _table, _rows: None)
        moved = create_app(Runtime(Live(place.config), other)).test_client()
        assert documents(moved) == documents(place.client)
        other.close()
